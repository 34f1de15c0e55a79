/// Rules for the events that functions get.
extension Rule {
    static let eventSection = [eventIncomplete]

    static let eventIncomplete = Rule(
        "event.incomplete",
        "An event has `config.eventType`, a request with `method`, `uri` and `headers`, and its origin a "
            + "`domainName`; `brink invoke` fills in what a file lacks, and says what it assumed.",
        says: .ours("the event lacks members; assumed {assumed}"),
        .warned,
        source: "DOC C:lambda-event-structure; what is filled in INF",
        choice: 37
    )
}
