/// Ways to exceed the memory limit.
extension Fault {
    static let nodeMemory: [Fault] = [
        exhaustion("small arrays", "for (;;) held.push([1, 2, 3])"),
        exhaustion("strings", "for (;;) held.push(`${held.length}`.repeat(1 << 16))"),
        exhaustion("a Map", "const map = new Map(); for (let i = 0; ; i++) map.set(i, { i })"),
        exhaustion("closures", "for (let i = 0; ; i++) held.push(() => i)"),
        exhaustion("one `push` loop to 1e8", "for (let i = 0; i < 1e8; i++) held.push(i)"),
        exhaustion("Buffers", "for (;;) held.push(Buffer.alloc(1 << 20, 1))"),
        .node(
            "heap exhaustion by `new Array(1e8).fill(0)`",
            "new Array(1e8).fill(0)",
            .timedOut.leavingThread.passingMemoryLimit,
            worker: .outOfMemory.or(.timedOut),
            memoryMB: 64,
            timeout: .seconds(1)
        ),
        .node(
            "heap exhaustion by `JSON.parse` of 100 MB",
            "JSON.parse('[' + '[],'.repeat(33e6) + '0]')",
            .timedOut.or(.outOfMemory).leavingThread.passingMemoryLimit,
            worker: .outOfMemory.or(.timedOut),
            memoryMB: 256,
            timeout: .seconds(1)
        ),
    ]

    private static func exhaustion(_ means: String, _ body: String) -> Fault {
        .node(
            "heap exhaustion by \(means)",
            "const held = []; \(body)",
            .outOfMemory,
            memoryMB: 64,
            timeout: .seconds(30)
        )
    }
}
