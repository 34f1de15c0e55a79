/// Changes to state that a handler shares, or seems to share, with its host and other functions.
extension Fault {
    static let pythonPatches: [Fault] = [
        .python(
            "`signal.signal` over every signal",
            """
            for number in signal.valid_signals():
                try: signal.signal(number, signal.SIG_IGN)
                except OSError: pass
            """,
            .accepted
        ),
        .python("`sys.settrace`", "sys.settrace(lambda *arguments: None)", .accepted),
        .python(
            "`sys.settrace`, and then an endless loop",
            "sys.settrace(lambda *arguments: None)\nwhile True: pass",
            .timedOut
        ),
        .python("replaced `json`", "import json; json.loads = json.dumps = None", .accepted),
        .python(
            "replaced `builtins`",
            "import builtins; builtins.len = builtins.isinstance = builtins.dict = None",
            .accepted
        ),
        .python("replaced `sys.modules`", "sys.modules.clear(); sys.modules = {}", .accepted),
        .python("replaced `sys.stdout`", "sys.stdout = sys.stderr = sys.__stdout__ = None", .accepted),
    ]
}
