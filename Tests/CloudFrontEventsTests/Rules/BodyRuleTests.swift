import CloudFrontEvents
import Testing

/// Rules for replaced request bodies.
struct BodyRuleTests {
    private static func replaced(
        _ name: String,
        _ type: EventType,
        _ encoding: RequestBody.Encoding?,
        _ expected: RuleCase.Outcome,
        _ data: @escaping @Sendable () -> String
    ) -> RuleCase {
        .request(name, in: type, expected, given: { $0.body("name=1".utf8) }) { request in
            request.body = RequestBody(action: .replace, data: data(), encoding: encoding)
        }
    }

    private static func text(_ count: Int) -> @Sendable () -> String {
        { String(repeating: "a", count: count) }
    }

    @Test(
        arguments: [
            replaced("40 KB", .viewerRequest, .text, .accepted, text(40_960)),
            replaced("40 KB and one", .viewerRequest, .text, .refused("body.text-size"), text(40_961)),
            replaced("1 MB", .originRequest, .text, .accepted, text(1_048_576)),
            replaced("1 MB and one", .originRequest, .text, .refused("body.text-size"), text(1_048_577)),
            replaced("base64 of 40 KB", .viewerRequest, .base64, .accepted) { text(54_612)() + "YQ==" },
            replaced("base64 of 40 KB and one", .viewerRequest, .base64, .refused("body.base64-size")) {
                text(54_612)() + "YWE="
            },
            replaced("base64 of 1 MB", .originRequest, .base64, .accepted) { text(1_398_100)() + "YQ==" },
            replaced("base64 of 1 MB and one", .originRequest, .base64, .refused("body.base64-size")) {
                text(1_398_100)() + "YWE="
            },
            replaced("base64 by default", .viewerRequest, nil, .refused("body.base64")) { "a b" },
            replaced("three digits", .viewerRequest, .base64, .refused("body.base64")) { "YWE" },
            replaced("padding within", .viewerRequest, .base64, .refused("body.base64")) { "YQ==YQ==" },
            replaced("URL alphabet", .viewerRequest, .base64, .refused("body.base64")) { "YW_-" },
            replaced("empty", .viewerRequest, .base64, .accepted) { "" },
            .request("edited and read-only", .warned("body.read-only"), given: { $0.body("a".utf8) }) {
                $0.body?.data = "not base64"
            },
            .request("removed", .accepted, given: { $0.body("a".utf8) }) { $0.body = nil },
        ] as [RuleCase]
    )
    func `a replaced body is checked against its rules`(_ test: RuleCase) throws { try test.check() }

    @Test(arguments: [
        #""text""#, #"{"action":"remove"}"#, #"{"encoding":"utf8"}"#, #"{"data":1}"#, "null",
        #"{"inputTruncated":0}"#,
    ])
    func `a malformed body is refused`(body: String) throws {
        let json = #"{"uri":"/","method":"GET","headers":{},"body":\#(body)}"#

        try RuleCase(body, .originRequest, json: json, .refused("body.members")).check()
    }

    @Test func `a body that is too large is accepted with a warning when lenient`() throws {
        try Self.replaced("large", .viewerRequest, .text, .warned("body.text-size"), Self.text(40_961))
            .check(with: Judge(strictness: .lenient))
    }

    @Test func `a warning names the change without effect, and no failure`() throws {
        let event = try EventBuilder(.viewerRequest).body("a".utf8).event()
        var request = event.request
        request.body?.data = "Yg=="

        guard case .accepted(_, let warnings) = Judge().verdict(on: .request(request), for: event) else {
            Issue.record("an edited body was refused")
            return
        }

        #expect(
            warnings.map(\.message)
                == ["The body was changed although its action is read-only; the change is ignored."]
        )
    }
}
