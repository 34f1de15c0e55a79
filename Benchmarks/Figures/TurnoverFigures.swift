import Brink
import Invocations

/// The memory left by functions that are loaded and removed.
enum TurnoverFigures {
    private static let small = Twins(
        node: "const data = new Array(1000).fill('x'); exports.handler = async () => ({ size: data.length })",
        python: "data = ['x'] * 1000\ndef handler(event, context): return {'size': len(data)}"
    )

    static func measure(_ report: inout Report) async throws {
        let bench = try Workbench()
        var afterFirstHundred = 0
        for number in 1...1000 {
            let function = try await bench.load(small, number.isMultiple(of: 2) ? .node : .python)
            _ = try await bench.host.invoke(function, with: bench.event)
            try await bench.host.remove(function)
            if number == 100 { afterFirstHundred = ProcessMemory.resident }
        }
        let growth = (Double(ProcessMemory.resident) / Double(afterFirstHundred) - 1) * 100
        report.add(
            Figure(
                "turnover.memory",
                "memory growth by 1,000 functions loaded and removed",
                unit: "%",
                [growth],
                target: .all(atMost: 10)
            )
        )
        await bench.host.shutdown()
    }
}
