/// Sections 2.5 and 2.6: headers that stay as they are.
extension Rule {
    static let readOnlySection = [headersReadOnly, headersKeyCasing, headersUnchanged]

    static let headersReadOnly = Rule(
        "headers.read-only",
        "A read-only header is not added, changed or deleted; `Host` is one in viewer-request alone.",
        says: .seen(
            pageAndLog: (
                "The Lambda function result failed validation: "
                    + "The function tried to add, delete, or change a read-only header.",
                "Validation error: Lambda function result failed validation, the function tried to {verb} "
                    + "read-only header, headerName : {header}."
            )
        ),
        source: "DOC H:edge-function-restrictions-all; OBS I:CodeGenieApp/serverless-express#369 "
            + "(the log line with `delete`; `add` and `change` INF)",
        choice: 6
    )
    static let headersKeyCasing = Rule(
        "headers.key-casing",
        "`key` may have any casing; a read-only header with another casing is unchanged.",
        .allowed,
        source: "DOC A:lambda-examples"
    )
    static let headersUnchanged = Rule(
        "headers.unchanged",
        "What the event had already may be returned, whatever it is.",
        .allowed,
        source: "INF",
        choice: 30
    )
}

extension Examination {
    /// Checks the read-only headers, of which only those can have changed that are among the fields that differ.
    mutating func examineReadOnlyHeaders(
        _ returned: HeaderMap,
        given: HeaderMap,
        among changed: ArraySlice<HeaderMap.Field>,
        _ original: ArraySlice<HeaderMap.Field>
    ) throws(Refusal) {
        for name in ReadOnlyHeaders.names(for: event.type) {
            let isHere = { (field: HeaderMap.Field) in
                field.name.utf8.count == name.utf8.count && field.name == name
            }
            guard changed.contains(where: isHere) || original.contains(where: isHere) else { continue }
            let before = given[name]
            let after = returned[name]
            guard before != after else { continue }
            let verb = before.isEmpty ? "add" : after.isEmpty ? "delete" : "change"
            let field = (after.isEmpty ? given : returned).first { $0.name == name }
            try broken(.headersReadOnly, ["verb": verb, "header": field?.wireName ?? name])
        }
    }
}
