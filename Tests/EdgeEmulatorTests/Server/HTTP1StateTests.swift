import EdgeEmulator
import NIOHTTP1
import Testing

/// Decisions about HTTP/1's rules, without a channel.
@Suite struct HTTP1StateTests {
    /// A state, in a class since `#expect` cannot call mutating functions.
    private final class Connection {
        var state = HTTP1State()

        /// Returns the head that is passed on; nil when the request is refused or ignored.
        func passed(_ head: HTTPRequestHead) -> HTTPRequestHead? {
            if case .pass(let head) = state.gotRequestHead(head) { head } else { nil }
        }

        func isRefused(_ head: HTTPRequestHead) -> Bool {
            if case .refuse = state.gotRequestHead(head) { true } else { false }
        }

        func gotRequestEnd() -> Bool { state.gotRequestEnd() }

        func gotResponseEnd() -> (writes: Bool, lingers: Int?) { state.gotResponseEnd() }

        func response(_ status: HTTPResponseStatus = .ok) -> HTTPResponseHead {
            state.gotResponseHead(HTTPResponseHead(version: .http1_1, status: status))
        }
    }

    private let connection = Connection()

    private static func head(
        _ method: HTTPMethod = .GET,
        _ uri: String = "/a",
        _ fields: HTTPHeaders = [:],
        version: HTTPVersion = .http1_1
    ) -> HTTPRequestHead {
        var head = HTTPRequestHead(version: version, method: method, uri: uri)
        head.headers.add(name: "Host", value: "site")
        head.headers.add(contentsOf: fields)
        return head
    }

    // MARK: Requests

    @Test func `an ordinary request passes unchanged`() {
        #expect(connection.passed(Self.head()) == Self.head())
        #expect(connection.state.gotRequestBody())
        #expect(connection.gotRequestEnd())
    }

    @Test(arguments: ["chunked, chunked", "gzip", "chunked, gzip", "", "identity"])
    func `a body with an ambiguous end refuses the connection`(coding: String) {
        #expect(connection.isRefused(Self.head(.POST, "/a", ["Transfer-Encoding": coding])))
        #expect(!connection.state.gotRequestBody())
        #expect(!connection.gotRequestEnd())
        // Only the first one is reported.
        #expect(connection.passed(Self.head()) == nil && !connection.isRefused(Self.head()))
    }

    @Test(arguments: [
        ("http://other:80/a?b=c", "/a?b=c", "other:80"), ("HTTPS://other?b", "/?b", "other"),
        ("http://other", "/", "other"), ("/a", "/a", "site"),
    ])
    func `the authority of a target replaces the field`(
        target: String,
        path: String,
        hostName: String
    ) throws {
        let head = try #require(connection.passed(Self.head(.GET, target)))

        #expect(head.uri == path && head.headers["Host"] == [hostName])
    }

    @Test(arguments: ["*", "a", "ftp://site/a", "?a"])
    func `other targets are refused`(target: String) {
        #expect(connection.passed(Self.head(.GET, target)) == nil)
    }

    @Test(arguments: [HTTPVersion.http1_0, .http1_1])
    func `a last request has one form of Connection, and HTTP 1.0 no Expect`(
        version: HTTPVersion
    ) throws {
        let fields: HTTPHeaders = ["Connection": "te, close", "Expect": "100-continue"]
        let head = try #require(connection.passed(Self.head(.POST, "/a", fields, version: version)))

        #expect(head.headers["Connection"] == ["close"])
        #expect(head.headers.contains(name: "Expect") == (version == .http1_1))
    }

    // MARK: Responses

    @Test func `HTTP 1.0 gets its own version and a connection that ends`() {
        _ = connection.passed(Self.head(version: .http1_0))

        #expect(connection.response().version == .http1_0)
        #expect(connection.response().headers["Connection"] == ["close"])
        #expect(connection.response(.continue).version == .http1_1)
    }

    @Test func `only the last response ends the connection`() {
        _ = connection.passed(Self.head())
        _ = connection.passed(Self.head(.GET, "/b", ["Connection": "close"]))

        #expect(connection.response().headers["Connection"] == [])
        _ = connection.gotResponseEnd()
        #expect(connection.response().headers["Connection"] == ["close"])
    }

    @Test func `the response to a HEAD has no end to write`() {
        for method in [HTTPMethod.HEAD, .GET] {
            _ = connection.passed(Self.head(method))
            _ = connection.gotRequestEnd()
        }

        #expect(connection.gotResponseEnd() == (false, nil))
        #expect(connection.gotResponseEnd() == (true, nil))
    }

    @Test(arguments: [true, false])
    func `a body that does not end after its response closes the connection`(ends: Bool) throws {
        _ = connection.passed(Self.head(.POST))
        let number = try #require(connection.gotResponseEnd().lingers)

        if ends { _ = connection.gotRequestEnd() }

        #expect(connection.state.gotLingeringEnd(of: number) == !ends)
    }

    @Test func `an error response without a request is written`() {
        #expect(connection.gotResponseEnd() == (true, nil))
        #expect(connection.response(.badRequest).headers["Connection"] == [])
    }
}
