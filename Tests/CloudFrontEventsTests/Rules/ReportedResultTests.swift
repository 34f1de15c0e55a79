import CloudFrontEvents
import Testing

/// Results that people's functions returned, with the texts that CloudFront answered, where they are known.
struct ReportedResultTests {
    private static let request =
        #""method":"GET","querystring":"","headers":{"host":[{"key":"Host","value":"\#(host)"}]}"#
    private static let host = "d111111abcdef8.cloudfront.net"

    private static let failed = "The Lambda function result failed validation: "
    private static let invalidBody =
        failed + "The body is not a string, is not an object, or exceeds the maximum size."
    private static let invalidURI = failed + "The specified URI is in an invalid format."
    private static let invalidDomain =
        "The Lambda function returned an invalid origin configuration: The value of DomainName is invalid."

    private func refused(_ json: String, in type: EventType = .viewerRequest) throws -> Refusal? {
        let event = try EventBuilder(type).event()
        return refused(Array(json.utf8), for: event)
    }

    private func refused(_ json: [UInt8], for event: CloudFrontEvent) -> Refusal? {
        switch Judge().verdict(on: json, for: event) {
        case .accepted: nil
        case .refused(let refusal): refusal
        }
    }

    @Test(arguments: [EventType.viewerRequest, .originRequest])
    func `the whole event is refused as an invalid entry of the headers`(type: EventType) throws {
        let event = try EventBuilder(type).event()

        let refusal = try #require(refused(event.json(), for: event))

        #expect(refusal.rule.id == "result.inner-object")
        #expect(
            refusal.message == "The Lambda function returned an invalid entry in the headers object: "
                + "Each header entry in the headers object must be an array."
        )
    }

    @Test(arguments: [
        #"{"statusCode":200,"body":{"message":"hello"}}"#,
        #"{"body":{},"statusCode":200}"#,
        #"{"statusCode":200,"headers":{},"body":{"message":"hello"},"isBase64Encoded":false}"#,
    ])
    func `an API's response with an object as its body is refused for the body`(json: String) throws {
        #expect(try refused(json)?.message == Self.invalidBody)
    }

    @Test(arguments: [
        #"{"statusCode":200,"body":"{\"message\":\"hello\"}"}"#,
        #"{"statusCode":200,"headers":{"content-type":"text/html"},"body":1}"#,
    ])
    func `an API's response with any other body is refused`(json: String) throws {
        #expect(try refused(json)?.status == 502)
    }

    @Test(arguments: [#""a=1""#, "1", "null", "[]", "true"])
    func `a request whose body is not an object is refused for the body`(body: String) throws {
        let refusal = try refused(#"{"uri":"/","body":\#(body),\#(Self.request)}"#)

        #expect(refusal?.message == Self.invalidBody)
        #expect(refusal?.rule.id == "body.members")
    }

    @Test func `a response without its status is refused for a request's body`() throws {
        #expect(try refused(#"{"headers":{},"body":"x"}"#)?.message == Self.invalidBody)
    }

    @Test func `an empty object lacks a request's members`() throws {
        let refusal = try refused("{}")

        #expect(refusal?.rule.id == "request.required-members")
        #expect(
            refusal?.message == Self.failed
                + #"The returned request lacks required fields; expected the member "uri"."#
        )
    }

    @Test(arguments: ["index.html", "https://example.org/x", "", "?a=b", #"\"#, "*"])
    func `a uri without a slash is in an invalid format`(uri: String) throws {
        let event = try EventBuilder(.viewerRequest).event()
        var request = event.request
        request.uri = uri

        let refusal = try #require(refused(HandlerResult.request(request).json(), for: event))

        #expect(refusal.message == Self.invalidURI)
        #expect(refusal.log.contains("uri : \(uri.isEmpty ? "\"\"" : uri) does not"))
    }

    @Test(arguments: ["https://www.blog.example.com", "", "a b", "app.example.org:443"])
    func `an invalid domain name of a server has CloudFront's text, and the log shows it`(name: String) throws
    {
        let event = try EventBuilder(.originRequest).event()
        var request = event.request
        request.origin = .custom(CustomOrigin(domainName: name))

        let refusal = try #require(refused(HandlerResult.request(request).json(), for: event))

        #expect(refusal.message == Self.invalidDomain)
        #expect(refusal.log.hasSuffix("domainName : \(name.isEmpty ? "\"\"" : name)."))
    }

    @Test func `an invalid domain name of a bucket has the same text`() throws {
        let event = try EventBuilder(.originRequest).origin(.s3(S3Origin(domainName: "a.s3.amazonaws.com")))
            .event()
        var request = event.request
        request.origin = .s3(S3Origin(domainName: "My_Bucket.s3.amazonaws.com"))

        #expect(refused(HandlerResult.request(request).json(), for: event)?.message == Self.invalidDomain)
    }

    @Test(arguments: [
        (EventType.viewerRequest, 40_960), (.originRequest, 1_048_576), (.originResponse, 1_048_576),
    ])
    func `a response that is too large has its size in the log`(type: EventType, maximum: Int) throws {
        var response = try EventBuilder(type).event().response ?? EdgeResponse(status: StatusCode(200))
        response.headers.append("X-A", "1")
        response.body = String(repeating: "x", count: maximum)
        let event = try EventBuilder(type).event()
        let size = maximum + response.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }

        let refusal = try #require(refused(HandlerResult.generated(response).json(), for: event))

        #expect(refusal.message == Self.invalidBody)
        #expect(
            refusal.log.hasPrefix(
                "Validation error: The Lambda function returned an invalid response, the length of the body size and "
                    + "header was \(size) bytes which exceeded the CloudFront limit of \(maximum) bytes on the "
                    + "maximum length of the request inclu"
            )
        )
    }

    @Test(arguments: ["cookieSettings", "X-Frame-Options", "x-a"])
    func `a header's name keeps its case in the log`(name: String) throws {
        let object = try refused(#"{"status":200,"headers":{"\#(name)":[{"key":"\#(name)","value":{}}]}}"#)
        let string = try refused(#"{"status":200,"headers":{"\#(name)":"1"}}"#)

        #expect(object?.log.contains("header :\(name) has one or more entries") == true)
        #expect(string?.log.contains("header :\(name) is not an array") == true)
    }

    @Test(arguments: [
        #"[{"content-type":[{"key":"content-type","value":"application/json"}]}]"#, "[]", #"["a"]"#, "[[]]",
    ])
    func `a list as the headers of a generated response is accepted and lost`(headers: String) throws {
        for type in [EventType.viewerRequest, .originRequest] {
            let json = Array(#"{"status":200,"headers":\#(headers),"body":"{}"}"#.utf8)
            let event = try EventBuilder(type).event()

            guard
                case .accepted(.generated(let response), let warnings) = Judge().verdict(on: json, for: event)
            else {
                Issue.record("the response was refused")
                return
            }

            #expect(response.headers.isEmpty)
            #expect(warnings.map(\.rule.id) == ["generated.headers-list"])
            let strict = Judge(strictness: .strict).verdict(on: json, for: event)
            #expect(RuleCase.Outcome(strict) == .refused("generated.headers-list"))
        }
    }

    @Test(arguments: [
        RuleCase(
            "a request",
            .viewerRequest,
            json: "{\"uri\":\"/\",\"method\":\"GET\",\"headers\":[]}",
            .refused("result.structure")
        ),
        RuleCase(
            "a response",
            .originResponse,
            json: "{\"status\":200,\"headers\":[]}",
            .refused("result.structure")
        ),
        RuleCase(
            "text",
            .viewerRequest,
            json: "{\"status\":200,\"headers\":\"a\"}",
            .refused("result.structure")
        ),
        RuleCase(
            "null",
            .viewerRequest,
            json: "{\"status\":200,\"headers\":null}",
            .refused("result.structure")
        ),
        RuleCase(
            "half a list",
            .viewerRequest,
            json: "{\"status\":200,\"headers\":[}",
            .refused("result.json")
        ),
    ])
    func `a list as other headers, or another value, is refused`(_ test: RuleCase) throws { try test.check() }

    @Test(arguments: [#"title \ud83d"#, #"\udc00"#, #"\ud83d\ud83d\ude00"#, #"\ude00\ud83d"#])
    func `a lone surrogate goes on as U+FFFD, with a warning`(text: String) throws {
        let json = Array(#"{"status":200,"body":"\#(text)"}"#.utf8)
        let event = try EventBuilder(.originRequest).event()

        guard case .accepted(.generated(let response), let warnings) = Judge().verdict(on: json, for: event)
        else {
            Issue.record("the response was refused")
            return
        }

        #expect(response.body?.contains("\u{FFFD}") == true)
        #expect(warnings.map(\.rule.id) == ["result.lone-surrogates"])
        #expect(
            RuleCase.Outcome(Judge(strictness: .strict).verdict(on: json, for: event))
                == .refused("result.lone-surrogates")
        )
    }

    @Test(arguments: [#"\ud83d\ude00"#, #"\\ud83d"#])
    func `a pair of surrogates and an escaped backslash are no lone surrogates`(text: String) throws {
        let json = #"{"status":200,"body":"\#(text)"}"#

        try RuleCase("surrogates", .originRequest, json: json, .accepted).check()
    }

    @Test(arguments: [
        #"{"uri":"\\\"'","method":"GET","headers":{}}"#, #"{"status":200,"headers":{"a\"'b":1}}"#,
        #"{"uri":"/","method":"GET","headers":{},"body":{"action":"skip"}}"#, #"{"status":"'\""}"#,
    ])
    func `a message has the backslashes of its value and no others`(json: String) throws {
        let refusal = try #require(try refused(json))

        let expected = refusal.log.contains(#"uri : \"'"#) ? 1 : 0
        #expect(refusal.log.filter { $0 == "\\" }.count == expected)
        #expect(!refusal.message.contains("\\"))
    }

    @Test func `a control character in a message is escaped`() throws {
        let refusal = try #require(try refused(#"{"uri":"a\nb","method":"GET","headers":{}}"#))

        #expect(refusal.log.contains(#"uri : a\nb does"#))
    }
}
