import HTTPTypes
import NIOCore
import NIOHTTPTypes

extension ViewerResponse {
    /// Returns the response as it is sent: without a body for `HEAD` and for statuses that have none, otherwise with the
    /// body's length if it is known.
    func message(isHead: Bool) -> (head: HTTPResponse, body: EdgeBody) {
        let line = reason.map { HTTPResponse.Status(code: status, reasonPhrase: $0) } ?? .init(code: status)
        var head = HTTPResponse(status: line, headerFields: fields)
        guard !isHead, status != 204, status != 304 else {
            if status == 204 { head.headerFields[.contentLength] = nil }
            return (head, .empty)
        }
        let length = body.length.map(String.init)
        if head.headerFields[.contentLength] != length { head.headerFields[.contentLength] = length }
        return (head, body)
    }

    /// Writes the response to a connection, each part once the viewer has taken the one before.
    ///
    /// The idle timeout begins with the end, so it may not be written while the body is still on its way. Throws when
    /// the connection is closed or the body breaks off: the connection has to be closed then, so that no viewer takes
    /// half of a body for the whole.
    func send(isHead: Bool, to channel: any Channel, of emulator: EmulatedEdge) async throws {
        let (head, body) = message(isHead: isHead)
        channel.write(HTTPResponsePart.head(head), promise: nil)
        switch body {
        case .empty: break
        case .buffer(let buffer): try await channel.writeAndFlush(HTTPResponsePart.body(buffer))
        case .stream(let stream, _):
            channel.flush()
            var sent = 0
            for try await piece in stream {
                sent += piece.readableBytes
                try await channel.writeAndFlush(HTTPResponsePart.body(piece))
            }
            emulator.exchanges.complete(exchange, bodyLength: sent)
        }
        try await channel.writeAndFlush(HTTPResponsePart.end(nil))
    }
}
