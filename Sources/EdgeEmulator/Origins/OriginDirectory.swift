import CloudFrontEvents
package import HTTPTypes
import NIOCore

/// Finds the target that responds for an origin, and asks it.
final class OriginDirectory: Sendable {
    private let servers = OriginServers()
    private let addresses = AddressBook()

    /// Finds the target of a request, whose origin a function may have changed.
    ///
    /// Any origin is found by its domain name, a bucket also by its name, the first label of the domain.
    func target(of onward: OriginRequest, site: Site) -> OriginTarget {
        if onward.origin == onward.settings.origin {
            return site.targets[onward.name] ?? onward.settings.target ?? Self.ownTarget(of: onward.origin)
        }
        let domain = onward.origin.domainName
        if let target = site.targets[domain] { return target }
        if domain == onward.settings.origin.domainName, let target = onward.settings.target { return target }
        if case .s3(let bucket) = onward.origin {
            let name = bucket.domainName.prefix { $0 != "." }
            if let target = site.targets[String(name)] { return target }
            return .unmapped(
                "The bucket \(bucket.domainName) is not on this machine: start with --origin \(name)=FOLDER or =URL."
            )
        }
        return Self.ownTarget(of: onward.origin)
    }

    private static func ownTarget(of origin: Origin) -> OriginTarget {
        switch origin {
        case .custom(let custom):
            let isSecure = custom.protocol != "http"
            let port = custom.port?.integer ?? (isSecure ? 443 : 80)
            return .server(OriginServer(isSecure: isSecure, hostName: custom.domainName, port: port))
        case .s3(let bucket):
            return .unmapped("The bucket \(bucket.domainName) is not on this machine.")
        }
    }

    /// Reports if a target's name has an address; a stand-in on this machine needs none.
    func hasAddress(_ target: OriginTarget) async -> Bool {
        guard case .server(let server) = target else { return true }
        return await addresses.hasAddress(server.hostName)
    }

    /// Asks a target.
    func ask(
        _ target: OriginTarget,
        _ onward: OriginRequest,
        requestId: String
    ) async throws(EdgeFailure) -> OriginResponse {
        switch target {
        case .unmapped(let sentence): throw .unmapped(sentence)
        case .folder(let settings):
            let request = onward.request
            let path = onward.origin.pathAtOrigin + request.path
            return await FolderOrigin(settings)
                .respond(method: request.method, path: path, fields: request.fields)
        case .server(let server):
            var fields = onward.request.fields
            for header in onward.origin.customHeaders {
                if let name = HTTPField.Name(header.forwardedName) { fields[name] = header.value }
            }
            fields[.xAmzCfId] = requestId
            if server.hostName != onward.origin.domainName { fields[.hostName] = server.authority }
            return try await servers.ask(server, onward, fields)
        }
    }

    func shutDown() async { await servers.shutDown() }
}

/// The response of an origin.
package struct OriginResponse: Sendable {
    /// The status.
    package var status: Int
    /// The reason phrase, if it is known.
    package var reason: String?
    /// The header fields.
    package var fields: HTTPFields
    /// The body.
    package var body: EdgeBody
}

extension Origin {
    /// The prefix of every path at the origin.
    var pathAtOrigin: String {
        switch self {
        case .custom(let origin): origin.path ?? ""
        case .s3(let origin): origin.path ?? ""
        }
    }

    /// The seconds to wait for each packet of the response.
    var readTimeout: Int {
        switch self {
        case .custom(let origin): origin.readTimeout?.integer ?? 30
        case .s3(let origin): origin.readTimeout?.integer ?? 30
        }
    }

    /// The seconds to wait for the whole response, at most a day; nil for no limit.
    var completionTimeout: Int? {
        let number =
            switch self {
            case .custom(let origin): origin.responseCompletionTimeout?.integer
            case .s3(let origin): origin.responseCompletionTimeout?.integer
            }
        // Functions may return any number, which overflows as nanoseconds.
        return number == 0 ? nil : number.map { min($0, 86_400) }
    }

    /// The seconds before an idle connection is closed.
    var keepAliveTimeout: Int {
        if case .custom(let origin) = self { origin.keepaliveTimeout?.integer ?? 5 } else { 5 }
    }
}

extension OriginTarget {
    /// Returns the URL or file that is asked for, for people.
    func url(of onward: OriginRequest) -> String {
        switch self {
        case .folder(let settings):
            (settings.root ?? onward.origin.domainName) + onward.origin.pathAtOrigin + onward.request.path
        case .server(let server): server.url + onward.origin.pathAtOrigin + onward.request.target
        case .unmapped: onward.origin.domainName + onward.request.target
        }
    }
}
