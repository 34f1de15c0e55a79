import Subprocess
import SystemPackage

/// The time of a whole `brink invoke`, compared with the bare interpreters.
enum StartFigures {
    static func measure(_ report: inout Report) async throws {
        let brink = ".build/static/release/brink"
        let javaScript = ["invoke", "samples/index-pages/index-pages.js", "--trigger", "origin-request"]
        let python = ["invoke", "samples/redirects/handler.py"]

        let node = try await ratios(brink, javaScript, to: "/usr/bin/node", ["-e", "0"])
        report.add(
            Figure(
                "start.node",
                "brink invoke JavaScript",
                ratioTo: "node -e 0",
                node,
                target: .median(atMost: 1.3)
            )
        )
        let bare = try await ratios(brink, python, to: "/usr/bin/python3", ["-c", "import json"])
        report.add(
            Figure(
                "start.python",
                "brink invoke Python",
                ratioTo: "python3 -c",
                bare,
                target: .median(atMost: 3)
            )
        )
    }

    /// Runs two programs in turn, and compares the times of each pair.
    private static func ratios(
        _ program: String,
        _ arguments: [String],
        to yardstick: String,
        _ yardstickArguments: [String]
    ) async throws -> [Double] {
        var ratios: [Double] = []
        for _ in 1...30 {
            let own = try await seconds(program, arguments)
            let bare = try await seconds(yardstick, yardstickArguments)
            ratios.append(own / bare)
        }
        return Array(ratios.dropFirst(2))
    }

    private static func seconds(_ program: String, _ arguments: [String]) async throws -> Double {
        let begin = ContinuousClock.now
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(arguments),
            output: .discarded
        )
        let took = ContinuousClock.now - begin
        guard result.terminationStatus.isSuccess else { throw BenchError("\(program) \(arguments) failed") }
        return took / .seconds(1)
    }
}
