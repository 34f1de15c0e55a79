import Glibc

/// Ways to end a process.
extension Fault {
    static let pythonEndings: [Fault] = [
        .python("`os._exit`", "os._exit(3)", .crashed),
        .python("`sys.exit`", "sys.exit(3)", .crashed),
        .python("`os.abort`", "os.abort()", .crashed),
        .python(
            "`ctypes.string_at(0)`",
            "import ctypes; ctypes.string_at(0)",
            .hostDies(of: SIGSEGV),
            worker: .crashed,
            timeout: .seconds(5)
        ),
        .python("`os.kill(os.getpid())` with KILL", "os.kill(os.getpid(), signal.SIGKILL)", .crashed),
        .python("`raise KeyboardInterrupt`", "raise KeyboardInterrupt", .crashed),
        .python("`raise SystemExit`", "raise SystemExit", .crashed),
        .python("`raise GeneratorExit`", "raise GeneratorExit", .crashed),
        .python("endless recursion", "def deeper(): deeper()\ndeeper()", .failed("RecursionError")),
        .python("`os.fork`", "os.fork()", .failed("OSError")),
    ]
}
