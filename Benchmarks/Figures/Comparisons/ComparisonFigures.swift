import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Subprocess
import SystemPackage

/// One handler and one event, invoked by Brink and by what people use without it. Nothing is promised of these.
enum ComparisonFigures {
    private static let twins = Twins(
        node: """
            exports.handler = async (event) => {
                const { request } = event.Records[0].cf
                request.headers['x-bench'] = [{ key: 'X-Bench', value: 'yes' }]
                return request
            }
            """,
        python: """
            def handler(event, context):
                request = event['Records'][0]['cf']['request']
                request['headers']['x-bench'] = [{'key': 'X-Bench', 'value': 'yes'}]
                return request
            """
    )

    static func measure(_ report: inout Report) async throws {
        let event = try Record.event(ofBytes: 1024)
        let warm = try await measureBrink(InvocationEvent(event), &report)
        let json = event.json()
        for language in RuntimeIdentifier.Language.allCases {
            let (yardstick, values) = try await measureProcesses(language, json)
            add("\(language).process", yardstick, values, to: warm[language] ?? .nan, &report)
        }
        do throws(BenchError) {
            let values = try await RuntimeClient.prepared().measure(twins.python, json)
            add("python.awslambdaric", "awslambdaric", values, to: warm[.python] ?? .nan, &report)
        } catch {
            report.note("awslambdaric is not measured: \(error)")
        }
    }

    /// Adds what another way took, and how many times as long as Brink that is.
    private static func add(
        _ id: String,
        _ name: String,
        _ microseconds: [Double],
        to warm: Double,
        _ report: inout Report
    ) {
        report.add(Figure("comparisons.\(id).time", name, unit: "µs", microseconds))
        report.add(
            Figure(
                "comparisons.\(id)",
                name,
                ratioTo: "brink",
                microseconds.map { $0 / warm },
                better: .higherIsBetter
            )
        )
    }

    /// The median of warm invocations that are awaited one after another, in microseconds.
    private static func measureBrink(
        _ event: InvocationEvent,
        _ report: inout Report
    ) async throws -> [RuntimeIdentifier.Language: Double] {
        let bench = try Workbench()
        var medians: [RuntimeIdentifier.Language: Double] = [:]
        for language in RuntimeIdentifier.Language.allCases {
            let function = try await bench.load(twins, language)
            var times: [Double] = []
            for _ in 1...6000 {
                let begin = ContinuousClock.now
                let outcome = try await bench.host.invoke(function, with: event)
                times.append((ContinuousClock.now - begin) / .microseconds(1))
                precondition(outcome.kind == .accepted, "the handler answers")
            }
            let figure = Figure(
                "comparisons.\(language).brink.time",
                "brink, \(language), warm and awaited",
                unit: "µs",
                times.dropFirst(1000)
            )
            report.add(figure)
            medians[language] = figure.values.median
        }
        await bench.host.shutdown()
        return medians
    }

    /// Runs a process a call: it reads the event, calls the handler and prints what it answers.
    private static func measureProcesses(
        _ language: RuntimeIdentifier.Language,
        _ event: [UInt8]
    ) async throws -> (yardstick: String, microseconds: [Double]) {
        let (program, arguments, yardstick) =
            switch language {
            case .node:
                (
                    "/usr/bin/node",
                    [
                        "-e",
                        """
                        \(twins.node)
                        const event = JSON.parse(require('fs').readFileSync(0))
                        exports.handler(event).then((answer) => console.log(JSON.stringify(answer)))
                        """,
                    ],
                    "node -e a call"
                )
            case .python:
                (
                    "/usr/bin/python3",
                    [
                        "-c",
                        """
                        import json, sys
                        \(twins.python)
                        print(json.dumps(handler(json.load(sys.stdin), None)))
                        """,
                    ],
                    "python3 -c a call"
                )
            }
        var times: [Double] = []
        for _ in 1...32 {
            let begin = ContinuousClock.now
            let result = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: Arguments(arguments),
                input: .array(event),
                output: .bytes(limit: 1 << 20)
            )
            times.append((ContinuousClock.now - begin) / .microseconds(1))
            precondition(result.terminationStatus.isSuccess, "\(yardstick) failed")
        }
        return (yardstick, Array(times.dropFirst(2)))
    }
}
