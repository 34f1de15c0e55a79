public import CloudFrontEvents
public import Invocations
public import Metrics
import Synchronization

/// A CDN in this process: it responds to viewers' requests as CloudFront would, and runs functions on their way.
///
/// Nothing listens on a port: a test hands it a request and looks at the response. The functions are run by an
/// `InvokerBackend`, such as a `HandlerHost`.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// let host = HandlerHost()
/// let auth = try await host.load(FunctionDefinition(.file("functions/auth.js")))
///
/// let files = FolderOrigin.Settings(root: "/srv/site")
/// let bucket = S3Origin(domainName: "site.s3.us-east-1.amazonaws.com")
/// var distribution = Distribution(name: "site", origin: OriginSettings(.s3(bucket), target: .folder(files)))
/// distribution.defaultBehavior.functions[.viewerRequest] = auth.name
///
/// let edge = EmulatedEdge(backend: host, site: Site(distributions: [distribution]))
/// let response = await edge.respond(to: ViewerRequest(target: "/index.html"))
/// print(response.status, try await response.body.text())
/// await edge.shutDown()
/// ```
public final class EmulatedEdge: Sendable {
    /// Defaults for what a request does not say, and limits.
    public struct Settings: Sendable {
        /// The region that functions run in.
        public var region = EdgeRegion.usEast1
        /// The country that viewers are in, as two letters.
        public var country = "US"
        /// The viewers' device; nil derives it from `User-Agent`.
        public var device: Viewer.Device?
        /// The capacity of the cache in bytes.
        public var cacheBytes = 256 << 20
        /// The length of the longest body that a viewer may send, in bytes.
        public var bodyLimit = 20 << 30
        /// The time that a body may take at any pace; after that it must have arrived at 500 bytes a second.
        public var bodyPatience = Duration.seconds(30)

        /// Creates the defaults.
        public init() {}
    }

    /// The last exchanges.
    public let exchanges: ExchangeLog
    /// The counters behind the metrics.
    package let counters: EdgeCounters
    /// The settings that it was created with.
    public let settings: Settings
    let backend: any InvokerBackend
    let judge: Judge
    let log: (any EdgeLog)?
    let cache: ObjectCache
    let origins = OriginDirectory()
    let ids = EdgeRequestIdSource()
    private let current: Mutex<Site>

    /// Creates an emulator.
    ///
    /// The backend is asked for functions by name and region; `judge` judges the results that it has not judged.
    public init(
        backend: any InvokerBackend,
        site: Site,
        settings: Settings = Settings(),
        judge: Judge = Judge(),
        log: (any EdgeLog)? = nil,
        exchanges: ExchangeLog = ExchangeLog(),
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.backend = backend
        self.settings = settings
        self.judge = judge
        self.log = log
        self.exchanges = exchanges
        counters = EdgeCounters(reportingTo: metrics)
        cache = ObjectCache(maximumBytes: settings.cacheBytes)
        current = Mutex(site)
    }

    /// The site that is served now.
    public var site: Site { current.withLock { $0 } }

    /// Serves another site from the next request on; the cache and open requests stay.
    public func use(_ site: Site) {
        current.withLock { $0 = site }
    }

    /// Responds to a viewer's request; failures become responses too.
    public func respond(to request: ViewerRequest) async -> ViewerResponse {
        var passage = Passage(request, through: self)
        return await passage.run()
    }

    /// Sends a kept request again, and returns the number of the new exchange; nil when the old one is no longer kept.
    package func repeatExchange(_ id: Int) async -> Int? {
        guard let exchange = exchanges.exchange(id) else { return nil }
        var request = exchange.request
        request.body = exchange.keptBody
        let response = await respond(to: request)
        // Nothing else reads the body, and its sender must not wait for that.
        try? await response.body.drain()
        return response.exchange
    }

    /// Removes and counts the cached objects whose path matches a pattern such as `/images/*` (C:Invalidation).
    @discardableResult
    public func invalidate(_ pattern: String) throws -> Int {
        try cache.invalidate(PathPattern(pattern))
    }

    /// Closes the connections to origins.
    public func shutDown() async {
        await origins.shutDown()
    }
}

/// The distributions that an emulator serves, and the stand-ins for their origins.
public struct Site: Sendable {
    /// The distributions; a request whose host name none of them has goes to the first.
    public var distributions: [Distribution]
    /// The stand-ins for origins that functions send requests to, by the name of a resource or by domain name.
    public var targets: [String: OriginTarget]

    /// Creates a site of distributions.
    public init(distributions: [Distribution], targets: [String: OriginTarget] = [:]) {
        self.distributions = distributions
        self.targets = targets
    }

    /// Finds the distribution for a host name: by its domain name, an alias, or its resource's name before
    /// `.localhost`.
    func distribution(for hostName: String) -> Distribution? {
        guard distributions.count > 1 else { return distributions.first }
        let name = hostName.prefix { $0 != ":" }.lowercased()
        let match = distributions.first { distribution in
            distribution.domainName == name || distribution.aliases.contains(name)
                || name == "\(distribution.name.lowercased()).localhost"
        }
        return match ?? distributions.first
    }
}
