import FoundationEssentials
import FunctionLogs
import Invocations
import Synchronization

/// Calls a test with the path of a store in a temporary folder.
func withStoreFile<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "brink-logs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.appending(path: ".brink/logs.sqlite").path(percentEncoded: false))
}

/// A clock that only moves when set.
final class StoppedClock: Sendable {
    static let day: Int64 = 86_400_000
    /// The start of 2026, in UTC.
    static let newYear: Int64 = 1_767_225_600_000

    private let moment: Mutex<Int64>

    init(at moment: Int64 = newYear) {
        self.moment = Mutex(moment)
    }

    var now: @Sendable () -> Int64 {
        { self.moment.withLock { $0 } }
    }

    func set(to moment: Int64) {
        self.moment.withLock { $0 = moment }
    }
}

extension EdgeRegion {
    static func named(_ name: String) throws -> EdgeRegion { try EdgeRegion(validating: name) }
}

extension LogBatch {
    /// Creates a batch of lines a millisecond apart.
    init(
        _ messages: String...,
        at moment: Int64 = StoppedClock.newYear,
        function: String = "auth",
        region: EdgeRegion = .usEast1,
        stream: String = "2026/01/01/[1]0123456789abcdef0123456789abcdef",
        requestId: String? = nil
    ) {
        let entries = messages.enumerated().map { number, message in
            LogEntry(epochMilliseconds: moment + Int64(number), stream: .stdout, message: message)
        }
        self.init(
            group: LogGroup(.function(function), in: region),
            streamName: stream,
            requestId: requestId,
            entries: entries
        )
    }
}

extension LogStore {
    /// Writes batches and waits until they are stored.
    func write(_ batches: LogBatch...) async {
        let writer = LogWriter(to: self)
        for batch in batches { writer.append(batch) }
        await writer.close()
    }

    /// Returns the first page of messages of a function.
    func messages(of function: String = "auth") async throws -> [String] {
        try await page(LogQuery(.function(function))).messages
    }
}

extension LogPage {
    var messages: [String] { lines.map(\.entry.message) }
}
