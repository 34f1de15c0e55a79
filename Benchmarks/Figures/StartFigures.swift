import Subprocess
import SystemPackage

/// How long the whole program takes to run one sample, beside the bare interpreters.
enum StartFigures {
    static func measure(_ table: inout FigureTable) async throws {
        let brink = ".build/static/release/brink"
        let javaScript = ["invoke", "samples/index-pages/index-pages.js", "--trigger", "origin-request"]
        let python = ["invoke", "samples/redirects/handler.py"]

        let node = try await ratios(brink, javaScript, to: "/usr/bin/node", ["-e", "0"])
        table.add("brink invoke JavaScript / node -e 0", node, target: "median at most 1.3") {
            ($0.median ?? 9) <= 1.3
        }
        let bare = try await ratios(brink, python, to: "/usr/bin/python3", ["-c", "import json"])
        table.add("brink invoke Python / python3 -c", bare, target: "median at most 3") {
            ($0.median ?? 9) <= 3
        }
    }

    /// Runs two programs in turn, and compares the time of each pair.
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
        precondition(result.terminationStatus.isSuccess, "\(program) \(arguments) failed")
        return took / .seconds(1)
    }
}
