import Brink
import CloudFrontEvents
import FoundationEssentials
import Glibc
import Invocations
import Testing

/// Workers as processes: their start, their end and their replacement.
@Suite(.serialized) struct WorkerTests {
    /// Returns its process id, and does what the query asks for.
    private static let teller = Twins(
        node: """
            exports.handler = async (event) => {
                const query = event.Records[0].cf.request.querystring
                if (query === 'sleep') {
                    require('fs').writeFileSync('/proc/self/comm', 'asleep')
                    await new Promise((done) => setTimeout(done, 20000))
                }
                if (query === 'native') require('child_process').execSync('echo native; echo other >&2', { stdio: 'inherit' })
                return { process: process.pid }
            }
            """,
        python: """
            import ctypes, os, time
            def handler(event, context):
                query = event['Records'][0]['cf']['request']['querystring']
                if query == 'sleep':
                    with open('/proc/self/comm', 'w') as name: name.write('asleep')
                    time.sleep(20)
                if query == 'native': os.system('echo native; echo other >&2')
                return {'process': os.getpid()}
            """
    )

    private func ask(_ function: LoadedFunction, _ query: String = "") async throws -> InvocationOutcome {
        try await function.invoke(EventBuilder(.viewerRequest).querystring(query).event())
    }

    private func process(of function: LoadedFunction) async throws -> Int32 {
        try await ask(function).member("process")
    }

    /// Waits until a process has ended and been reaped.
    private func isGone(_ process: Int32) async throws -> Bool {
        try await until { kill(process, 0) != 0 && errno == ESRCH }
    }

    /// Waits until a condition holds; false if it never does.
    private func until(_ holds: () -> Bool) async throws -> Bool {
        for _ in 1...3000 {
            if holds() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    private static func text(of file: String) -> String {
        (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }

    /// Returns the states of a process's threads, as the kernel's letters.
    private static func states(of process: Int32) -> [String] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.compactMap { thread in
            let status = text(of: "/proc/\(process)/task/\(thread)/stat")
            // The program's name is in parentheses and can contain anything.
            return status.lastIndex(of: ")").map { String(status[$0...].dropFirst(2).prefix(1)) }
        }
    }

    @Test(arguments: Language.allCases)
    func `an instance has its own process, which ends with it`(language: Language) async throws {
        let workers = try await withFunction(Self.teller.source(language), in: .worker) { one in
            try await withFunction(Self.teller.source(language), in: .worker) { other in
                let outcome = try await ask(one)
                let first: Int32 = try outcome.member("process")
                let second = try await process(of: other)

                #expect(outcome.report.isolation == .worker)
                #expect(Set([first, second, getpid()]).count == 3)
                let again = try await process(of: one)
                #expect(again == first)
                return [first, second]
            }
        }
        for worker in workers { #expect(try await isGone(worker)) }
    }

    @Test(arguments: Language.allCases)
    func `a worker that is killed during a call has crashed, and is replaced`(language: Language) async throws
    {
        try await withFunction(Self.teller.source(language), in: .worker) { function in
            let worker = try await process(of: function)
            async let running = ask(function, "sleep")
            try #require(await until { Self.text(of: "/proc/\(worker)/comm") == "asleep\n" })
            kill(worker, SIGKILL)
            let outcome = try await running
            let next = try await process(of: function)

            #expect(outcome.kind == .crashed)
            #expect(
                outcome.failure?.errorMessage.hasSuffix("Runtime exited with error: signal: killed") == true
            )
            #expect(next != worker)
            #expect(try await isGone(worker))
        }
    }

    @Test(arguments: Language.allCases)
    func `a worker that was killed between calls is replaced unnoticed`(language: Language)
        async throws
    {
        try await withFunction(Self.teller.source(language), in: .worker) { function in
            let worker = try await process(of: function)
            kill(worker, SIGKILL)
            // Its threads end one after another, the main thread last.
            try #require(await until { Self.states(of: worker) == ["Z"] })
            let outcome = try await ask(function)

            #expect(outcome.kind == .accepted)
            #expect(outcome.report.coldStart)
        }
    }

    @Test(arguments: Language.allCases)
    func `a stopped worker is killed at the timeout`(language: Language) async throws {
        try await withFunction(Self.teller.source(language), in: .worker, timeout: .milliseconds(400)) {
            function in
            let worker = try await process(of: function)
            kill(worker, SIGSTOP)
            // A running thread does not stop at once.
            try #require(await until { Self.states(of: worker).allSatisfy { $0 == "T" } })
            let begin = ContinuousClock.now
            let outcome = try await ask(function)
            let took = ContinuousClock.now - begin

            #expect(outcome.kind == .timedOut)
            #expect(took >= .milliseconds(400))
            #expect(took < .seconds(5))
            #expect(try await isGone(worker))
        }
    }

    @Test func `a native crash ends only the worker`() async throws {
        let crasher =
            "import ctypes\ndef handler(event, context):\n    print('before')\n    ctypes.string_at(0)"
        try await withFunction(.text(crasher, path: "/var/task/crash.py"), in: .worker) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .crashed)
            #expect(outcome.failure?.errorMessage.hasSuffix("signal: segmentation fault") == true)
            #expect(outcome.functionLog.first == "before")
        }
    }

