package import NIOHTTP1
import NIOCore

/// Decides what HTTP/1 demands of a connection, and what later handlers no longer see: the versions of requests
/// (RFC 9112, 9.3 and 6.1), ambiguous framing, and that responses to `HEAD` end with their heads.
package struct HTTP1State {
    /// Actions for the head of a request.
    package enum HeadAction {
        /// Pass it on.
        case pass(HTTPRequestHead)
        /// Report a parsing error.
        case refuse
        /// Ignore it.
        case drop
    }

    /// True once the framing or target of a request was invalid: nothing more is read from the connection then.
    private var isRefused = false
    /// The requests whose responses have not ended.
    private var requests = CircularBuffer<(isHead: Bool, isLast: Bool, isHTTP10: Bool)>()
    private var (endedRequests, endedResponses) = (0, 0)

    package init() {}

    /// Decides on the head of a request.
    package mutating func gotRequestHead(_ head: HTTPRequestHead) -> HeadAction {
        guard !isRefused else { return .drop }
        var head = head
        let codings = head.headers["Transfer-Encoding"]
        // The end of a body must be unambiguous (RFC 9112, 6.1).
        guard codings.isEmpty || codings.count == 1 && codings[0].lowercased() == "chunked",
            Self.moveAuthority(fromTargetOf: &head)
        else {
            isRefused = true
            return .refuse
        }
        let isHTTP10 = head.version == .http1_0
        let isLast = !head.isKeepAlive || isHTTP10
        requests.append((head.method == .HEAD, isLast, isHTTP10))
        // In the one form that later handlers understand.
        if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        if isHTTP10 { head.headers.remove(name: "Expect") }
        return .pass(head)
    }

    /// Decides on a part of a request's body: true to pass it on.
    package func gotRequestBody() -> Bool { !isRefused }

    /// Decides on the end of a request: true to pass it on.
    package mutating func gotRequestEnd() -> Bool {
        if !isRefused { endedRequests += 1 }
        return !isRefused
    }

    /// Adapts the head of a response to its request.
    package func gotResponseHead(_ head: HTTPResponseHead) -> HTTPResponseHead {
        guard let request = requests.first, request.isLast, head.status.code >= 200 else { return head }
        var head = head
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        // HTTP/1.0 has no chunks.
        if request.isHTTP10 { head.version = .http1_0 }
        return head
    }

    /// Decides on the end of a response.
    ///
    /// The end is not written where there are no chunks to end. `lingers` is the number to pass to
    /// ``gotLingeringEnd(of:)`` after a while, if the request's body has not ended yet.
    package mutating func gotResponseEnd() -> (writes: Bool, lingers: Int?) {
        guard let request = requests.popFirst() else { return (true, nil) }
        endedResponses += 1
        return (!request.isHead, endedRequests < endedResponses ? endedResponses : nil)
    }

    /// Decides on the connection some time after a response: true to close it, since its request has still not ended.
    package func gotLingeringEnd(of number: Int) -> Bool { endedRequests < number }

    /// Replaces `Host` by the authority of a target that is a whole URL (RFC 9112, 3.2.2); false for targets that are
    /// neither that nor a path.
    private static func moveAuthority(fromTargetOf head: inout HTTPRequestHead) -> Bool {
        guard head.uri.utf8.first != UInt8(ascii: "/") else { return true }
        guard let scheme = ["http://", "https://"].first(where: { head.uri.lowercased().hasPrefix($0) })
        else { return false }
        let rest = head.uri.dropFirst(scheme.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // With no `Host` or with two, later handlers refuse the request.
        if head.headers["Host"].count == 1 {
            head.headers.replaceOrAdd(name: "Host", value: String(rest[..<end]))
        }
        head.uri = (rest[end...].hasPrefix("/") ? "" : "/") + rest[end...]
        return true
    }
}
