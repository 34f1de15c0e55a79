/// Rules for read-only headers.
extension Rule {
    static let readOnlySection = [headersReadOnly, headersKeyCasing, headersUnchanged]

    static let headersReadOnly = Rule(
        "headers.read-only",
        "A read-only header is not added, changed or deleted; `Host` is read-only in viewer-request alone.",
        says: Texts(
            page: .seen(
                "The Lambda function result failed validation: "
                    + "The function tried to add, delete, or change a read-only header.",
                in: "I:CodeGenieApp/serverless-express#369"
            ),
            log: .seen(
                "Validation error: Lambda function result failed validation, the function tried to {verb} "
                    + "read-only header, headerName : {header}.",
                in: "I:CodeGenieApp/serverless-express#369 with `delete`"
            )
        ),
        source: "DOC H:edge-function-restrictions-all; OBS I:CodeGenieApp/serverless-express#369 "
            + "(the log line with `delete`; `add` and `change` INF)",
        choice: 6
    )
    static let headersKeyCasing = Rule(
        "headers.key-casing",
        "`key` may have any casing; other casing does not change a read-only header.",
        source: "DOC A:lambda-examples"
    )
    static let headersUnchanged = Rule(
        "headers.unchanged",
        "Anything that the event has may be returned unchanged.",
        choice: 30
    )
}

extension Examination {
    /// Checks the read-only headers among the fields that differ.
    mutating func examineReadOnlyHeaders(
        _ returned: HeaderMap,
        given: HeaderMap,
        among changed: ArraySlice<HeaderMap.Field>,
        _ original: ArraySlice<HeaderMap.Field>
    ) throws(Refusal) {
        for name in ReadOnlyHeaders.names(for: event.type) {
            let hasName = { (field: HeaderMap.Field) in
                field.name.utf8.count == name.utf8.count && field.name == name
            }
            guard changed.contains(where: hasName) || original.contains(where: hasName) else { continue }
            let before = given[name]
            let after = returned[name]
            guard before != after else { continue }
            let verb = before.isEmpty ? "add" : after.isEmpty ? "delete" : "change"
            let field = (after.isEmpty ? given : returned).first { $0.name == name }
            try broken(.headersReadOnly, ["verb": verb, "header": field?.wireName ?? name])
        }
    }
}
