import Brink
import Invocations

/// The delay from the deadline of an endless handler to the outcome.
enum InterruptionFigures {
    private static let timeout = Duration.milliseconds(100)

    private static let endless: [(id: String, name: String, twins: Twins)] = [
        (
            "spin", "spin",
            Twins(
                node: "exports.handler = async () => { for (;;) {} }",
                python: "def handler(event, context):\n    while True: pass"
            )
        ),
        (
            "sleep", "sleep",
            Twins(
                node: "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1e6))",
                python: "import time\ndef handler(event, context): time.sleep(1e6)"
            )
        ),
        (
            "read", "blocked read",
            Twins(
                node: """
                    const fs = require('fs')
                    const fifo = `/tmp/brink-bench-${process.pid}-${Math.random()}`
                    require('child_process').execFileSync('/usr/bin/mkfifo', [fifo])
                    const file = fs.openSync(fifo, 'r+')
                    fs.unlinkSync(fifo)
                    exports.handler = async () => { fs.readSync(file, Buffer.alloc(1)) }
                    """,
                python: """
                    import os
                    source, _ = os.pipe()
                    def handler(event, context): os.read(source, 1)
                    """
            )
        ),
    ]

    static func measure(_ report: inout Report) async throws {
        let bench = try Workbench()
        for language in RuntimeIdentifier.Language.allCases {
            for (id, name, twins) in endless {
                let function = try await bench.load(twins, language, timeout: timeout)
                var late: [Double] = []
                for _ in 1...100 {
                    let outcome = try await bench.host.invoke(function, with: bench.event)
                    guard outcome.kind == .timedOut else { continue }
                    late.append((outcome.report.duration - timeout).milliseconds)
                }
                report.add(
                    Figure(
                        "interruption.\(language).\(id)",
                        "\(language) \(name): outcome after deadline",
                        unit: "ms",
                        late,
                        target: Target("p99 at most 20") { late in
                            late.count == 100 && late.sorted.count { $0 > 20 } <= 1
                        }
                    )
                )
                try await bench.host.remove(function)
            }
        }
        await bench.host.shutdown()
    }
}
