import Brink
import CloudFrontEvents
import Invocations
import Testing

/// Python's marshaller, module lookup and exceptions (docs/platform.md, "Python handlers").
@Suite struct PythonSemanticsTests {
    private static func text(_ source: String) -> FunctionDefinition.Source {
        .text(source, path: "/var/task/index.py")
    }

    @Test(arguments: [
        ("None", "null"), ("{'a': (1, 2)}", #"{"a": [1, 2]}"#), ("{1: True}", #"{"1": true}"#),
        ("decimal.Decimal('1.5')", "1.5"), ("'é'", #""\u00e9""#), ("float('nan')", "NaN"),
    ])
    func `python3.11 marshals as on the platform`(expression: String, result: String) async throws {
        let source = Self.text("import decimal\ndef handler(event, context): return \(expression)")
        try await withFunction(source, runtime: "python3.11") { function in
            let again = try await function.invoke()
            #expect(again.text == result)
        }
    }

    @Test func `python3.12 and later do not escape characters`() async throws {
        let source = Self.text("def handler(event, context): return {'a': 'é😀'}")
        try await withFunction(source, runtime: "python3.13") { function in
            let again = try await function.invoke()
            #expect(again.text == #"{"a": "é😀"}"#)
        }
    }

    @Test(arguments: [
        ("{'a': {1, 2}}", "set"), ("object()", "object"),
    ])
    func `a result that cannot be marshalled is a MarshalError`(expression: String, type: String) async throws
    {
        try await withFunction(Self.text("def handler(event, context): return \(expression)")) { function in
            let failure = try #require(try await function.invoke().failure)

            #expect(failure.errorType == "Runtime.MarshalError")
            #expect(
                failure.errorMessage
                    == "Unable to marshal response: Object of type \(type) is not JSON serializable"
            )
        }
    }

    @Test func `an async handler's coroutine cannot be marshalled`() async throws {
        try await withFunction(Self.text("async def handler(event, context): return {}")) { function in
            let outcome = try await function.invoke()

            #expect(outcome.failure?.errorType == "Runtime.MarshalError")
            #expect(!outcome.functionLog.joined().contains("never awaited"))
        }
    }

    @Test(arguments: [
        "KeyboardInterrupt()", "GeneratorExit()", "SystemExit(1)", "type('Mine', (BaseException,), {})()",
    ])
    func `exceptions outside of Exception end the environment`(
        exception: String
    ) async throws {
        try await withFunction(Self.text("def handler(event, context): raise \(exception)")) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .crashed)
            #expect(outcome.failure?.errorType == "Runtime.ExitError")
        }
    }

    @Test func `the platform's handler string resolves by its rules`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("pkg/__init__.py", "")
            try folder.write("pkg/app.py", "from .helper import answer\ndef handler(e, c): return answer()")
            try folder.write("pkg/helper.py", "def answer(): return {'found': True}")
            try folder.write("broken.py", "def handler(:\n    pass")
            for (handler, expected) in [
                ("pkg/app.handler", nil), ("pkg.app.handler", nil),
                ("app", "Runtime.MalformedHandlerName"),
                ("sys.exit", "Runtime.BuiltInModuleConflict"),
                ("pkg.app.missing", "Runtime.HandlerNotFound"),
                ("absent.handler", "Runtime.ImportModuleError"),
                ("broken.handler", "Runtime.UserCodeSyntaxError"),
            ] as [(String, String?)] {
                let source = FunctionDefinition.Source.package(root: folder.root, handler: handler)
                try await withFunction(source, runtime: "python3.11") { function in
                    let outcome = try await function.invoke()

                    #expect(outcome.failure?.errorType == expected, "\(handler)")
                }
            }
        }
    }

    @Test func `an error is logged as on the platform`() async throws {
        let source = Self.text("def handler(event, context):\n    raise ValueError('no good')")
        try await withFunction(source) { function in
            let lines = try await function.invoke().functionLog

            #expect(lines.prefix(2) == ["[ERROR] ValueError: no good", "Traceback (most recent call last):"])
            #expect(lines.contains { $0.contains("File \"/var/task/index.py\", line 2, in handler") })
        }
    }

    @Test func `a record that cannot be formatted fails the invocation`() async throws {
        let source = Self.text("import logging\ndef handler(e, c): logging.warning('user %d', 'alice')")
        try await withFunction(source) { function in
            let outcome = try await function.invoke()

            #expect(outcome.failure?.errorType == "TypeError")
        }
    }

    @Test func `a failed init is logged with the platform's whole warning`() async throws {
        try await withFunction(Self.text("1 / 0")) { function in
            let line = try await function.invoke().functionLog.first ?? ""

            #expect(line.contains("\tLAMBDA_WARNING: Unhandled exception. The most likely cause"))
            #expect(line.hasSuffix("see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"))
        }
    }

    @Test(arguments: [
        ("time", "Runtime.BuiltInModuleConflict", "Cannot use built-in module time as a handler module"),
        ("string", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'string'"),
        ("token", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'token'"),
    ])
    func `a file with the name of a module that the platform has loaded is not found`(
        name: String,
        type: String,
        message: String
    ) async throws {
        let source = FunctionDefinition.Source.text(
            "def handler(event, context): return {}",
            path: "/var/task/\(name).py",
            export: "handler"
        )
        try await withFunction(source, runtime: "python3.12") { function in
            let failure = try await function.invoke().failure

            #expect(failure == HandlerFailure(errorType: type, errorMessage: message))
        }
    }

    @Test func `standard output has a descriptor that programs can write to`() async throws {
        let source = Self.text(
            """
            import faulthandler, os, subprocess, sys
            def handler(event, context):
                subprocess.run(['echo', 'of a child'], stdin=sys.stdin, stdout=sys.stdout, check=True)
                os.write(sys.stderr.fileno(), b'by number\\n')
                faulthandler.enable()
                faulthandler.disable()
                return {}
            """
        )
        try await withFunction(source) { function in
            let outcome = try await function.invoke()

            #expect(outcome.text == "{}")
            #expect(outcome.functionLog == ["of a child", "by number"])
        }
    }

    @Test func `threads that a handler leaves behind do not affect its result`() async throws {
        let source = Self.text(
            """
            import threading
            def handler(event, context):
                lines = []
                threads = [threading.Thread(target=lambda: print('from a thread')) for _ in range(4)]
                for thread in threads: thread.start()
                for thread in threads: thread.join()
                return {}
            """
        )
        try await withFunction(source) { function in
            let outcome = try await function.invoke()

            #expect(outcome.functionLog == Array(repeating: "from a thread", count: 4))
        }
    }
}
