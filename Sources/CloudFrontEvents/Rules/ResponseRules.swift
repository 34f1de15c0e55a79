/// Rules for the response that a response function returns.
extension Rule {
    static let originResponseSection = [
        originResponseStatus, responseRequiredMembers, originResponseBody, originResponseNoContent,
        originResponseSize, originResponseCached,
    ]
    static let viewerResponseSection = [viewerResponseStatus, viewerResponseBody, viewerResponseHeaders]

    static let originResponseStatus = Rule(
        "origin-response.status",
        in: [.originResponse],
        "`status` is 200 to 599.",
        says: .ours("the status {value} is not between 200 and 599"),
        source: "DOC C:lambda-generating-http-responses"
    )
    static let responseRequiredMembers = Rule(
        "response.required-members",
        in: [.originResponse, .viewerResponse],
        "`status` is required.",
        says: .ours("the returned response lacks required fields; expected the member \"status\""),
        source: "DOC A:lambda-edge-testing-debugging; the set INF"
    )
    static let originResponseBody = Rule(
        "origin-response.body",
        in: [.originResponse],
        "`body` replaces the origin's body, `\"\"` removes it, and without `body` the origin's body stays.",
        source: "DOC C:lambda-generating-http-responses"
    )
    static let originResponseNoContent = Rule(
        "origin-response.no-content-body",
        in: [.originResponse],
        "A response with status 204 has no new `body`.",
        says: .ours("the response contains a body and specifies 204 (No Content) for its status"),
        .refusedUnlessLenient,
        source: "INF from generated.no-content-body",
        choice: 33
    )
    static let originResponseSize = Rule(
        "origin-response.size",
        in: [.originResponse],
        "A response with a new body is at most 1 MB, headers and body together.",
        says: tooLarge,
        source: "DOC H:cloudfront-limits; OBS I:aws-amplify/amplify-hosting#2221 (no event is named)"
    )
    static let originResponseCached = Rule(
        "origin-response.cached",
        in: [.originResponse],
        "CloudFront caches the result, not the origin's response.",
        source: "DOC A:lambda-how-to-choose-event"
    )
    static let viewerResponseStatus = Rule(
        "viewer-response.status-read-only",
        in: [.viewerResponse],
        "`status` is read-only.",
        says: .ours("the function tried to change the status in viewer-response"),
        .refusedUnlessLenient,
        source: "DOC C:lambda-at-edge-function-restrictions; consequence INF",
        choice: 11
    )
    static let viewerResponseBody = Rule(
        "viewer-response.body",
        in: [.viewerResponse],
        "No body is added.",
        says: .ours("the function tried to add a body in viewer-response"),
        .refusedUnlessLenient,
        source: "DOC by omission C:lambda-examples; consequence INF",
        choice: 11
    )
    static let viewerResponseHeaders = Rule(
        "viewer-response.read-only-headers",
        in: [.viewerResponse],
        "The read-only headers are those of the newest list: `Warning`, `Via`, `Content-Length`, "
            + "`Content-Encoding` and `Transfer-Encoding`.",
        source: "DOC H:edge-function-restrictions-all",
        choice: 5
    )
}

extension Examination {
    mutating func examine(_ response: EdgeResponse) throws(Refusal) {
        if event.type == .originResponse {
            try examineOriginResponse(response)
        } else {
            try examineViewerResponse(response)
        }
        try examineHeaders(response.headers, given: event.response?.headers ?? HeaderMap())
    }

    private mutating func examineOriginResponse(_ response: EdgeResponse) throws(Refusal) {
        if response.status != event.response?.status {
            guard let code = response.status.code, (200...599).contains(code) else {
                return try broken(.originResponseStatus, ["value": response.status.description])
            }
        }
        guard response.body != nil, response.body != event.response?.body else { return }
        let bodySize = try sizeOfBody(of: response)
        if response.status.code == 204 { try broken(.originResponseNoContent) }
        try examineSize(of: response, bodySize, .originResponseSize)
    }

    private mutating func examineViewerResponse(_ response: EdgeResponse) throws(Refusal) {
        let given = event.response
        if response.status != given?.status, response.status.description != given?.status.description {
            try broken(.viewerResponseStatus)
        }
        if let body = response.body, body != given?.body { try broken(.viewerResponseBody) }
    }
}
