import ArgumentParser
import FoundationEssentials
import FunctionLogs
import HandlerRuntime

/// `brink logs`: shows what a function logged under `brink serve`, in all regions, and what it logs from now on.
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
            "The function's name, or a log group's, which begins with /.",
            valueName: "FUNCTION"
        )
    )
    var function: String

    @Option(
        name: .customLong("region"),
        help: ArgumentHelp("Only what ran in this region; repeatable.", valueName: "REGION")
    )
    var regionNames: [String] = []

    @Option(help: ArgumentHelp("Only what is no older: 90s, 10m, 2h, 3d.", valueName: "AGE"))
    var since: String?

    @Flag(help: "Go on with what is logged from now on, until Ctrl-C.")
    var follow = false

    @Flag(help: "Print one line of JSON an entry, and nothing else.")
    var json = false

    @Option(
        help: ArgumentHelp("Only the last entries, so many.", valueName: "N"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var limit: Int?

    @Option(
        help: ArgumentHelp("The manifest whose project it is; stacktape.yml if not said.", valueName: "FILE")
    )
    var manifest: String?

    @Option(
        help: ArgumentHelp(
            "The database; .brink/logs.sqlite beside the manifest if not said.",
            valueName: "FILE"
        )
    )
    var store: String?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        do {
            _ = try regions
            _ = try since.map(TimeSpan.init(parsing:))
        } catch {
            throw ValidationError("--\(error)")
        }
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
        guard known.contains(name) else { throw UnknownLogGroup(function, known: known, file: store.file) }
        var query = LogQuery(name, regions: try regions)
        query.since = try since.map { try TimeSpan(parsing: $0).before(WallClock.epochMilliseconds) }
        try await show(query, in: store)
    }

    private var regions: [EdgeRegion] {
        get throws(UnknownRegion) {
            guard !regionNames.isEmpty else { return EdgeRegion.all }
            return try regionNames.map { name throws(UnknownRegion) in try EdgeRegion(validating: name) }
        }
    }

    /// Shows all pages, or the last entries, and what comes then; ends early when nobody reads it any more.
    private func show(_ query: LogQuery, in store: LogStore) async throws {
        let printer = LogLinePrinter(asJSON: json)
        var query = query
        if let limit { query.extent = .last(limit) }
        var page = try await store.page(query)
        while !page.lines.isEmpty {
            guard try printer.show(page.lines) else { return }
            query.after = page.end
            guard limit == nil else { break }
            page = try await store.page(query)
        }
        guard follow else { return }
        for try await lines in store.follow(query, after: page.end) {
            guard try printer.show(lines) else { return }
        }
    }
}

/// A function or log group that has logged nothing.
struct UnknownLogGroup: Error, CustomStringConvertible {
    let description: String

    init(_ selection: String, known: [LogGroupName], file: String) {
        let names = known.map(\.selection)
        guard !names.isEmpty else {
            description = "\(selection): no function has logged to \(file) yet"
            return
        }
        let meant = selection.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        description =
            "\(selection): nothing of that name has logged to \(file); "
            + "expected one of \(names.joined(separator: ", "))\(meant)"
    }
}
