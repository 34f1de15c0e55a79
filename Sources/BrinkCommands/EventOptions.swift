import ArgumentParser
import CloudFrontEvents
import HandlerRuntime

/// The options that say which events a handler gets: a file's, or one that is built.
struct EventOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An event record as JSON, or a batch as JSON Lines; - is standard input.",
            valueName: "FILE"
        )
    )
    var event: String?

    @Option(help: "Build a realistic event of this kind; viewer-request when nothing else is said.")
    var trigger: EventType?

    @Option(help: "The method of the built event.")
    var method: String?

    @Option(help: "The path of the built event.")
    var uri: String?

    @Option(help: "The query string of the built event, without its question mark.")
    var querystring: String?

    @Option(
        name: .customLong("header"),
        help: ArgumentHelp("A header of the built event.", valueName: "Name: value")
    )
    var headers: [String] = []

    @Option(help: "The body of the built event.")
    var body: String?

    @Option(help: "The status of the built response event.", transform: wholeNumber(in: 100...599))
    var status: Int?

    func validate() throws {
        if event != nil, let option = builderOptions.first {
            throw ValidationError(
                "--event and \(option): expected one of the two, a file's event or a built one"
            )
        }
    }

    /// The events, in the order in which they are to be invoked with.
    func events() throws -> [InvocationEvent] {
        guard let event else {
            return [InvocationEvent(try builtEvent())]
        }
        return try EventFile(reading: event).events()
    }

    private func builtEvent() throws -> CloudFrontEvent {
        var builder = EventBuilder(trigger ?? .viewerRequest)
        if let method { builder = builder.method(method) }
        if let uri { builder = builder.uri(uri) }
        if let querystring { builder = builder.querystring(querystring) }
        for header in headers { builder = try builder.header(line: header) }
        if let body { builder = builder.body(Array(body.utf8)) }
        if let status { builder = builder.status(status) }
        return try builder.event()
    }

    private var builderOptions: [String] {
        [
            trigger.map { _ in "--trigger" }, method.map { _ in "--method" }, uri.map { _ in "--uri" },
            querystring.map { _ in "--querystring" }, headers.first.map { _ in "--header" },
            body.map { _ in "--body" }, status.map { _ in "--status" },
        ].compactMap { $0 }
    }
}
