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

    @Option(
        help:
            "Build an event of this kind (default: viewer-request), or complete a file's events that lack it."
    )
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

    @Option(
        name: .customLong("response-header"),
        help: ArgumentHelp("Header of the built event's response; repeatable.", valueName: "Name: value")
    )
    var responseHeaders: [String] = []

    @Option(
        name: .customLong("s3-origin"),
        help: ArgumentHelp("Domain name of the bucket that is the built event's origin.", valueName: "DOMAIN")
    )
    var bucket: String?

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
    func events() throws -> [ChosenEvent] {
        guard let event else { return [ChosenEvent(event: InvocationEvent(try builtEvent()))] }
        return try EventFile(reading: event).events(of: trigger)
    }

    private func builtEvent() throws -> CloudFrontEvent {
        let type = trigger ?? .viewerRequest
        if bucket != nil, type.isViewer {
            throw ValidationError(
                "--s3-origin: \(type.rawValue) events have no origin; expected an origin event"
            )
        }
        if !responseHeaders.isEmpty, type.isRequest {
            throw ValidationError(
                "--response-header: \(type.rawValue) events have no response; expected a response event"
            )
        }
        var builder = EventBuilder(type)
        if let method { builder = builder.method(method) }
        if let uri { builder = builder.uri(uri) }
        if let querystring { builder = builder.querystring(querystring) }
        for header in headers { builder = try builder.header(line: header) }
        for header in responseHeaders { builder = try builder.responseHeader(line: header) }
        if let bucket { builder = builder.origin(.s3(S3Origin(ofBucket: bucket))) }
        if let body { builder = builder.body(Array(body.utf8)) }
        if let status { builder = builder.status(status) }
        return try builder.event()
    }

    private var builderOptions: [String] {
        [
            method.map { _ in "--method" }, uri.map { _ in "--uri" },
            querystring.map { _ in "--querystring" }, headers.first.map { _ in "--header" },
            responseHeaders.first.map { _ in "--response-header" }, bucket.map { _ in "--s3-origin" },
            body.map { _ in "--body" }, status.map { _ in "--status" },
        ].compactMap { $0 }
    }
}

extension S3Origin {
    /// Creates an origin in the Region of its domain name, such as `demo.s3.eu-west-1.amazonaws.com`.
    fileprivate init(ofBucket domainName: String) {
        let labels = domainName.split(separator: ".")
        let region = labels.dropFirst(labels.firstIndex(of: "s3") ?? labels.count).dropFirst().first
        self.init(
            domainName: domainName,
            region: region.flatMap { $0 == "amazonaws" ? nil : String($0) } ?? "us-east-1"
        )
    }
}
