import CloudFrontEvents
import HTTPTypes
import HandlerRuntime
import HummingbirdCore
import NIOCore

extension ViewerRequest {
    /// The names of the fields by which a test says where its viewer is; they go no further.
    private enum Override {
        static let region = HTTPField.Name(known: "X-Brink-Region")
        static let country = HTTPField.Name(known: "X-Brink-Country")
        static let device = HTTPField.Name(known: "X-Brink-Device")
    }

    /// Takes a request as it came over HTTP.
    init(_ request: Request, from channel: any Channel, isSecure: Bool) {
        self.init(request.head, from: channel, isSecure: isSecure)
        let hasBody = fields[.contentLength] != nil || fields[.transferEncoding] != nil
        let length = fields[.contentLength].flatMap { Int($0) }
        if hasBody && length != 0 { body = .stream(request.body, length: length) }
    }

    /// Takes the head of a request as it came over HTTP.
    init(_ head: HTTPRequest, from channel: any Channel, isSecure: Bool) {
        var fields = HTTPFields()
        fields.reserveCapacity(head.headerFields.count + 1)
        let target = RequestTarget(head.path ?? "/")
        if let host = target.host ?? head.authority {
            fields.append(HTTPField(name: .hostName, value: host))
        }
        fields.append(contentsOf: head.headerFields)
        // The parent of a stream of HTTP/2 is a connection, whose own parent is what listens.
        let isHTTP2 = channel.parent?.parent != nil
        if isHTTP2 { fields.joinCookies() }
        var viewer = Viewer(
            address: channel.remoteAddress?.ipAddress ?? "127.0.0.1",
            port: channel.remoteAddress?.port ?? 0,
            httpVersion: isHTTP2 ? "2.0" : "1.1",
            isSecure: isSecure
        )
        var region: String?
        if fields.contains(where: { $0.name.canonicalName.hasPrefix("x-brink-") }) {
            region = fields[Override.region]
            viewer.country = fields[Override.country]
            viewer.device = fields[Override.device].flatMap { Viewer.Device(rawValue: $0.lowercased()) }
            for name in [Override.region, Override.country, Override.device] { fields[name] = nil }
        }
        self.init(
            method: head.method.rawValue,
            target: target.path,
            fields: fields,
            viewer: viewer,
            region: region
        )
    }
}

extension HTTPFields {
    /// Makes one field of the pieces that HTTP/2 sends cookies in (RFC 9113, 8.2.3).
    fileprivate mutating func joinCookies() {
        let pieces = self[values: .cookie]
        if pieces.count > 1 { self[.cookie] = pieces.joined(separator: "; ") }
    }
}

/// The target of a request: a path, or a whole URL, whose host counts more than the `Host` field (RFC 9112, 3.2.2).
private struct RequestTarget {
    var host: String?
    var path: String

    init(_ target: String) {
        path = target
        guard target.utf8.first != UInt8(ascii: "/") else { return }
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
            host = String(rest[..<end])
            path = (rest[end...].hasPrefix("/") ? "" : "/") + rest[end...]
        }
    }
}
