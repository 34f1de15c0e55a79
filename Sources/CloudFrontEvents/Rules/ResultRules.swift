/// Rules for a result as a whole.
extension Rule {
    static let resultSection = [
        resultJSON, resultSurrogates, resultObject, resultInnerObject, resultKind, resultStructure,
        resultUnknownMembers,
    ]

    static let resultJSON = Rule(
        "result.json",
        "The result is JSON text in UTF-8 of at most 6 MB.",
        says: Rule.Texts(
            page: .seen(
                "The Lambda function returned invalid JSON: The JSON output is not parsable.",
                in: "I:serverless-nextjs/serverless-next.js#525"
            ),
            log: .ours(
                "Validation error: The Lambda function returned invalid JSON, the JSON output is not parsable."
            )
        ),
        source: "OBS I:serverless-nextjs/serverless-next.js#525; payload L:gettingstarted-limits"
    )
    static let resultSurrogates = Rule(
        "result.lone-surrogates",
        "A string of the result has no lone surrogate, as cutting a character in two leaves one.",
        says: .ours("a string has a lone surrogate, which goes on as U+FFFD"),
        .warnedUnlessStrict,
        source: "SRC N3:Runtime.js, P:bootstrap.py (the clients post it); effect INF",
        choice: 35
    )
    static let resultObject = Rule(
        "result.object",
        "The result is a JSON object; the result of a handler that returns nothing is `null`.",
        says: Rule.Texts(
            page: .seen(
                "The Lambda function returned invalid JSON: The JSON output must be an object type.",
                in: "I:aws-samples/react-ssr-lambda#28"
            ),
            log: .ours(
                "Validation error: The Lambda function returned invalid JSON, the JSON output must be an object type."
            )
        ),
        source: "OBS I:aws-samples/react-ssr-lambda#28"
    )
    static let resultInnerObject = Rule(
        "result.inner-object",
        "The result is the request or the response, not the whole event.",
        says: Rule.Texts(
            page: invalidHeaderEntry,
            log: .ours(
                "Validation error: Lambda function result failed validation, "
                    + "the function returned the event instead of its request or response."
            )
        ),
        source: "DOC C:lambda-generating-http-responses; OBS volcengine.com/article/109228",
        choice: 16
    )
    static let resultKind = Rule(
        "result.kind",
        in: [.originResponse, .viewerResponse],
        "The result of a response function is a response, not a request.",
        says: .ours("the function returned a request in a response event"),
        source: "DOC C:lambda-generating-http-responses"
    )
    static let resultStructure = Rule(
        "result.structure",
        "Every member has the same type as in the event.",
        says: .ours("the member {member} has an invalid value; expected {expected}"),
        source: "DOC A:lambda-edge-testing-debugging"
    )
    static let resultUnknownMembers = Rule(
        "result.unknown-members",
        "Members that CloudFront does not know are ignored."
    )
}

extension Refusal {
    /// Refuses text that could not be read as a result, by the rule that it breaks.
    init(_ failure: JSONFailure, in view: ByteView, for type: EventType) {
        guard failure.problem != .syntax, failure.problem != .limit, Refusal.isJSON(view) else {
            self.init(.resultJSON)
            return
        }
        let path = JSONPath(to: failure.offset, in: view)
        let isResponse = !type.isRequest || Refusal.contains("status", view)
        self =
            switch path.names.first {
            case nil: Refusal(failure, wholeResultIn: view, for: type)
            case "headers": Refusal(headersAt: path, from: failure)
            case "body" where isResponse: Refusal(.generatedBodyString)
            case "body": Refusal(bodyAt: path, from: failure)
            case "bodyEncoding": Refusal(.generatedBodyEncoding)
            case "status":
                Refusal(
                    type.isRequest ? .generatedStatus : .originResponseStatus,
                    ["value": EventDecodingError.found(at: failure.offset, in: view)]
                )
            case "origin": Refusal(originAt: path, from: failure)
            default: Refusal(structureAt: path, from: failure)
            }
    }

    init(structureAt path: JSONPath, from failure: JSONFailure) {
        self.init(.resultStructure, ["member": path.description, "expected": "\(failure.expected)"])
    }

    private init(_ failure: JSONFailure, wholeResultIn view: ByteView, for type: EventType) {
        if failure.problem == .type {
            self.init(.resultObject)
        } else if Refusal.contains("Records", view) || Refusal.contains("cf", view) {
            self.init(.resultInnerObject)
        } else if type.isRequest, Refusal.hasForeignBody(view) {
            self.init(.bodyMembers, ["member": "body", "expected": "an object with a body's data"])
        } else if type.isRequest {
            self.init(.requestRequiredMembers, ["expected": "\(failure.expected)"])
        } else if Refusal.contains("uri", view) {
            self.init(.resultKind)
        } else {
            self.init(.responseRequiredMembers)
        }
    }

    private static func isJSON(_ view: ByteView) -> Bool {
        guard var reader = try? JSONReader(view) else { return false }
        return (try? reader.skipValue()) != nil && (try? reader.finish()) != nil
    }

    /// Returns true if the text has a `body` without a request body's `data`, such as an API's response.
    private static func hasForeignBody(_ view: ByteView) -> Bool {
        guard var reader = try? JSONReader(view), var cursor = try? reader.enterObject() else { return false }
        var isForeign = false
        while let key = try? reader.nextKey(&cursor) {
            if "body" ~= key {
                guard let body = try? RequestBody(from: &reader) else { return false }
                isForeign = body.data == nil
            } else if (try? reader.skipValue()) == nil {
                return false
            }
        }
        return isForeign
    }

    /// Returns true if the text is an object with a member of this name; text that cannot be read has none.
    private static func contains(_ member: StaticString, _ view: ByteView) -> Bool {
        guard var reader = try? JSONReader(view) else { return false }
        return (try? reader.containsMember(member)) ?? false
    }
}
