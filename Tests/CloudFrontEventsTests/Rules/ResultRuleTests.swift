import CloudFrontEvents
import Testing

/// Rules for results as a whole.
struct ResultRuleTests {
    private static let minimal = #""uri":"/","method":"GET","headers":{}"#

    @Test(arguments: [
        RuleCase("nothing", .viewerRequest, json: "", .refused("result.json")),
        RuleCase("half an object", .viewerRequest, json: "{\"uri\":\"/\"", .refused("result.json")),
        RuleCase("text after it", .viewerRequest, json: "{} {}", .refused("result.json")),
        RuleCase("invalid after a wrong type", .viewerRequest, json: "{\"uri\":1,}", .refused("result.json")),
        RuleCase("a surrogate's half", .viewerRequest, json: #"{"uri":"\ud8"}"#, .refused("result.json")),
        RuleCase("a raw surrogate", .viewerRequest, json: "{\"uri\":\"\\ud800\"", .refused("result.json")),
        RuleCase("null", .viewerRequest, json: "null", .refused("result.object")),
        RuleCase("a string", .originResponse, json: "\"x\"", .refused("result.object")),
        RuleCase("a number", .originRequest, json: "1", .refused("result.object")),
        RuleCase("an array", .viewerResponse, json: "[{}]", .refused("result.object")),
        RuleCase(
            "the event",
            .viewerRequest,
            json: #"{"Records":[{"cf":{}}]}"#,
            .refused("result.inner-object")
        ),
        RuleCase("the record", .originResponse, json: #"{"cf":{}}"#, .refused("result.inner-object")),
        RuleCase("a request", .originResponse, json: "{\(minimal)}", .refused("result.kind")),
        RuleCase("no status", .viewerResponse, json: "{}", .refused("response.required-members")),
        RuleCase("no uri", .viewerRequest, json: #"{"method":"GET"}"#, .refused("request.required-members")),
        RuleCase(
            "no headers",
            .viewerRequest,
            json: #"{"uri":"/","method":"GET"}"#,
            .refused("request.required-members")
        ),
        RuleCase("a number for the uri", .viewerRequest, json: #"{"uri":1}"#, .refused("result.structure")),
        RuleCase(
            "headers in an array",
            .viewerRequest,
            json: #"{"headers":[]}"#,
            .refused("result.structure")
        ),
    ])
    func `a malformed result is refused`(_ test: RuleCase) throws { try test.check() }

    @Test func `a request may omit its querystring and have unknown members`() throws {
        let event = try EventBuilder(.viewerRequest).event()
        let headers = #"{"host":[{"value":"d111111abcdef8.cloudfront.net"}]}"#
        let result = #"{"uri":"/","method":"GET","headers":\#(headers),"mine":[1,{"a":null}]}"#

        let verdict = Judge().verdict(on: Array(result.utf8), for: event)

        #expect(RuleCase.Outcome(verdict) == .accepted)
    }

    @Test func `a refusal quotes CloudFront`() throws {
        let event = try EventBuilder(.viewerRequest).event()

        guard case .refused(let refusal) = Judge().verdict(on: Array("null".utf8), for: event) else {
            Issue.record("null was accepted")
            return
        }

        #expect(refusal.status == 502)
        #expect(
            refusal.message
                == "The Lambda function returned invalid JSON: The JSON output must be an object type."
        )
        #expect(refusal.log.hasPrefix("Validation error: "))
    }

    @Test func `a result of more than 6 MB is refused`() throws {
        let event = try EventBuilder(.originResponse).event()
        let padding = String(repeating: " ", count: 6 * 1024 * 1024)
        let response = try #require(event.response)
        let json = HandlerResult.response(response).json()

        let fitting = json + padding.utf8.dropFirst(json.count)
        let large = fitting + [0x20]

        #expect(RuleCase.Outcome(Judge().verdict(on: fitting, for: event)) == .accepted)
        #expect(RuleCase.Outcome(Judge().verdict(on: large, for: event)) == .refused("result.json"))
    }
}
