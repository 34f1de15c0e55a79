import HandlerRuntime

/// Wall and processor time of handlers that sleep and of handlers that work.
enum TimeFigures {
    private static let sleeping = Twins(
        node: "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve({}), 50))",
        python: "import time\ndef handler(event, context):\n    time.sleep(0.05)\n    return {}"
    )

    /// The work is sized by a first run, so that it takes 50 ms of a processor whatever else the machine does.
    private static let working = Twins(
        node: """
            const work = (n) => { let x = 0; for (let i = 0; i < n; i++) x = (x * 31 + i) | 0; return x }
            let pace = 0
            exports.handler = async () => {
                if (!pace) {
                    work(1e7)
                    const rates = []
                    for (let i = 0; i < 9; i++) {
                        const began = process.hrtime.bigint(); work(1e7)
                        rates.push(1e7 / (Number(process.hrtime.bigint() - began) / 1e6))
                    }
                    pace = Math.max(...rates)
                    return {}
                }
                work(pace * 50)
                return {}
            }
            """,
        python: """
            import time
            def handler(event, context):
                end = time.thread_time() + 0.05
                while time.thread_time() < end: pass
                return {}
            """
    )

    static func measure(_ table: inout FigureTable) async throws {
        let bench = try Workbench()
        for language in RuntimeIdentifier.Language.allCases {
            let asleep = try await reports(of: sleeping, language, bench)
            table.add(
                "\(language) 50 ms sleep: wall, ms",
                asleep.map(\.duration.milliseconds),
                target: "50 to 55"
            ) {
                (50...55).contains($0.median ?? 0)
            }
            table.add(
                "\(language) 50 ms sleep: cpu, ms",
                asleep.map(\.cpuTime.milliseconds),
                target: "under 5"
            ) {
                ($0.last ?? 99) < 5
            }
            let busy = try await reports(of: working, language, bench)
            table.add("\(language) 50 ms work: cpu, ms", busy.map(\.cpuTime.milliseconds), target: "45 to 55")
            {
                (45...55).contains($0.median ?? 0)
            }
        }
        await bench.host.shutdown()
    }

    private static func reports(
        of twins: Twins,
        _ language: RuntimeIdentifier.Language,
        _ bench: Workbench
    ) async throws -> [InvocationReport] {
        let function = try await bench.load(twins, language)
        _ = try await bench.host.invoke(function, with: bench.event)
        var reports: [InvocationReport] = []
        for _ in 1...20 { reports.append(try await bench.host.invoke(function, with: bench.event).report) }
        return reports
    }
}
