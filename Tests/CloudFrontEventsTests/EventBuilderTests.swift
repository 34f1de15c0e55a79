import CloudFrontEvents
import Testing

/// Events built in one expression.
struct EventBuilderTests {
    @Test(arguments: EventType.allCases)
    func `a built event survives a round trip`(type: EventType) throws {
        let event = try EventBuilder(type).uri("/a").querystring("x=1").header("Cookie", "a=b").event()

        #expect(try CloudFrontEvent(json: event.json()) == event)
        #expect(event.type == type)
        #expect((event.response != nil) == !type.isRequest)
        #expect((event.request.origin != nil) == !type.isViewer)
    }

    @Test func `a body is cut and flagged at CloudFront's limit`() throws {
        let whole = try EventBuilder(.viewerRequest).body(Array(repeating: 97, count: 40_960)).event()
        let cut = try EventBuilder(.viewerRequest).body(Array(repeating: 97, count: 40_961)).event()

        #expect(whole.request.body?.inputTruncated == false)
        #expect(cut.request.body?.inputTruncated == true)
        #expect(cut.request.body?.data == whole.request.body?.data)
        #expect(cut.request.method == "POST")
    }

    @Test func `disallowed headers are dropped`() throws {
        let event = try EventBuilder(.viewerRequest)
            .header("Connection", "close").header("X-Edge-Foo", "1").header("X-Real-IP", "::1").event()

        #expect(event.request.headers.map(\.name) == ["host", "user-agent", "accept"])
    }

    @Test func `a given header replaces the default, and further values are added`() throws {
        let event = try EventBuilder(.originRequest).header("host", "a.b").header(line: "HOST:\t c.d ")
            .event()

        #expect(event.request.headers["host"] == ["a.b", "c.d"])
    }

    /// A builder of an impossible event.
    struct Impossible: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let builder: EventBuilder

        init(_ name: String, _ builder: EventBuilder) { (testDescription, self.builder) = (name, builder) }
    }

    @Test(arguments: [
        Impossible("no slash", EventBuilder(.viewerRequest).uri("a")),
        Impossible("query in uri", EventBuilder(.viewerRequest).uri("/a?b")),
        Impossible("space", EventBuilder(.viewerRequest).querystring("a b")),
        Impossible("length", EventBuilder(.viewerRequest).querystring(String(repeating: "a", count: 8191))),
        Impossible("header name", EventBuilder(.viewerRequest).header("A\nB", "c")),
        Impossible("header value", EventBuilder(.viewerRequest).header("A", "c\r\n")),
        Impossible("method", EventBuilder(.viewerRequest).method("BREW")),
        Impossible("status without response", EventBuilder(.viewerRequest).status(200)),
        Impossible("status", EventBuilder(.originResponse).status(99)),
    ])
    func `an event that CloudFront could not have sent is refused in one line`(impossible: Impossible) {
        #expect {
            try impossible.builder.event()
        } throws: {
            "\($0)".split(whereSeparator: \.isNewline).count == 1
        }
    }
}
