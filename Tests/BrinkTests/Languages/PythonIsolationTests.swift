import Brink
import Invocations
import Testing

/// Python functions in one interpreter that see neither each other nor the host's descriptors.
@Suite struct PythonIsolationTests {
    /// Invokes one function, then another, then the first one again.
    private func outcomes(of first: String, and second: String) async throws -> [InvocationOutcome] {
        func text(_ source: String) -> FunctionDefinition.Source { .text(source, path: "/var/task/index.py") }
        return try await withFunction(text(first)) { one in
            try await withFunction(text(second)) { other in
                [try await one.invoke(), try await other.invoke(), try await one.invoke()]
            }
        }
    }

    @Test(arguments: [
        "logging.config", "logging.handlers", "importlib.metadata", "importlib.resources",
        "importlib.machinery",
        "json.tool", "concurrent.futures.thread", "os.path",
    ])
    func `two functions can import the same submodule`(module: String) async throws {
        let source = "import \(module)\ndef handler(event, context): return {'name': \(module).__name__}"
        for outcome in try await outcomes(of: source, and: source) {
            #expect(outcome.failure == nil)
        }
    }

    @Test func `a function that configures logging leaves that of others alone`() async throws {
        let configuring = """
            import logging, logging.config
            def handler(event, context):
                logging.config.dictConfig({'version': 1})
                logging.getLogger().warning('still here')
                return {}
            """
        for outcome in try await outcomes(of: configuring, and: configuring) {
            #expect(outcome.functionLog.contains { $0.hasSuffix("still here") })
        }
    }

    @Test(arguments: [
        ("json.JSONEncoder.encode = None", "json.JSONEncoder.encode is None"),
        ("logging.Logger.warning = None", "logging.Logger.warning is None"),
        ("threading.Thread.mine = 1", "hasattr(threading.Thread, 'mine')"),
        ("type(os.environ).__getitem__ = lambda *a: 'x'", "os.environ['AWS_REGION'] == 'x'"),
        ("gc.set_threshold(5)", "gc.get_threshold()[0] == 5"),
        ("gc.callbacks.append(id)", "id in gc.callbacks"),
        ("socket.setdefaulttimeout(7)", "socket.getdefaulttimeout() == 7"),
        ("csv.field_size_limit(9)", "csv.field_size_limit() == 9"),
        ("urllib.request.install_opener(1)", "urllib.request._opener == 1"),
        (
            "asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())",
            "asyncio.events._event_loop_policy"
        ),
        ("sys.set_asyncgen_hooks(firstiter=id)", "sys.get_asyncgen_hooks().firstiter is id"),
        ("sys.set_int_max_str_digits(999)", "sys.get_int_max_str_digits() == 999"),
    ])
    func `a change to the library is seen only by the function that made it`(
        change: String,
        isSeen: String
    ) async throws {
        func handler(_ change: String) -> String {
            """
            import asyncio, csv, gc, json, logging, os, socket, sys, threading, urllib.request
            calls = []
            def handler(event, context):
                calls.append(1)
                if len(calls) == 1: \(change)
                return bool(\(isSeen))
            """
        }
        let outcomes = try await outcomes(of: handler(change), and: handler("pass"))

        #expect(outcomes.map(\.text) == ["true", "false", "true"])
    }

    @Test func `an audit hook is refused, because it could not be removed`() async throws {
        let hooking = "import sys\ndef handler(event, context): sys.addaudithook(lambda *a: None)"
        let outcomes = try await outcomes(of: hooking, and: "def handler(event, context): return {}")

        #expect(outcomes.map(\.failure?.errorType) == ["RuntimeError", nil, "RuntimeError"])
    }

    @Test func `a seed is a function's own`() async throws {
        let drawing = "import random\nrandom.seed(1)\ndef handler(event, context): return random.random()"
        let outcomes = try await outcomes(of: drawing, and: drawing)

        #expect(outcomes[0].text == outcomes[1].text)
        #expect(outcomes[2].text != outcomes[0].text)
    }

    private static let usesOfDescriptors = [
        "os.close(n)", "os.write(n, b'x')", "open(n, 'w')", "io.FileIO(n, 'w')", "os.fdopen(n, 'w')",
        "socket.close(n)", "os.dup2(1, n)", "os.ftruncate(n, 0)",
    ]

    /// In a process of its own: other tests open files in this one meanwhile, also in Python.
    @Test func `a descriptor of the host cannot be used by number`() async {
        await #expect(processExitsWith: .success) {
            for use in PythonIsolationTests.usesOfDescriptors {
                let source = """
                    import io, os, socket
                    def handler(event, context):
                        used = []
                        for n in map(int, os.listdir('/proc/self/fd')):
                            if n < 3 or not os.path.exists(f'/proc/self/fd/{n}'): continue
                            try:
                                \(use)
                                used.append(n)
                            except OSError: pass
                        os.closerange(3, 500)
                        return {'used': used}
                    """
                let other = "def handler(event, context): return {}"
                let outcomes = try await PythonIsolationTests().outcomes(of: source, and: other)

                #expect(outcomes.map(\.text) == [#"{"used": []}"#, "{}", #"{"used": []}"#], "\(use)")
            }
        }
    }

    @Test func `the numbers of the standard streams are those of the function's log`() async throws {
        let source = """
            import io, os
            def handler(event, context):
                with open(1, 'w') as file: file.write('one\\n')
                with io.FileIO(2, 'w') as file: file.write(b'two\\n')
                with os.fdopen(1, 'w') as file: file.write('three\\n')
                return {'input': os.read(0, 1).decode()}
            """
        let outcomes = try await outcomes(of: source, and: source)

        #expect(outcomes.allSatisfy { $0.text == #"{"input": ""}"# })
        #expect(outcomes.allSatisfy { $0.functionLog.sorted() == ["one", "three", "two"] })
    }

    @Test func `a function's own descriptors work by number`() async throws {
        let source = """
            import asyncio, os, socket, subprocess, tempfile
            async def child():
                process = await asyncio.create_subprocess_exec('cat', stdin=-1, stdout=-1)
                return (await process.communicate(b'child'))[0]
            def handler(event, context):
                reader, writer = os.pipe()
                os.write(writer, b'pipe')
                os.close(writer)
                with open(reader) as file: assert file.read() == 'pipe'
                one, other = socket.socketpair()
                os.write(one.fileno(), b'socket')
                assert os.read(other.fileno(), 9) == b'socket'
                os.close(one.detach())
                with tempfile.TemporaryFile() as file: assert os.write(file.fileno(), b'x') == 1
                assert subprocess.check_output('cat', input=b'run') == b'run'
                asyncio.run(child())
                return {}
            """
        for outcome in try await outcomes(of: source, and: source) {
            #expect(outcome.text == "{}", "\(outcome.failure as Any)")
        }
    }
}