    @Test(arguments: Language.allCases)
    func `the output of programs that a handler starts is in its log`(language: Language) async throws {
        try await withFunction(Self.teller.source(language), in: .worker) { function in
            let outcome = try await ask(function, "native")

            #expect(outcome.functionLog.contains("native"))
            #expect(outcome.logs.contains { $0.stream == .stderr && $0.message == "other" })
        }
    }

    @Test func `a worker's process has none of the host's environment variables`() async throws {
        let reader = """
            def handler(event, context):
                with open('/proc/self/environ') as file: names = [line.split('=')[0] for line in file.read().split('\\0')]
                return {'names': sorted(name for name in names if name)}
            """
        unsafe setenv("BRINK_TEST_SECRET", "secret", 1)
        try await withFunction(.text(reader, path: "/var/task/reader.py"), in: .worker) { function in
            let names: [String] = try await function.invoke().member("names")
            let allowed = [
                "BRINK_WORKER", "HOME", "LD_LIBRARY_PATH", "SWIFT_BACKTRACE", "TMPDIR", "XDG_CACHE_HOME",
            ]

            #expect(Set(names).isSubset(of: allowed), "\(names)")
        }
    }

    @Test func `memory that no interpreter counts belongs to the worker`() async throws {
        let mapper = """
            import mmap
            def handler(event, context):
                kept = mmap.mmap(-1, 1 << 30)
                for page in range(0, 1 << 30, 4096): kept[page] = 1
                return {}
            """
        try await withFunction(.text(mapper, path: "/var/task/mapper.py"), in: .worker, memoryMB: 64) {
            function in
            let outcome = try await function.invoke()
            let next = try await function.invoke()

            #expect(outcome.kind == .outOfMemory)
            #expect(outcome.report.maxMemoryUsedBytes > 64 << 20)
            #expect(next.kind == .outOfMemory)
        }
    }

    @Test(arguments: Language.allCases)
    func `concurrent calls run in separate workers`(language: Language) async throws {
        let meeting = Twins(
            node:
                "exports.handler = () => new Promise((done) => setTimeout(() => done({ process: process.pid }), 300))",
            python: """
                import os, time
                def handler(event, context):
                    time.sleep(0.3)
                    return {'process': os.getpid()}
                """
        )
        try await withFunction(meeting.source(language), in: .worker) { function in
            async let one: Int32 = function.invoke().member("process")
            async let other: Int32 = function.invoke().member("process")
            let processes = try await [one, other]

            #expect(Set(processes).count == 2)
        }
    }

    @Test func `while the interpreter is stuck, a function with a fallback moves to a worker`() async throws {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil, fallback: .worker)
            let event = EventBuilder(.viewerRequest)
            func load(_ source: String, _ name: String, _ timeout: Duration) async throws -> FunctionAddress {
                try await host.load(
                    FunctionDefinition(
                        .text(source, path: "/var/task/\(name).py"),
                        name: name,
                        timeout: timeout
                    )
                )
            }
            let stuck = try await load(
                "def handler(e, c): return sum(range(10**12))",
                "stuck",
                .milliseconds(200)
            )
            let warm = try await load("def handler(e, c): return {}", "warm", .seconds(30))
            let cold = try await load("def handler(e, c): return {}", "cold", .seconds(30))
            _ = try await host.invoke(warm, with: event)
            let first = try await host.invoke(stuck, with: event)
            #expect(first.kind == .timedOut, "\(first)")
            for name in [warm, cold] {
                let outcome = try await host.invoke(name, with: event)
                #expect(outcome.kind == .accepted && outcome.report.isolation == .worker, "\(outcome)")
            }
            #expect(host.metrics.stuck == 1, "\(host.metrics)")
            await host.shutdown()
        }
    }
}
