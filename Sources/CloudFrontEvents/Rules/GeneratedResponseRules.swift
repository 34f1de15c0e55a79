/// Rules for a response that a request function generates.
extension Rule {
    static let generatedSection = [
        generatedStatus, generatedStatusForm, generatedDescription, generatedHeaders, generatedHeaderList,
        generatedReadOnly, generatedBodyString, generatedSize, generatedSizeParts, generatedBodyEncoding,
        generatedBase64,
        generatedNoContent, generatedEffect,
    ]

    static let generatedStatus = Rule(
        "generated.status",
        in: requestEvents,
        "`status` is required and is 200 to 599.",
        says: .ours("the status {value} is not between 200 and 599"),
        source: "DOC C:lambda-generating-http-responses"
    )
    static let generatedStatusForm = Rule(
        "response.status-form",
        "`status` is a string of three digits or a whole number.",
        source: "DOC C:lambda-generating-http-responses; numbers C:lambda-examples",
        choice: 10
    )
    static let generatedDescription = Rule(
        "generated.status-description",
        in: requestEvents,
        "`statusDescription` is optional and free text.",
        source: "DOC C:lambda-generating-http-responses"
    )
    static let generatedHeaders = Rule(
        "generated.headers",
        in: requestEvents,
        "`headers` is optional; the rules for headers apply.",
        source: "DOC C:lambda-generating-http-responses"
    )
    static let generatedHeaderList = Rule(
        "generated.headers-list",
        in: requestEvents,
        "`headers` is an object; a list is accepted, but its headers are lost.",
        says: .ours("headers is a list instead of an object; its headers are lost"),
        .warnedUnlessStrict,
        source: "OBS I:aws-samples/amazon-cloudfront-cache-graphql#7",
        choice: 34
    )
    static let generatedReadOnly = Rule(
        "generated.read-only-headers",
        in: requestEvents,
        "`Content-Length`, `Transfer-Encoding` and `Via` are not set: CloudFront sets them.",
        says: Texts(
            page: .seen(
                "The Lambda function result failed validation: "
                    + "The function tried to add, delete, or change a read-only header.",
                in: "I:opennextjs/opennextjs-aws#427, Kludex/mangum#262"
            ),
            log: .ours(
                "Validation error: Lambda function result failed validation, the function tried to add "
                    + "read-only header, headerName : {header}."
            )
        ),
        source: "OBS I:opennextjs/opennextjs-aws#427, Kludex/mangum#262 (Content-Length); the others INF",
        choice: 31
    )
    static let generatedBodyString = Rule(
        "response.body-string",
        "`body` is optional and a string.",
        says: invalidBody("the body of a response is not a string"),
        source: "DOC C:lambda-generating-http-responses; OBS n8n.blog"
    )
    static let generatedSize = Rule(
        "generated.size",
        in: requestEvents,
        "Headers and body together are at most 40 KB in viewer-request and 1 MB in origin-request.",
        says: tooLarge,
        source: "DOC C:lambda-generating-http-responses, H:cloudfront-limits; OBS n8n.blog, "
            + "I:aws-amplify/amplify-hosting#2221"
    )
    static let generatedSizeParts = Rule(
        "response.size-parts",
        "The size is the sum of the headers' names and values and of the decoded body.",
        choice: 9
    )
    static let generatedBodyEncoding = Rule(
        "response.body-encoding",
        "`bodyEncoding` is optional and `text` or `base64`.",
        says: .ours("the bodyEncoding is neither text nor base64"),
        source: "DOC C:lambda-generating-http-responses; in response events INF"
    )
    static let generatedBase64 = Rule(
        "response.base64",
        "A body whose `bodyEncoding` is `base64` is valid base64.",
        says: .ours("the body is not valid base64"),
        source: "DOC C:lambda-generating-http-responses"
    )
    static let generatedNoContent = Rule(
        "generated.no-content-body",
        in: requestEvents,
        "A response with status 204 has no `body`, not even an empty one.",
        says: .ours("the response contains a body and specifies 204 (No Content) for its status"),
        source: "DOC C:lambda-generating-http-responses for viewer-request; "
            + "OBS I:serverless-nextjs/serverless-next.js#436 for both events and an empty body"
    )
    static let generatedEffect = Rule(
        "generated.effect",
        in: requestEvents,
        "A response from viewer-request has `X-Cache: LambdaGeneratedResponse from cloudfront` and is not cached; "
            + "one from origin-request is cached, with `X-Cache: Miss from cloudfront` at first.",
        source: "OBS for viewer-request; DOC C:standard-logs-reference, INF for origin-request",
        choice: 28
    )

    /// CloudFront's page for every body that it refuses, and a log line of ours with the reason.
    static func invalidBody(_ clause: String, seenIn source: String = "n8n.blog") -> Texts {
        Texts(page: invalidBodyPage(seenIn: source), log: Texts.ours(clause).log)
    }

    /// CloudFront's texts for a response that is too large.
    ///
    /// The log line was seen up to `inclu`.
    static let tooLarge = Texts(
        page: invalidBodyPage(seenIn: "n8n.blog"),
        log: .seen(
            "Validation error: The Lambda function returned an invalid response, the length of the body size and "
                + "header was {size} bytes which exceeded the CloudFront limit of {maximum} bytes on the maximum "
                + "length of the request including headers and body.",
            in: "I:aws-amplify/amplify-hosting#2221, up to `inclu`; its end is ours"
        )
    )

    private static func invalidBodyPage(seenIn source: String) -> Text {
        .seen(
            "The Lambda function result failed validation: "
                + "The body is not a string, is not an object, or exceeds the maximum size.",
            in: source
        )
    }
}

extension Examination {
    mutating func examineGenerated(_ response: EdgeResponse) throws(Refusal) {
        guard let code = response.status.code, (200...599).contains(code) else {
            return try broken(.generatedStatus, ["value": response.status.description])
        }
        if response.hasHeaderList { try broken(.generatedHeaderList) }
        for field in response.headers {
            try examineNew(field)
            if ReadOnlyHeaders.inGeneratedResponses.contains(field.name) {
                try broken(.generatedReadOnly, ["header": field.wireName])
            }
        }
        let bodySize = try sizeOfBody(of: response)
        if code == 204, response.body != nil { try broken(.generatedNoContent) }
        try examineSize(of: response, bodySize, .generatedSize)
    }

    /// Checks the size of headers and body together.
    mutating func examineSize(of response: EdgeResponse, _ bodySize: Int, _ rule: Rule) throws(Refusal) {
        let size = response.headers.size + bodySize
        guard size > limits.generatedResponseBytes else { return }
        try broken(rule, ["size": String(size), "maximum": String(limits.generatedResponseBytes)])
    }

    /// Returns the size of the decoded body; 0 if there is none.
    mutating func sizeOfBody(of response: EdgeResponse) throws(Refusal) -> Int {
        guard let body = response.body else { return 0 }
        guard response.bodyEncoding == .base64 else { return body.utf8.count }
        guard let size = Base64.decodedCount(of: body) else { throw Refusal(.generatedBase64) }
        return size
    }
}

extension HeaderMap {
    /// The bytes of all names and values, which count as the headers' size (docs/platform.md, "Choices", 9).
    var size: Int { fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } }
}
