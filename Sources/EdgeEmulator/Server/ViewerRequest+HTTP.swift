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
        // HTTP/2 needs no field to tell of a body.
        let mayTellNothing = viewer.httpVersion == "2.0" && request.method != .get && request.method != .head
        let hasBody =
            mayTellNothing || fields[.contentLength] != nil || fields[.transferEncoding] != nil
        let length = fields[.contentLength].flatMap { Int($0) }
        if hasBody && length != 0 { body = .stream(request.body, length: length) }
    }

    /// Takes the head of a request as it came over HTTP.
    init(_ head: HTTPRequest, from channel: any Channel, isSecure: Bool) {
        var fields = HTTPFields()
        fields.reserveCapacity(head.headerFields.count + 1)
        if let host = head.authority { fields.append(HTTPField(name: .hostName, value: host)) }
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
            viewer.country = fields[Override.country].flatMap { Viewer.isCountry($0) ? $0 : nil }
            viewer.device = fields[Override.device].flatMap { Viewer.Device(rawValue: $0.lowercased()) }
            for name in [Override.region, Override.country, Override.device] { fields[name] = nil }
        }
        self.init(
            method: head.method.rawValue,
            target: head.path ?? "/",
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
        guard pieces.count > 1 else { return }
        // Set as one value, `Cookie` would be split again.
        self[fields: .cookie] = [HTTPField(name: .cookie, value: pieces.joined(separator: "; "))]
    }
}
