/// Rules for the shape of headers, and for headers that are disallowed.
extension Rule {
    static let headerSection = [
        headersArray, headersValueType, headersValueCharacters, headersNameCharacters, headersDisallowed,
        headersViewerCountry, headersKeyMismatch, headersKeyMissing, headersUpperCase, headersSameName,
        headersEmptyValue,
    ]

    static let headersArray = Rule(
        "headers.array",
        "`headers` maps each name to an array of entries.",
        says: Texts(
            page: invalidHeaderEntry,
            log: .ours(
                "Validation error: The Lambda function returned an invalid entry in the headers object, "
                    + "each header entry in the headers object must be an array, header :{header} is not an array."
            )
        ),
        source: "OBS volcengine.com/article/109228"
    )
    static let headersValueType = Rule(
        "headers.value-type",
        "Every entry is an object with a `value` that is a string or an array of strings.",
        says: Texts(
            page: .ours(
                "The Lambda function returned an invalid entry in the headers object: "
                    + "The value of each header value must be of string or array of string type."
            ),
            log: .seen(
                "Validation error: The Lambda function returned an invalid entry in the headers object, "
                    + "the value of each header value must be of string or array of string type, "
                    + "header :{header} has one or more entries whose value is neither string nor array of strings.",
                in: "I:aws-samples/cloudfront-authorization-at-edge#12"
            )
        ),
        source: "OBS I:aws-samples/cloudfront-authorization-at-edge#12",
        choice: 15
    )
    static let headersValueCharacters = Rule(
        "headers.value-characters",
        "A header's value has no control character other than the tab.",
        says: Texts(
            page: .ours(
                "The Lambda function result failed validation: The function returned an invalid header."
            ),
            log: .seen(
                "Validation error: Lambda function result validation failed, the function returned an invalid "
                    + "header, invalid character : '{character}' in header value, headerName : {header}.",
                in: "I:aws-ia/cloudformation-aws-marketplace-saas#54"
            )
        ),
        source: "OBS I:aws-ia/cloudformation-aws-marketplace-saas#54"
    )
    static let headersNameCharacters = Rule(
        "headers.name-characters",
        "A header's name is an HTTP token.",
        says: .ours("the function returned an invalid header, invalid character in header name"),
        source: "INF from headers.value-characters; RFC 9110, 5.1"
    )
    static let headersDisallowed = Rule(
        "headers.disallowed",
        "No disallowed header is added.",
        says: Texts(
            page: .seen(
                "The Lambda function result failed validation: The function tried to add a blacklisted header.",
                in: "I:opennextjs/opennextjs-aws#392, I:opennextjs/opennextjs-aws#393"
            ),
            log: .ours(
                "Validation error: Lambda function result failed validation, the function tried to add a "
                    + "blacklisted header, headerName : {header}."
            )
        ),
        source: "DOC H:edge-function-restrictions-all; OBS I:opennextjs/opennextjs-aws#392, #393"
    )
    static let headersViewerCountry = Rule(
        "headers.viewer-country",
        in: [.viewerRequest],
        "`CloudFront-Viewer-Country` may not be added in viewer-request; other CloudFront headers may.",
        says: .ours("the function tried to add the header CloudFront-Viewer-Country"),
        source: "DOC C:lambda-at-edge-function-restrictions"
    )
    static let headersKeyMismatch = Rule(
        "headers.key-mismatch",
        "An entry's `key` differs from the map's name only in casing; otherwise the map's name counts.",
        says: .ours("the function returned a header whose key {key} differs from its name {header}"),
        .warnedUnlessStrict,
        source: "INF; the old official example 2 does so (A:lambda-examples)",
        choice: 12
    )
    static let headersKeyMissing = Rule(
        "headers.key-missing",
        "An entry without `key` gets the map's name with initial capitals, as in `Content-Type`.",
        source: "DOC C:lambda-event-structure"
    )
    static let headersUpperCase = Rule(
        "headers.upper-case-names",
        "Names in the map may have any casing; they are folded to lower case.",
        source: "DOC C:lambda-event-structure; OBS cloud-gov/federalist-proxy-edge",
        choice: 13
    )
    static let headersSameName = Rule(
        "headers.same-name",
        "Two names in the map that differ only in casing are one header with the values of both.",
        choice: 14
    )
    static let headersEmptyValue = Rule(
        "headers.empty-value",
        "A header's value may be empty."
    )

    /// CloudFront's page for an entry of `headers` that is no array, and for a whole event.
    static let invalidHeaderEntry = Text.seen(
        "The Lambda function returned an invalid entry in the headers object: "
            + "Each header entry in the headers object must be an array.",
        in: "volcengine.com/article/109228"
    )
}

extension Examination {
    mutating func examineHeaders(_ returned: HeaderMap, given: HeaderMap) throws(Refusal) {
        guard let (changed, original) = returned.difference(from: given) else { return }
        for field in changed where !given.contains(field) { try examineNew(field) }
        try examineReadOnlyHeaders(returned, given: given, among: changed, original)
    }

    /// Checks a field that the event does not have in this form.
    mutating func examineNew(_ field: HeaderMap.Field) throws(Refusal) {
        guard HeaderText.isName(field.name) else { return try broken(.headersNameCharacters) }
        if let byte = HeaderText.firstIllegalByte(in: field.value) {
            try broken(
                .headersValueCharacters,
                [
                    "character": "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true),
                    "header": field.wireName,
                ]
            )
        }
        if DisallowedHeaders.contains(field.name) {
            try broken(.headersDisallowed, ["header": field.wireName])
        }
        if field.name == "cloudfront-viewer-country", event.type == .viewerRequest {
            try broken(.headersViewerCountry)
        }
        if let key = field.key, !key.isASCIILowercased(as: field.name) {
            try broken(.headersKeyMismatch, ["key": key, "header": field.name])
        }
    }
}

extension Refusal {
    /// Refuses a member of `headers` that could not be read.
    init(headersAt path: JSONPath, from failure: JSONFailure) {
        let names = path.names
        switch (names.count, path.steps.count) {
        case (1, _): self.init(structureAt: path, from: failure)
        case (2, 2): self.init(.headersArray, ["header": names[1]])
        default: self.init(.headersValueType, ["header": names[1]])
        }
    }
}
