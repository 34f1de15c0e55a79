import EdgeEmulator
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Testing

/// Decisions about plain requests, without a channel.
@Suite struct PlainRequestStateTests {
    private struct Failure: Error {}

    /// A state, in a class since `#expect` cannot call mutating functions.
    private final class Connection {
        var state = PlainRequestState()

        func got(_ part: HTTPRequestPart) -> String? { PlainRequestStateTests.words(state.gotPart(part)) }

        func gotRead() -> Bool { state.gotRead() }

        func got(_ error: any Error) -> Bool { state.gotError(error) }

        func resume() -> PlainRequestState.Resumption { state.resume() }

        /// Returns the actions for the parts that waited.
        func drain() -> [String] {
            var actions: [String] = []
            while let action = PlainRequestStateTests.words(state.nextWaiting()) { actions.append(action) }
            return actions
        }
    }

    private let connection = Connection()

    private static func head(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        _ fields: HTTPFields = [:]
    ) -> HTTPRequestPart {
        .head(
            HTTPRequest(
                method: method,
                scheme: nil,
                authority: "site",
                path: path,
                headerFields: fields
            )
        )
    }

    /// Describes an action: `respond /a`, `pass /a`, `pass end`, `none`.
    private static func words(_ action: PlainRequestState.PartAction?) -> String? {
        switch action {
        case nil: nil
        case .some(.none): "none"
        case .respond(let head): "respond \(head.path ?? "")"
        case .pass(.head(let head)): "pass \(head.path ?? "")"
        case .pass(.body): "pass body"
        case .pass(.end): "pass end"
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .head])
    func `a plain request is answered here, and its end stays here`(
        method: HTTPRequest.Method
    ) {
        #expect(connection.got(Self.head("/a", method)) == "respond /a")
        connection.state.gotResponseEnd()
        #expect(connection.got(.end(nil)) == "none")

        #expect(connection.got(Self.head("/b", method)) == "respond /b")
    }

    @Test(
        arguments: [
            (.post, [:]), (.get, [.connection: "close"]), (.get, [.contentLength: "1"]),
            (.head, [.transferEncoding: "chunked"]),
        ] as [(HTTPRequest.Method, HTTPFields)]
    )
    func `requests with a body or about the connection pass on whole`(
        method: HTTPRequest.Method,
        fields: HTTPFields
    ) {
        #expect(connection.got(Self.head("/a", method, fields)) == "pass /a")
        #expect(connection.got(.body(.init())) == "pass body")
        #expect(connection.got(.end(nil)) == "pass end")
    }

    @Test func `a plain request passes on while an earlier response is owed`() {
        _ = connection.got(Self.head("/a", .post))
        _ = connection.got(.end(nil))

        #expect(connection.got(Self.head("/b")) == "pass /b")
        #expect(connection.got(.end(nil)) == "pass end")
        connection.state.gotPassedResponseEnd()
        #expect(connection.got(Self.head("/c")) == "pass /c")
        #expect(connection.got(.end(nil)) == "pass end")
        connection.state.gotPassedResponseEnd()
        connection.state.gotPassedResponseEnd()
        #expect(connection.got(Self.head("/d")) == "respond /d")
    }

    @Test func `requests that arrive during a response wait for it, in order`() {
        _ = connection.got(Self.head("/a"))
        _ = connection.got(.end(nil))
        for part in [Self.head("/b", .post), .body(.init()), .end(nil), Self.head("/c")] {
            #expect(connection.got(part) == "none")
        }
        #expect(connection.drain() == [])

        connection.state.gotResponseEnd()

        #expect(connection.drain() == ["pass /b", "pass body", "pass end", "pass /c"])
        #expect(connection.resume().completesReading)
    }

    @Test func `a waiting plain request holds up later ones again`() {
        _ = connection.got(Self.head("/a"))
        _ = connection.got(.end(nil))
        for part in [Self.head("/b"), .end(nil), Self.head("/c", .post)] { _ = connection.got(part) }

        connection.state.gotResponseEnd()
        #expect(connection.drain() == ["respond /b"])
        let resumption = connection.resume()
        #expect(!resumption.completesReading && !resumption.reads)

        connection.state.gotResponseEnd()
        #expect(connection.drain() == ["none", "pass /c"])
    }

    @Test func `a response may end before its request`() {
        _ = connection.got(Self.head("/a"))
        connection.state.gotResponseEnd()
        #expect(connection.drain() == [])
        #expect(connection.got(.end(nil)) == "none")

        #expect(connection.got(Self.head("/b")) == "respond /b")
    }

    @Test func `nothing more is read while requests wait`() {
        #expect(connection.gotRead())
        _ = connection.got(Self.head("/a"))
        _ = connection.got(.end(nil))
        #expect(connection.gotRead())
        _ = connection.got(Self.head("/b", .post))

        #expect(!connection.gotRead())

        connection.state.gotResponseEnd()
        _ = connection.drain()
        #expect(connection.resume().reads)
        #expect(!connection.resume().reads)
    }

    @Test func `an error comes after the responses that are owed, the first one only`() {
        #expect(connection.got(Failure()))
        _ = connection.got(Self.head("/a"))
        _ = connection.got(.end(nil))

        #expect(!connection.got(Failure()))
        #expect(!connection.got(CancellationError()))

        connection.state.gotResponseEnd()
        _ = connection.drain()
        #expect(connection.resume().error is Failure)
        #expect(connection.resume().error == nil)
        #expect(connection.got(Failure()))
    }
}
