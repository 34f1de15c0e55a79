/// Threads that outlive the invocation.
extension Fault {
    static let pythonThreads: [Fault] = [
        .python(
            "thread that spins",
            """
            def spin():
                while True: pass
            threading.Thread(target=spin, daemon=True).start()
            """,
            .accepted.leavingThread,
            worker: .accepted
        ),
        .python(
            "non-daemon thread",
            "threading.Thread(target=threading.Event().wait).start()",
            .accepted.leavingThread,
            worker: .accepted
        ),
    ]
}
