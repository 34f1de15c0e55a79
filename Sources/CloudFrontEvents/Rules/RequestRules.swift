/// Rules for a request that a function returns.
extension Rule {
    static let requestSection = [
        requestURISlash, requestURILength, requestQuerystring, requestMethod, requestClientIp,
        requestRequiredMembers, requestSameBehavior, requestUTF8,
    ]

    static let requestURISlash = Rule(
        "request.uri-slash",
        in: requestEvents,
        "`uri` starts with a slash.",
        says: Texts(
            page: .seen(
                "The Lambda function result failed validation: The specified URI is in an invalid format.",
                in: "I:marksteele/edge-rewrite#6, I:sanfrancesco/prerendercloud-lambda-edge#13"
            ),
            log: .ours(
                "Validation error: Lambda function result failed validation, "
                    + "the specified URI is in an invalid format, uri : {value} does not start with a slash."
            )
        ),
        source: "DOC C:lambda-event-structure; OBS I:marksteele/edge-rewrite#6, "
            + "I:sanfrancesco/prerendercloud-lambda-edge#13"
    )
    static let requestURILength = Rule(
        "request.uri-length",
        in: requestEvents,
        "`uri` and `querystring` together have fewer than 8,192 characters.",
        says: .ours("the uri and the querystring have {length} characters; the maximum is 8191"),
        source: "DOC H:edge-function-restrictions-all; status INF"
    )
    static let requestQuerystring = Rule(
        "request.querystring-characters",
        in: requestEvents,
        "`querystring` has no space, no control character and no `#`.",
        says: .ours("the querystring has an invalid character"),
        source: "DOC H:edge-function-restrictions-all; status INF"
    )
    static let requestMethod = Rule(
        "request.method-read-only",
        in: requestEvents,
        "`method` is read-only.",
        says: .ours("the function tried to change the read-only method"),
        .refusedUnlessLenient,
        source: "DOC C:lambda-event-structure; status INF",
        choice: 17
    )
    static let requestClientIp = Rule(
        "request.client-ip-read-only",
        in: requestEvents,
        "`clientIp` is read-only; a change has no effect.",
        says: .ours("the function tried to change the read-only clientIp; the change is ignored"),
        .warned,
        source: "DOC C:lambda-event-structure; effect INF",
        choice: 17
    )
    static let requestRequiredMembers = Rule(
        "request.required-members",
        in: requestEvents,
        "`uri`, `method` and `headers` are required; `querystring` defaults to the empty string.",
        says: .ours("the returned request lacks required fields; expected {expected}"),
        source: "DOC A:lambda-edge-testing-debugging; the set INF",
        choice: 18
    )
    static let requestSameBehavior = Rule(
        "request.same-behavior",
        in: requestEvents,
        "Changing `uri` changes the requested object, but neither the cache behavior nor the origin.",
        source: "DOC C:lambda-event-structure"
    )
    static let requestUTF8 = Rule(
        "request.utf-8",
        in: requestEvents,
        "Changed text goes to the origin as UTF-8, unchanged text as it was received.",
        source: "DOC H:edge-function-restrictions-all"
    )
}

extension Examination {
    mutating func examine(_ request: EdgeRequest) throws(Refusal) {
        let given = event.request
        guard request != given else { return }
        if request.uri != given.uri, request.uri.utf8.first != UInt8(ascii: "/") {
            try broken(.requestURISlash, ["value": request.uri])
        }
        if request.querystring != given.querystring, !URIText.isValid(request.querystring) {
            try broken(.requestQuerystring)
        }
        if request.uri != given.uri || request.querystring != given.querystring {
            // Bytes are quicker to count, and there are never fewer of them than characters.
            if request.uri.utf8.count + request.querystring.utf8.count >= URIText.maximumLength {
                let length = request.uri.unicodeScalars.count + request.querystring.unicodeScalars.count
                if length >= URIText.maximumLength {
                    try broken(.requestURILength, ["length": String(length)])
                }
            }
        }
        if request.method != given.method { try broken(.requestMethod) }
        if let address = request.clientIp, address != given.clientIp { try broken(.requestClientIp) }
        try examineHeaders(request.headers, given: given.headers)
        try examineOrigin(of: request)
        try examineBody(of: request)
        try examineSize(of: request)
    }
}
