/// Rules for a request body that a function replaces.
extension Rule {
    static let bodySection = [
        bodyTextSize, bodyBase64Size, bodyBase64, bodyMembers, bodyReadOnly, bodyForwarding,
        bodyForGet,
    ]

    static let bodyTextSize = Rule(
        "body.text-size",
        in: requestEvents,
        "A body replaced as text is at most 40 KB in viewer-request and 1 MB in origin-request.",
        says: invalidBody("the replaced body has {size} bytes; the maximum is {maximum}"),
        .refusedUnlessLenient,
        source: "DOC C:lambda-at-edge-function-restrictions; until 2023 it was cut (A)",
        choice: 4
    )
    static let bodyBase64Size = Rule(
        "body.base64-size",
        in: requestEvents,
        "A body replaced as base64 decodes to at most 40 KB in viewer-request and 1 MB in origin-request.",
        says: invalidBody("the replaced base64 body has {size} characters; the maximum is {maximum}"),
        .refusedUnlessLenient,
        source: "DOC C:lambda-at-edge-function-restrictions (53.2 KB, 1.33 MB); the exact figure INF",
        choice: 8
    )
    static let bodyBase64 = Rule(
        "body.base64",
        in: requestEvents,
        "A body replaced as base64 is valid base64.",
        says: .ours("the replaced body is not valid base64"),
        source: "DOC C:lambda-event-structure; status INF"
    )
    static let bodyMembers = Rule(
        "body.members",
        in: requestEvents,
        "`body` is an object; its `action` is `read-only` or `replace`, its `encoding` is `base64` or `text`, and its "
            + "`data` is a string.",
        says: invalidBody(
            "the member {member} of the request has an invalid value; expected {expected}",
            seenIn: "comments in public handlers that returned `{statusCode, body: {}}`"
        ),
        source:
            "DOC C:lambda-event-structure; OBS comments in public handlers; the page of a wrong member INF",
        choice: 36
    )
    static let bodyReadOnly = Rule(
        "body.read-only",
        in: requestEvents,
        "Edits of a body whose `action` is `read-only` have no effect: the origin gets the original body.",
        says: .ours("the body was changed although its action is read-only; the change is ignored"),
        .warned,
        source: "DOC C:lambda-event-structure, C:lambda-at-edge-function-restrictions"
    )
    static let bodyForwarding = Rule(
        "body.forwarding",
        in: requestEvents,
        "A replaced body is decoded before it goes to the origin, with a matching `Content-Length`.",
        source: "DOC A:lambda-examples; length INF"
    )
    static let bodyForGet = Rule(
        "body.for-get",
        in: requestEvents,
        "With Include Body, a request without a body has a `body` with empty `data`.",
        choice: 23
    )
}

extension Examination {
    mutating func examineBody(of request: EdgeRequest) throws(Refusal) {
        guard let body = request.body, body != event.request.body else { return }
        guard body.action == .replace else {
            let given = event.request.body
            if body.data != given?.data || body.encoding != given?.encoding { try broken(.bodyReadOnly) }
            return
        }
        let data = body.data ?? ""
        let size = data.utf8.count
        if body.encoding == .text {
            guard size > limits.replacedTextBytes else { return }
            try broken(.bodyTextSize, ["size": String(size), "maximum": String(limits.replacedTextBytes)])
        } else {
            guard let decoded = Base64.decodedCount(of: data) else { return try broken(.bodyBase64) }
            guard size > limits.replacedBase64Characters || decoded > limits.replacedTextBytes else { return }
            try broken(
                .bodyBase64Size,
                ["size": String(size), "maximum": String(limits.replacedBase64Characters)]
            )
        }
    }
}

extension Refusal {
    /// Refuses a member of a request's `body` that could not be read.
    init(bodyAt path: JSONPath, from failure: JSONFailure) {
        self.init(.bodyMembers, ["member": path.description, "expected": "\(failure.expected)"])
    }
}
