import Brink
import Invocations

/// Wall and processor times of sleeping and working handlers.
enum TimeFigures {
    private static let sleeping = Twins(
        node: "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve({}), 50))",
        python: "import time\ndef handler(event, context):\n    time.sleep(0.05)\n    return {}"
    )

    private static let working = Twins(
        node: """
            exports.handler = async () => {
                const spent = () => { const { user, system } = process.cpuUsage(); return user + system }
                for (const end = spent() + 50000; spent() < end;);
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

    static func measure(_ report: inout Report) async throws {
        let bench = try Workbench()
        for language in RuntimeIdentifier.Language.allCases {
            let asleep = try await reports(of: sleeping, language, bench)
            report.add(
                Figure(
                    "time.\(language).sleep.wall",
                    "\(language) 50 ms sleep: wall",
                    unit: "ms",
                    asleep.map(\.duration.milliseconds),
                    target: Target("50 to 55") { (50...55).contains($0.median) }
                )
            )
            report.add(
                Figure(
                    "time.\(language).sleep.cpu",
                    "\(language) 50 ms sleep: cpu",
                    unit: "ms",
                    asleep.map(\.cpuTime.milliseconds),
                    target: Target("under 5") { $0.max < 5 }
                )
            )
            let busy = try await reports(of: working, language, bench)
            report.add(
                Figure(
                    "time.\(language).work.cpu",
                    "\(language) 50 ms work: cpu",
                    unit: "ms",
                    busy.map(\.cpuTime.milliseconds),
                    target: Target("45 to 55") { (45...55).contains($0.median) }
                )
            )
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
