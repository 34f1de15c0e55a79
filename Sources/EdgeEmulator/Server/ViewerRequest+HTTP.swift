import CloudFrontEvents
import HTTPTypes
import HummingbirdCore
import NIOCore

extension ViewerRequest {
    /// The fields by which a test chooses a region and a viewer; they are removed from the request.
    private enum Override {
        static let region = HTTPField.Name(known: "X-Brink-Region")
        static let country = HTTPField.Name(known: "X-Brink-Country")
        static let device = HTTPField.Name(known: "X-Brink-Device")
    }

    /// Creates the request from HTTP, with its body, which is read through the upload.
    init(_ request: Request, _ upload: Upload, from channel: any Channel, isSecure: Bool) {
        self.init(request.head, from: channel, isSecure: isSecure)
        // In HTTP/2 a body needs no field that announces it.
        let mayBeUnannounced =
            viewer.httpVersion == "2.0" && request.method != .get && request.method != .head
        guard mayBeUnannounced || fields[.contentLength] != nil || fields[.transferEncoding] != nil
        else { return }
        let length = fields[.contentLength]?.decimal
        if length != 0 { body = .stream(upload.stream, length: length) }
    }

    /// Creates the request from its head.
    init(_ head: HTTPRequest, from channel: any Channel, isSecure: Bool) {
        var fields = HTTPFields()
        fields.reserveCapacity(head.headerFields.count + 1)
        if let authority = head.authority { fields.append(HTTPField(name: .hostName, value: authority)) }
        fields.append(contentsOf: head.headerFields)
        // A stream's parent is its connection, whose parent is the listening channel.
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
            hostName: nil,
            fields: fields,
            viewer: viewer,
            region: region
        )
    }
}

extension HTTPFields {
    /// Joins the `Cookie` fields that HTTP/2 may split (RFC 9113, 8.2.3).
    fileprivate mutating func joinCookies() {
        let pieces = self[values: .cookie]
        guard pieces.count > 1 else { return }
        // Assigning a single value would split it again.
        self[fields: .cookie] = [HTTPField(name: .cookie, value: pieces.joined(separator: "; "))]
    }
}
