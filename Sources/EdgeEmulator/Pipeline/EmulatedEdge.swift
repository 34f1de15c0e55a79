public import CloudFrontEvents
public import HandlerRuntime
import Synchronization

/// A CDN in one process: it answers viewers' requests as CloudFront would, running functions on their way.
///
/// ```swift
/// let emulator = EmulatedEdge(backend: host, site: Site(distributions: [distribution]))
/// let response = await emulator.respond(to: ViewerRequest(target: "/index.html"))
/// ```
/// It has no server of its own: ``EdgeServer`` mounts it on a port, and tests call it as it is. The backend knows each
/// function by its name and its region, as ``FunctionAddress/backendName`` writes them.
public final class EmulatedEdge: Sendable {
    /// What is taken for granted about viewers and the edge where a request says nothing.
    public struct Settings: Sendable {
        /// The region that functions run in.
        public var region = EdgeRegion.usEast1
        /// The two letters of the country that viewers are in.
        public var country = "US"
        /// The device that viewers have; nil to tell it from `User-Agent`.
        public var device: Viewer.Device?
        /// How many bytes the cache may hold.
        public var cacheBytes = 256 << 20
        /// The longest body that a viewer may send, in bytes.
        public var bodyLimit = 20 << 30
        /// How long a body may come at any pace; from then on it has to have come at 500 bytes a second.
        public var bodyPatience = Duration.seconds(30)

        /// Creates the defaults.
        public init() {}
    }

    /// The last exchanges.
    public let exchanges: ExchangeLog
    /// What was counted.
    public let counters = EdgeCounters()
    /// What is taken for granted.
    public let settings: Settings
    let backend: any InvokerBackend
    let judge: Judge
    let log: any EdgeLog
    let cache: ObjectCache
    let origins: OriginDirectory
    let ids = EdgeRequestIdSource()
    private let current: Mutex<Site>

    /// Makes an emulator.
    ///
    /// - Parameters:
    ///   - backend: runs the functions.
    ///   - site: what is served; ``use(_:)`` changes it.
    ///   - settings: what is taken for granted.
    ///   - judge: judges answers that the backend has not judged.
    ///   - log: takes what functions write and what CloudFront says of them.
    ///   - exchanges: keeps the last exchanges.
    public init(
        backend: any InvokerBackend,
        site: Site,
        settings: Settings = Settings(),
        judge: Judge = Judge(),
        log: any EdgeLog = NoEdgeLog(),
        exchanges: ExchangeLog = ExchangeLog()
    ) {
        self.backend = backend
        self.settings = settings
        self.judge = judge
        self.log = log
        self.exchanges = exchanges
        cache = ObjectCache(maximumBytes: settings.cacheBytes)
        origins = OriginDirectory()
        current = Mutex(site)
    }

    /// What is served now.
    public var site: Site { current.withLock { $0 } }

    /// Serves something else from the next request on; the cache and open requests stay.
    public func use(_ site: Site) {
        current.withLock { $0 = site }
    }

    /// Answers a viewer's request; whatever goes wrong is an answer too.
    public func respond(to request: ViewerRequest) async -> ViewerResponse {
        var passage = Passage(request, through: self, site: site)
        let response = await passage.run()
        return passage.finish(response)
    }

    /// Answers a viewer's request at once, if that can be done: from the cache, with no function on the way.
    func respondAtOnce(to request: ViewerRequest) -> ViewerResponse? {
        var passage = Passage(request, through: self, site: site)
        return passage.hit().map { passage.finish($0) }
    }

    /// Sends a kept request once more, as its viewer did.
    ///
    /// - Returns: the number of the new exchange; nil when the old one is no longer kept.
    public func repeatExchange(_ id: Int) async -> Int? {
        guard let exchange = exchanges.exchange(id) else { return nil }
        var request = exchange.request
        request.body = exchange.keptBody
        let response = await respond(to: request)
        // Nobody reads the body, and whoever sends it must not wait for that.
        try? await response.body.drain()
        return response.exchange
    }

    /// Takes objects out of the cache whose path matches a pattern such as `/images/*` (C:Invalidation).
    ///
    /// - Returns: how many there were.
    /// - Throws: when the pattern is none.
    @discardableResult
    public func invalidate(_ pattern: String) throws -> Int {
        try cache.invalidate(pattern)
    }

    /// Lets go of connections to origins.
    public func shutDown() async {
        await origins.shutDown()
    }
}

/// What an emulator serves: distributions, and what answers in the place of origins.
public struct Site: Sendable {
    /// The distributions; a request that names none of them goes to the first.
    public var distributions: [Distribution]
    /// What answers for origins, by the name of a resource or a domain, where functions send requests there.
    public var targets: [String: OriginTarget]

    /// Creates a site of distributions.
    public init(distributions: [Distribution], targets: [String: OriginTarget] = [:]) {
        self.distributions = distributions
        self.targets = targets
    }

    /// The distribution that answers to a host: by its domain name, an alias, or its resource's name before
    /// `.localhost`.
    func distribution(for host: String) -> Distribution? {
        guard distributions.count > 1 else { return distributions.first }
        let name = host.prefix { $0 != ":" }.lowercased()
        let match = distributions.first { distribution in
            distribution.domainName == name || distribution.aliases.contains(name)
                || name == "\(distribution.name.lowercased()).localhost"
        }
        return match ?? distributions.first
    }
}

/// A function in a region.
public struct FunctionAddress: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The region that it runs in.
    public var region: EdgeRegion

    /// Names a function in a region.
    public init(_ function: String, in region: EdgeRegion) {
        self.function = function
        self.region = region
    }

    /// Reads what ``backendName`` wrote; nil if it is none.
    public init?(backendName: String) {
        guard let mark = backendName.lastIndex(of: "@"),
            let region = EdgeRegion(backendName[backendName.index(after: mark)...])
        else { return nil }
        self.init(String(backendName[..<mark]), in: region)
    }

    /// The name that the backend knows it by: `auth@eu-central-1`.
    public var backendName: String { "\(function)@\(region.name)" }
}
