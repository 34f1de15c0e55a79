/// Ways never to return.
extension Fault {
    static let nodeTime: [Fault] = [
        .node("endless loop", "for (;;) {}", .timedOut),
        .node("never-settling promise", "await new Promise(() => {})", .failed("Runtime.NodeJsExit")),
        .node(
            "interval that keeps the loop alive",
            "setInterval(() => {}, 10); await new Promise(() => {})",
            .timedOut
        ),
        .node("catastrophic regular expression", "/^(a+)+$/.test('a'.repeat(40) + '!')", .timedOut),
        .node(
            "endless `Atomics.wait`",
            "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
            .timedOut
        ),
        .node("`execSync('sleep 100')`", "require('child_process').execSync('sleep 100')", .timedOut),
        .node(
            "worker thread that spins",
            """
            const { Worker } = require('worker_threads')
            new Worker('for (;;) {}', { eval: true })
            await new Promise(() => {})
            """,
            .timedOut
        ),
    ]
}
