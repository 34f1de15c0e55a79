import CloudFrontEvents
import Testing

/// Rules for generated and returned responses.
struct ResponseRuleTests {
    private static func generated(
        _ name: String,
        in type: EventType = .viewerRequest,
        _ expected: RuleCase.Outcome,
        _ members: String
    ) -> RuleCase {
        RuleCase(name, type, json: "{\(members)}", expected)
    }

    /// Makes a response whose headers and body have a given size.
    private static func sized(_ count: Int) -> String {
        let body = String(repeating: "a", count: count - 4)
        return #""status":"200","headers":{"x-a":[{"value":"1"}]},"body":"\#(body)""#
    }

    @Test(arguments: [
        generated("a status alone", .accepted, #""status":"200""#),
        generated("a number", .accepted, #""status":200"#),
        generated("199", .refused("generated.status"), #""status":"199""#),
        generated("599", .accepted, #""status":"599""#),
        generated("600", .refused("generated.status"), #""status":600"#),
        generated("letters", .refused("generated.status"), #""status":"abc""#),
        generated("a fraction", .refused("generated.status"), #""status":200.0"#),
        generated("four digits", .refused("generated.status"), #""status":"0200""#),
        generated("null", .refused("generated.status"), #""status":null"#),
        generated(
            "a number to describe it",
            .refused("result.structure"),
            #""status":200,"statusDescription":1"#
        ),
        generated("an object for a body", .refused("response.body-string"), #""status":200,"body":{}"#),
        generated("null for a body", .refused("response.body-string"), #""status":200,"body":null"#),
        generated("40 KB", .accepted, sized(40_960)),
        generated("40 KB and one", .refused("generated.size"), sized(40_961)),
        generated("1 MB", in: .originRequest, .accepted, sized(1_048_576)),
        generated("1 MB and one", in: .originRequest, .refused("generated.size"), sized(1_048_577)),
        generated("base64", .accepted, #""status":200,"body":"YQ==","bodyEncoding":"base64""#),
        generated(
            "bad base64",
            .refused("response.base64"),
            #""status":200,"body":"a","bodyEncoding":"base64""#
        ),
        generated(
            "another encoding",
            .refused("response.body-encoding"),
            #""status":200,"bodyEncoding":"gzip""#
        ),
        generated("204", .accepted, #""status":204"#),
        generated(
            "204 with an empty body",
            .refused("generated.no-content-body"),
            #""status":204,"body":"""#
        ),
        generated("204 with a body", .refused("generated.no-content-body"), #""status":"204","body":"a""#),
        generated(
            "204 in base64",
            .refused("generated.no-content-body"),
            #""status":204,"body":"","bodyEncoding":"base64""#
        ),
        generated("204 from origin-request", in: .originRequest, .accepted, #""status":"204""#),
        generated(
            "204 with a body from origin-request",
            in: .originRequest,
            .refused("generated.no-content-body"),
            #""status":"204","body":"a""#
        ),
        generated(
            "204 with an empty body from origin-request",
            in: .originRequest,
            .refused("generated.no-content-body"),
            #""status":"204","body":"""#
        ),
        generated("205 with an empty body", .accepted, #""status":205,"body":"""#),
        generated(
            "Content-Length",
            .refused("generated.read-only-headers"),
            #""status":200,"headers":{"content-length":[{"value":"0"}]}"#
        ),
        generated(
            "Via",
            .refused("generated.read-only-headers"),
            #""status":200,"headers":{"via":[{"value":"x"}]}"#
        ),
        generated(
            "X-Edge-Foo",
            .refused("headers.disallowed"),
            #""status":200,"headers":{"x-edge-foo":[{"value":"x"}]}"#
        ),
    ])
    func `a generated response is checked against its rules`(_ test: RuleCase) throws { try test.check() }

    @Test(
        arguments: [
            .response("unchanged", .originResponse, .accepted) { _ in },
            .response("another status", .originResponse, .accepted) { $0.status = StatusCode(302) },
            .response("status 199", .originResponse, .refused("origin-response.status")) {
                $0.status = StatusCode(199)
            },
            .response("status 600", .originResponse, .refused("origin-response.status")) {
                $0.status = .number(600)
            },
            .response("a body", .originResponse, .accepted) { $0.body = "text" },
            .response("no body", .originResponse, .accepted) { $0.body = "" },
            .response("1 MB", .originResponse, .accepted) {
                $0.headers.remove("content-type")
                $0.body = String(repeating: "a", count: 1_048_576 - 200)
            },
            .response("1 MB and one", .originResponse, .refused("origin-response.size")) {
                $0.body = String(repeating: "a", count: 1_048_577)
            },
            .response("204 without a body", .originResponse, .accepted) { $0.status = StatusCode(204) },
            .response("204 with an empty body", .originResponse, .refused("origin-response.no-content-body"))
            {
                $0.status = StatusCode(204)
                $0.body = ""
            },
            .response("bad base64", .originResponse, .refused("response.base64")) {
                $0.body = "a"
                $0.bodyEncoding = .base64
            },
            .response(
                "no Content-Length",
                .originResponse,
                .accepted,
                given: { $0.responseHeader("Content-Length", "1") }
            ) {
                $0.headers.remove("Content-Length")
            },
            .response("Via deleted", .originResponse, .refused("headers.read-only")) {
                $0.headers.remove("Via")
            },
            .response("a new response", .originResponse, .refused("headers.read-only")) {
                $0 = EdgeResponse(status: StatusCode(200))
            },
            .response("disallowed", .originResponse, .refused("headers.disallowed")) {
                $0.headers.append("X-Edge-Foo", "1")
            },
            .response("unchanged", .viewerResponse, .accepted) { _ in },
            .response("a header", .viewerResponse, .accepted) { $0.headers.append("Set-Cookie", "a=b") },
            .response("the same status as a number", .viewerResponse, .accepted) { $0.status = .number(200) },
            .response("another status", .viewerResponse, .refused("viewer-response.status-read-only")) {
                $0.status = StatusCode(201)
            },
            .response("a body", .viewerResponse, .refused("viewer-response.body")) { $0.body = "a" },
            .response("Content-Length deleted", .viewerResponse, .refused("headers.read-only")) {
                $0.headers.remove("Content-Length")
            },
        ] as [RuleCase]
    )
    func `a returned response is checked against its rules`(_ test: RuleCase) throws { try test.check() }

    @Test func `a viewer response's status and body are accepted with a warning when lenient`() throws {
        let judge = Judge(strictness: .lenient)

        try RuleCase.response("status", .viewerResponse, .warned("viewer-response.status-read-only")) {
            $0.status = StatusCode(201)
        }.check(with: judge)
        try RuleCase.response("body", .viewerResponse, .warned("viewer-response.body")) { $0.body = "a" }
            .check(with: judge)
    }
}
