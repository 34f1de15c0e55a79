import ArgumentParser
import FoundationEssentials
import FunctionLogs
import Invocations
import TerminalOutput

/// `brink logs`: shows what a function logged under `brink serve`, in all regions.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what a function logged, across regions.",
        discussion: """
            Examples:
              brink logs auth --since 10m --follow
              brink logs /aws/cloudfront/LambdaEdge/E2EXAMPLE --region eu-central-1 --json
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Name of a function, or of a log group, which begins with /.",
            valueName: "FUNCTION"
        )
    )
    var function: String

    @Option(
        name: .customLong("region"),
        help: ArgumentHelp(
            "Show only entries of this region; repeatable (default: all).",
            valueName: "REGION"
        ),
        transform: { try EdgeRegion(validating: $0) }
    )
    var regions: [EdgeRegion] = []

    @Option(
        help: ArgumentHelp(
            "Show only entries that are at most this old: 90s, 10m, 2h, 3d.",
            valueName: "AGE"
        ),
        transform: TimeSpan.init(parsing:)
    )
    var since: TimeSpan?

    @Flag(help: "Keep showing new entries until Ctrl-C.")
    var follow = false

    @Flag(help: "Print one JSON object per entry, and nothing else.")
    var json = false

    @Option(
        help: ArgumentHelp("Show only the last N entries.", valueName: "N"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var limit: Int?

    @Option(help: ArgumentHelp("Path to the project's manifest (default: stacktape.yml).", valueName: "FILE"))
    var manifest: String?

    @Option(
        help: ArgumentHelp(
            "Path to the log database (default: .brink/logs.sqlite beside the manifest).",
            valueName: "FILE"
        )
    )
    var store: String?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        guard manifest == nil || store == nil else {
            throw ValidationError("--manifest and --store: expected only one of them")
        }
        if let manifest, !FileManager.default.fileExists(atPath: manifest) {
            throw ValidationError("--manifest \(manifest): no such file; expected a stacktape.yml")
        }
    }

    func run() async throws {
        let store = try LogStore.openExisting(store ?? LogStore.file(besideManifest: manifest))
        verbosity.note("reading \(store.file)")
        let name = LogGroupName(selecting: function)
        let known = try await store.groupNames()
        guard known.contains(name) else { throw Self.unknown(function, known: known, in: store.file) }
        var query = LogQuery(name, regions: regions.isEmpty ? EdgeRegion.all : regions)
        query.since = since.map { $0.before(WallClock.epochMilliseconds) }
        try await show(query, in: store)
    }

    /// Shows all pages or the last entries, then new ones; ends early when the output's reader is gone.
    private func show(_ query: LogQuery, in store: LogStore) async throws {
        let printer = LogLinePrinter(asJSON: json)
        var query = query
        if let limit { query.extent = .last(limit) }
        var page = try await store.page(query)
        while !page.lines.isEmpty {
            guard printer.show(page.lines) else { return }
            query.after = page.end
            guard limit == nil else { break }
            page = try await store.page(query)
        }
        guard follow else { return }
        for try await lines in store.follow(query, after: page.end) {
            guard printer.show(lines) else { return }
        }
    }

    private static func unknown(_ selection: String, known: [LogGroupName], in file: String)
        -> ValidationError
    {
        let names = known.map(\.selection)
        guard !names.isEmpty else {
            return ValidationError(
                "\(selection): nothing has logged to \(file) yet; start `brink serve` and send it a request"
            )
        }
        let hint = selection.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        return ValidationError(
            "\(selection): no function or log group of this name in \(file); "
                + "expected one of \(names.joined(separator: ", "))\(hint)"
        )
    }
}
