import FoundationEssentials
import Subprocess
import SystemPackage

/// The results of one run of wrk against a URL.
struct LoadRun {
    static let program = "/usr/bin/wrk"

    let requestsPerSecond: Double
    /// In microseconds.
    let median: Double
    /// In microseconds.
    let p99: Double
    /// The number of unsuccessful responses and broken connections.
    let errors: Int

    /// Runs wrk with one thread.
    ///
    /// - Throws: ``BenchError`` if its output is not understood.
    init(_ url: String, connections: Int, seconds: Int) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(Self.program)),
            arguments: ["-t1", "-c\(connections)", "-d\(seconds)s", "--latency", url],
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        let text = result.standardOutput
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        func quantile(_ label: String) -> Double? {
            lines.first { $0.hasPrefix(label) }.flatMap {
                Self.microseconds($0.dropFirst(label.count).drop { $0 == " " })
            }
        }
        func value(after label: String) -> Substring? {
            guard let mark = text.firstRange(of: label) else { return nil }
            return text[mark.upperBound...].drop { $0 == " " || $0 == ":" }.prefix {
                !$0.isWhitespace && $0 != ","
            }
        }
        guard let rate = value(after: "Requests/sec").flatMap({ Double($0) }),
            let median = quantile("50%"), let p99 = quantile("99%")
        else { throw BenchError("unexpected output of wrk: \(text)\(result.standardError)") }
        requestsPerSecond = rate
        self.median = median
        self.p99 = p99
        let refused = value(after: "Non-2xx or 3xx responses").flatMap { Int($0) } ?? 0
        let broken = ["connect", "read", "write", "timeout"].compactMap {
            value(after: "\($0) ").flatMap { Int($0) }
        }
        errors = refused + broken.reduce(0, +)
    }

    /// Parses `74.00us`, `1.20ms` or `1.00s`.
    private static func microseconds(_ text: Substring) -> Double? {
        let number = Double(text.prefix { $0.isNumber || $0 == "." })
        if text.hasSuffix("us") { return number }
        return number.map { $0 * (text.hasSuffix("ms") ? 1000 : 1_000_000) }
    }
}
