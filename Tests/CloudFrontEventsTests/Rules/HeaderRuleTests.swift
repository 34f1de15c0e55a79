import CloudFrontEvents
import Testing

/// Rules for headers.
struct HeaderRuleTests {
    private static func viewer(_ name: String, _ headers: String, _ expected: RuleCase.Outcome) -> RuleCase {
        let host = #""host":[{"value":"d111111abcdef8.cloudfront.net"}]"#
        let json = #"{"uri":"/","method":"GET","querystring":"","headers":{\#(host),\#(headers)}}"#
        return RuleCase(name, .viewerRequest, json: json, expected)
    }

    @Test(arguments: [
        viewer("no key", #""x":[{"value":"1"}]"#, .accepted),
        viewer("empty value", #""x":[{"key":"X","value":""}]"#, .accepted),
        viewer("array of strings", #""x":[{"key":"X","value":["1","2"]}]"#, .accepted),
        viewer("empty array", #""x":[]"#, .accepted),
        viewer("upper case", #""X-Frame-Options":[{"value":"DENY"}]"#, .accepted),
        viewer("same name", #""X":[{"value":"1"}],"x":[{"value":"2"}]"#, .accepted),
        viewer("tab", #""x":[{"value":"a\tb"}]"#, .accepted),
        viewer("object for an array", #""x":{"value":"1"}"#, .refused("headers.array")),
        viewer("string for an array", #""x":"1""#, .refused("headers.array")),
        viewer("null for an array", #""x":null"#, .refused("headers.array")),
        viewer("string for an entry", #""x":["1"]"#, .refused("headers.value-type")),
        viewer("no value", #""x":[{"key":"X"}]"#, .refused("headers.value-type")),
        viewer("null value", #""x":[{"value":null}]"#, .refused("headers.value-type")),
        viewer("number value", #""x":[{"value":1}]"#, .refused("headers.value-type")),
        viewer("numbers in value", #""x":[{"value":["1",2]}]"#, .refused("headers.value-type")),
        viewer("number key", #""x":[{"key":1,"value":""}]"#, .refused("headers.value-type")),
        viewer("return", #""x":[{"value":"a\r"}]"#, .refused("headers.value-characters")),
        viewer("line feed", #""x":[{"value":"a\nb"}]"#, .refused("headers.value-characters")),
        viewer("zero", #""x":[{"value":"\u0000"}]"#, .refused("headers.value-characters")),
        viewer("delete", #""x":[{"value":"\u007f"}]"#, .refused("headers.value-characters")),
        viewer("space in name", #""x y":[{"value":""}]"#, .refused("headers.name-characters")),
        viewer("empty name", #""":[{"value":""}]"#, .refused("headers.name-characters")),
        viewer("X-Edge-", #""x-edge-foo":[{"value":""}]"#, .refused("headers.disallowed")),
        viewer("X-Amz-Cf-", #""X-Amz-Cf-Id":[{"value":""}]"#, .refused("headers.disallowed")),
        viewer("Connection", #""connection":[{"value":"close"}]"#, .refused("headers.disallowed")),
        viewer("X-Cache", #""x-cache":[{"value":""}]"#, .refused("headers.disallowed")),
        viewer("X-Amzn-Trace-Id", #""x-amzn-trace-id":[{"value":""}]"#, .accepted),
        viewer(
            "viewer country",
            #""cloudfront-viewer-country":[{"value":"DE"}]"#,
            .refused("headers.viewer-country")
        ),
        viewer("viewer city", #""cloudfront-viewer-city":[{"value":"Ulm"}]"#, .accepted),
        viewer(
            "key of another name",
            #""last-modified":[{"key":"X-Amz-Meta-Last-Modified","value":""}]"#,
            .warned("headers.key-mismatch")
        ),
    ])
    func `headers are checked against their rules`(_ test: RuleCase) throws { try test.check() }

    @Test(arguments: EventType.allCases)
    func `a read-only header cannot be added, changed or deleted`(type: EventType) throws {
        let readOnly: [String] =
            switch type {
            case .viewerRequest: ["CDN-Loop", "Content-Length", "Host", "Transfer-Encoding", "Via"]
            case .originRequest:
                [
                    "Accept-Encoding", "CDN-Loop", "Content-Length", "If-Modified-Since", "If-None-Match",
                    "If-Range", "If-Unmodified-Since", "Transfer-Encoding", "Via",
                ]
            case .originResponse: ["Transfer-Encoding", "Via"]
            case .viewerResponse:
                ["Content-Encoding", "Content-Length", "Transfer-Encoding", "Via", "Warning"]
            }
        let all = Set(readOnly + ["Cookie", "Range", "Accept", "Server", "Age"])
        for name in all {
            let expected: RuleCase.Outcome =
                readOnly.contains(name) ? .refused("headers.read-only") : .accepted
            for change in [HeaderChange.add, .change, .delete, .recase] {
                let outcome = try change.outcome(of: name, for: type)
                #expect(outcome == (change == .recase ? .accepted : expected), "\(change) \(name)")
            }
        }
    }

    /// Changes that a handler makes to a header.
    enum HeaderChange {
        case add, change, delete, recase

        func apply(to headers: inout HeaderMap, _ name: String) {
            switch self {
            case .add: headers.set(name, "1")
            case .change: headers.set(name, "2")
            case .delete: headers.remove(name)
            case .recase: headers.set(name.uppercased(), "1")
            }
        }

        func outcome(of name: String, for type: EventType) throws -> RuleCase.Outcome {
            var event = try EventBuilder(type).event()
            event.request.headers.remove(name)
            event.response?.headers.remove(name)
            if self != .add {
                event.request.headers.append(name, "1")
                event.response?.headers.append(name, "1")
            }
            let result: HandlerResult
            if var response = event.response {
                apply(to: &response.headers, name)
                result = .response(response)
            } else {
                var request = event.request
                apply(to: &request.headers, name)
                result = .request(request)
            }
            return RuleCase.Outcome(Judge().verdict(on: result.json(), for: event))
        }
    }

    @Test func `a refusal names a deleted header in CloudFront's words`() throws {
        let event = try EventBuilder(.originResponse).event()
        let result = #"{"status":"200","headers":{"via":[{"key":"Via","value":"1.1 proxy.example.org"}]}}"#

        guard case .refused(let refusal) = Judge().verdict(on: Array(result.utf8), for: event) else {
            Issue.record("a deleted Transfer-Encoding was accepted")
            return
        }

        #expect(
            refusal.log
                == "Validation error: Lambda function result failed validation, the function tried to delete "
                + "read-only header, headerName : Transfer-Encoding."
        )
    }

    @Test func `a refusal names an illegal character in CloudFront's words`() throws {
        let event = try EventBuilder(.viewerRequest).event()
        let result = #"{"status":"302","headers":{"location":[{"value":"/a\r"}]}}"#

        guard case .refused(let refusal) = Judge().verdict(on: Array(result.utf8), for: event) else {
            Issue.record("a return was accepted")
            return
        }

        #expect(
            refusal.log
                == "Validation error: Lambda function result validation failed, the function returned an invalid "
                + "header, invalid character : '%0D' in header value, headerName : Location."
        )
    }

    @Test func `a key that differs from its name is refused when strict`() throws {
        try Self.viewer("mismatch", #""a":[{"key":"b","value":""}]"#, .refused("headers.key-mismatch"))
            .check(with: Judge(strictness: .strict))
    }
}
