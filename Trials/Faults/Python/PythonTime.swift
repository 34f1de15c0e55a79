/// Ways never to return.
extension Fault {
    static let pythonTime: [Fault] = [
        .python("endless loop", "while True: pass", .timedOut),
        .python("`time.sleep(1e6)`", "time.sleep(1e6)", .timedOut),
        .python(
            "`sum(range(10**12))`",
            "sum(range(10**12))",
            .timedOut.holdingInterpreter,
            worker: .timedOut
        ),
        .python(
            "catastrophic regular expression",
            "import re; re.match('(a+)+$', 'a' * 40 + '!')",
            .timedOut
        ),
        .python(
            "lock taken twice",
            "lock = threading.Lock(); lock.acquire(); lock.acquire()",
            .timedOut
        ),
        .python(
            "`except BaseException` around an endless loop",
            """
            while True:
                try:
                    while True: pass
                except BaseException: pass
            """,
            .timedOut
        ),
    ]
}
