/// Ways to end a process, and uncaught errors.
extension Fault {
    static let nodeEndings: [Fault] = [
        .node("`process.exit`", "process.exit(3)", .crashed),
        .node("`process.abort`", "process.abort()", .crashed),
        .node("`process.kill(process.pid)` with KILL", "process.kill(process.pid, 'SIGKILL')", .crashed),
        .node("`process.kill(process.pid)` with SEGV", "process.kill(process.pid, 'SIGSEGV')", .crashed),
        .node(
            "throw in a timer",
            "setTimeout(() => { throw new TypeError('in a timer') }); await new Promise(() => {})",
            .failed("TypeError")
        ),
        .node(
            "throw in `nextTick`",
            "process.nextTick(() => { throw new TypeError('in a tick') }); await new Promise(() => {})",
            .failed("TypeError")
        ),
        .node("throw after the result", "setTimeout(() => { throw new TypeError('late') })", .accepted),
        .node(
            "unhandled rejection",
            "Promise.reject(new TypeError('unhandled')); await new Promise((done) => setTimeout(done, 100))",
            .failed("Runtime.UnhandledPromiseRejection")
        ),
        .node(
            "endless recursion",
            "const deeper = (level) => deeper(level + 1) + 1; deeper(0)",
            .failed("RangeError")
        ),
    ]
}
