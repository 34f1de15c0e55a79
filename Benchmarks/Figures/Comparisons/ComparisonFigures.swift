import Brink
import CloudFrontEvents
import Invocations

/// One handler and one event, invoked by Brink and by the alternatives; without targets.
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
        let json = event.json()
        let bench = try Workbench()
        for language in RuntimeIdentifier.Language.allCases {
            let warm = Warm(
                host: bench.host,
                function: try await bench.load(twins, language),
                event: InvocationEvent(event)
            )
            let process = HandlerProcess(running: twins, language)
            let processes = try await compare(warm, rounds: 30) { [try await process.microseconds(json)] }
            report.add(
                Figure("comparisons.\(language).brink.time", "brink, \(language)", unit: "µs", processes.warm)
            )
            add("\(language).process", process.name, processes, &report)
            guard language == .python else { continue }
            do {
                let client = try await RuntimeClient.prepared()
                let events = try await compare(warm, rounds: 5) {
                    try await client.measure(twins.python, json)
                }
                add("python.awslambdaric", "awslambdaric", events, &report)
            } catch let error as BenchError {
                report.note("awslambdaric is not measured: \(error)")
            }
        }
        await bench.host.shutdown()
    }

    /// The times of one handler in Brink and in an alternative, in microseconds.
    private struct Pairs {
        var warm: [Double] = []
        var other: [Double] = []
        /// The ratios of the medians, per round.
        var ratios: [Double] = []
    }

    /// Measures Brink and an alternative in turns, so that both meet the same conditions.
    private static func compare(
        _ warm: Warm,
        rounds: Int,
        with other: () async throws -> [Double]
    ) async throws -> Pairs {
        var pairs = Pairs()
        for _ in 1...rounds {
            let own = try await warm.microseconds()
            let others = try await other()
            pairs.warm += own
            pairs.other += others
            pairs.ratios.append(Measurements(others).median / Measurements(own).median)
        }
        return pairs
    }

    private static func add(_ id: String, _ name: String, _ pairs: Pairs, _ report: inout Report) {
        report.add(Figure("comparisons.\(id).time", name, unit: "µs", pairs.other))
        report.add(
            Figure("comparisons.\(id)", name, ratioTo: "brink", pairs.ratios, better: .higherIsBetter)
        )
    }
}

/// A function of Brink that is invoked while warm, one invocation after another.
private struct Warm {
    let host: HandlerHost
    let function: FunctionAddress
    let event: InvocationEvent

    /// Times 200 invocations after 1,500 others.
    ///
    /// After a pause it takes hundreds of invocations until the threads hand over without sleeping.
    func microseconds() async throws -> [Double] {
        var times: [Double] = []
        for _ in 1...1700 {
            let begin = ContinuousClock.now
            let outcome = try await host.invoke(function, with: event)
            times.append((ContinuousClock.now - begin) / .microseconds(1))
            guard outcome.kind == .accepted else { throw BenchError("no result: \(outcome)") }
        }
        return Array(times.dropFirst(1500))
    }
}
