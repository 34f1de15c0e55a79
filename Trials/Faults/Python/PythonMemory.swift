/// Ways to exceed the memory limit.
extension Fault {
    static let pythonMemory: [Fault] = [
        exhaustion("one huge string", "held = 'x' * 10**9"),
        exhaustion("a list", "held = []\nwhile True: held.append(None)"),
        exhaustion("small objects", "held = []\nwhile True: held.append([len(held)])"),
        exhaustion("`bytearray`", "held = []\nwhile True: held.append(bytearray(1 << 20))"),
        exhaustion("cycles under `gc.disable`", "import gc; gc.disable()\nwhile True: a = []; a.append(a)"),
        .python(
            "memory by `mmap`",
            """
            import mmap
            held = mmap.mmap(-1, 256 << 20)
            for page in range(0, len(held), 4096): held[page] = 1
            """,
            .accepted.passingMemoryLimit,
            worker: .outOfMemory,
            memoryMB: 64,
            timeout: .seconds(10)
        ),
    ]

    private static func exhaustion(_ means: String, _ body: String) -> Fault {
        .python("memory by \(means)", body, .outOfMemory, memoryMB: 64, timeout: .seconds(10))
    }
}
