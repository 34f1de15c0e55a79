import ArgumentParser
import CloudFrontEvents
import Invocations
import TerminalOutput

/// The options that select events: those of a file, or one that is built.
struct EventOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read an event record (JSON) or a batch (JSON Lines) from FILE; - is standard input.",
            valueName: "FILE"
        )
    )
    var event: String?

    @Option(help: "Build a realistic event of this kind (default: viewer-request).")
    var trigger: EventType?

    @Option(help: "Method of the built event.")
    var method: String?

    @Option(help: "Path of the built event.")
    var uri: String?

    @Option(help: "Query string of the built event, without the question mark.")
    var querystring: String?

    @Option(
        name: .customLong("header"),
        help: ArgumentHelp("Header of the built event; repeatable.", valueName: "Name: value")
    )
    var headers: [String] = []

    @Option(help: "Body of the built event.")
    var body: String?

    @Option(help: "Status of the built response event.", transform: wholeNumber(in: 100...599))
    var status: Int?

    func validate() throws {
        if event != nil, let option = builderOptions.first {
            throw ValidationError(
                "--event and \(option): expected only one of them; \(option) is for events that are built"
            )
        }
    }

    /// Returns the events in the order of their invocations.
    func events() throws -> [InvocationEvent] {
        guard let event else { return [InvocationEvent(try builtEvent())] }
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
