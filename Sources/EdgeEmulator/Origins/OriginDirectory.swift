import CloudFrontEvents
public import HTTPTypes
import NIOCore
import Synchronization

/// Knows what answers for each origin, and asks it.
final class OriginDirectory: Sendable {
    private let servers = OriginServers()
    private let addresses = AddressBook()
    private let folders = Mutex<[FolderOrigin.Settings: FolderOrigin]>([:])

    /// What answers a request, after functions may have sent it elsewhere.
    ///
    /// A bucket is found by its name, which is the first part of its domain; any origin by its domain.
    func target(of onward: OriginRequest, site: Site) -> OriginTarget {
        if onward.origin == onward.settings.origin {
            return site.targets[onward.name] ?? onward.settings.target ?? Self.itself(onward.origin)
        }
        let domain = onward.origin.domainName
        if let target = site.targets[domain] { return target }
        if case .s3(let bucket) = onward.origin {
            let name = bucket.domainName.prefix { $0 != "." }
            if let target = site.targets[String(name)] { return target }
            return .unmapped(
                "The bucket \(bucket.domainName) is not on this machine: start with --origin \(name)=FOLDER or =URL."
            )
        }
        if domain == onward.settings.origin.domainName, let target = onward.settings.target { return target }
        return Self.itself(onward.origin)
    }

    private static func itself(_ origin: Origin) -> OriginTarget {
        switch origin {
        case .custom(let custom):
            let isSecure = custom.protocol != "http"
            let port = custom.port?.integer ?? (isSecure ? 443 : 80)
            return .server(OriginServer(isSecure: isSecure, host: custom.domainName, port: port))
        case .s3(let bucket):
            return .unmapped("The bucket \(bucket.domainName) is not on this machine.")
        }
    }

    /// Whether a target's name has an address; for what is on this machine it need not have one.
    func hasAddress(_ target: OriginTarget) async -> Bool {
        guard case .server(let server) = target else { return true }
        return await addresses.hasAddress(server.host)
    }

    /// Asks a target.
    func ask(
        _ target: OriginTarget,
        _ onward: OriginRequest,
        requestId: String
    ) async throws(OriginFailure) -> OriginResponse {
        switch target {
        case .unmapped(let sentence): throw .unmapped(sentence)
        case .folder(let settings):
            let folder = folders.withLock { folders in
                if let folder = folders[settings] { return folder }
                let folder = FolderOrigin(settings)
                folders[settings] = folder
                return folder
            }
            let path = onward.origin.pathAtOrigin + onward.request.path
            return await folder.respond(
                method: onward.request.method,
                path: path,
                fields: onward.request.fields
            )
        case .server(let server):
            var fields = onward.request.fields
            for header in onward.origin.customHeaders {
                if let name = HTTPField.Name(header.forwardedName) { fields[name] = header.value }
            }
            fields[.xAmzCfId] = requestId
            if server.host != onward.origin.domainName { fields[.hostName] = server.authority }
            return try await servers.ask(server, onward, fields)
        }
    }

    func shutDown() async {
        await servers.shutDown()
    }
}

/// Why an origin gave no answer: what the viewer sees, and what the exchange tells.
struct OriginFailure: Error {
    let status: Int
    let sentence: String
    let reason: String

    static func unmapped(_ sentence: String) -> OriginFailure {
        OriginFailure(status: 502, sentence: sentence, reason: "nothing answers for it here")
    }

    /// What was to be sent did not come as it has to.
    static func viewersBody(_ failure: EdgeFailure) -> OriginFailure {
        let answer = failure.edgeAnswer ?? (400, "Bad request.")
        return OriginFailure(
            status: answer.status,
            sentence: answer.sentence,
            reason: "the viewer's body failed"
        )
    }

    /// Source: C:http-502-bad-gateway.
    static func unreachable(_ reason: String) -> OriginFailure {
        OriginFailure(
            status: 502,
            sentence: "CloudFront wasn't able to connect to the origin.",
            reason: reason
        )
    }

    /// Source: C:http-504-gateway-timeout.
    static func tooLate(_ reason: String) -> OriginFailure {
        OriginFailure(
            status: 504,
            sentence: "CloudFront attempted to establish a connection with the origin, "
                + "but either the attempt failed or the origin closed the connection.",
            reason: reason
        )
    }
}

/// What an origin answered.
public struct OriginResponse: Sendable {
    /// The status.
    public var status: Int
    /// The reason phrase where it is known.
    public var reason: String?
    /// The header fields.
    public var fields: HTTPFields
    /// The body.
    public var body: EdgeBody

    /// Describes an answer.
    public init(status: Int, reason: String? = nil, fields: HTTPFields, body: EdgeBody) {
        self.status = status
        self.reason = reason
        self.fields = fields
        self.body = body
    }
}

extension Origin {
    /// What stands before every path at the origin.
    var pathAtOrigin: String {
        switch self {
        case .custom(let origin): origin.path ?? ""
        case .s3(let origin): origin.path ?? ""
        }
    }

    /// How long to wait for a packet of the answer, in seconds.
    var readTimeout: Int {
        switch self {
        case .custom(let origin): origin.readTimeout?.integer ?? 30
        case .s3(let origin): origin.readTimeout?.integer ?? 30
        }
    }

    /// How long to wait for the whole answer, in seconds; nil for as long as it takes.
    var completionTimeout: Int? {
        let number =
            switch self {
            case .custom(let origin): origin.responseCompletionTimeout?.integer
            case .s3(let origin): origin.responseCompletionTimeout?.integer
            }
        return number == 0 ? nil : number
    }

    /// How long an idle connection is kept, in seconds.
    var keepAliveTimeout: Int {
        if case .custom(let origin) = self { origin.keepaliveTimeout?.integer ?? 5 } else { 5 }
    }
}

extension OriginTarget {
    /// What is asked, as a person would write it.
    func url(of onward: OriginRequest) -> String {
        switch self {
        case .folder(let settings): "\(settings.root)\(onward.request.path)"
        case .server(let server): server.url + onward.origin.pathAtOrigin + onward.request.target
        case .unmapped: onward.origin.domainName + onward.request.target
        }
    }
}

extension OriginServer {
    /// The host and, where it is not the usual one, the port.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}
