import Brink
import CloudFrontEvents
import Invocations
import Testing

/// Log lines of functions and of the platform, in the platform's formats (docs/platform.md, "Log lines").
@Suite struct LogContractTests {
    @Test(arguments: Variant.all)
    func `the platform's lines surround the function's`(variant: Variant) async throws {
        let twins = Twins(
            node: "exports.handler = async () => { process.stdout.write('plain\\n'); return {} }",
            python: "def handler(event, context):\n    print('plain')\n    return {}"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            try await function.invoke()
            let outcome = try await function.invoke()
            let id = outcome.report.requestId
            let messages = outcome.logs.map(\.message)

            #expect(messages.count == 4)
            #expect(messages.first == "START RequestId: \(id) Version: 1")
            #expect(messages.dropFirst().first == "plain")
            #expect(messages.dropFirst(2).first == "END RequestId: \(id)")
            let report =
                #/REPORT RequestId: \S+\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\t/#
            #expect(messages.last?.wholeMatch(of: report) != nil)
        }
    }

    @Test(arguments: Variant.all)
    func `a cold start's report includes the init phase, and its log is kept`(variant: Variant) async throws {
        let twins = Twins(
            node: "console.log('starting'); exports.handler = async () => ({})",
            python: "print('starting')\ndef handler(event, context): return {}"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()

            #expect(outcome.functionLog.contains { $0.hasSuffix("starting") })
            #expect(outcome.platformLog.last?.contains(#/\tInit Duration: \d+\.\d\d ms\t/#) == true)
            let again = try await function.invoke()
            #expect(again.logs.count == 3)
        }
    }

    @Test(arguments: Variant.all)
    func `standard error and partial lines are kept, in order`(variant: Variant) async throws {
        let twins = Twins(
            node: """
                exports.handler = async () => {
                    process.stderr.write('bad\\n'); process.stdout.write('a'); process.stdout.write('b\\nc')
                    return {}
                }
                """,
            python: """
                import sys
                def handler(event, context):
                    sys.stderr.write('bad\\n')
                    sys.stdout.write('a')
                    sys.stdout.write('b\\nc')
                    return {}
                """
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let own = try await function.invoke().logs.filter { $0.stream != .platform }

            #expect(own.map(\.message) == ["bad", "ab", "c"])
            #expect(own.map(\.stream) == [.stderr, .stdout, .stdout])
        }
    }

    @Test func `console lines have the time, the request id and the level`() async throws {
        let source = Twins(
            node: """
                exports.handler = async () => {
                    console.log('one %d', 1, { a: [2] }); console.error('two\\nlines'); console.warn('w')
                    console.debug('d'); return {}
                }
                """,
            python: ""
        )
        try await withFunction(source.source(.node)) { function in
            let outcome = try await function.invoke()
            let id = outcome.report.requestId
            let lines = outcome.functionLog.map { $0.split(separator: "\t").map(String.init) }

            #expect(lines.map { $0.count } == [4, 4, 4, 4])
            #expect(
                lines.allSatisfy { $0[0].wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil }
            )
            #expect(lines.allSatisfy { $0[1] == id })
            #expect(lines.map { $0[2] } == ["INFO", "ERROR", "WARN", "DEBUG"])
            #expect(lines.map { $0[3] } == ["one 1 { a: [ 2 ] }", "two\nlines", "w", "d"])
        }
    }

    @Test func `Python's logging has the platform's format and the default level`() async throws {
        let source = Twins(
            node: "",
            python: """
                import logging
                def handler(event, context):
                    logging.info('quiet')
                    logging.warning('loud %d', 1)
                    return {}
                """
        )
        try await withFunction(source.source(.python)) { function in
            let outcome = try await function.invoke()
            let line = #/\[WARNING\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t(\S+)\tloud 1/#

            #expect(outcome.functionLog.count == 1)
            #expect(outcome.functionLog.first?.wholeMatch(of: line)?.1 == outcome.report.requestId[...])
        }
    }

    @Test(arguments: Variant.all)
    func `a declared runtime that is not embedded is logged once, and is in the environment`(
        variant: Variant
    ) async throws {
        let twins = Twins(
            node: "exports.handler = async () => ({ runtime: process.env.AWS_EXECUTION_ENV })",
            python: """
                import os
                def handler(event, context): return {"runtime": os.environ["AWS_EXECUTION_ENV"]}
                """
        )
        let declared = variant.language == .node ? "nodejs24.x" : "python3.14"
        try await withFunction(twins.source(variant.language), in: variant.isolation, runtime: declared) {
            function in
            let outcomes = [
                try await function.invoke(), try await function.invoke(),
                try await function.invoke(start: .cold),
            ]
            let notices = outcomes.map(\.platformLog).joined().filter { $0.contains("declares \(declared)") }

            #expect(notices.count == 1)
            #expect(try outcomes[0].member("runtime") == "AWS_Lambda_\(declared)")
        }
    }

    @Test(arguments: Variant.all)
    func `an endless log is cut, with a line about that`(variant: Variant) async throws {
        let twins = Twins(
            node:
                "exports.handler = async () => { for (let i = 0; i < 64; i++) process.stdout.write('x'.repeat(1 << 18) + '\\n'); return {} }",
            python:
                "def handler(event, context):\n    for i in range(64): print('x' * (1 << 18))\n    return {}"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()
            let kept = outcome.functionLog.reduce(0) { $0 + $1.utf8.count }

            #expect(outcome.kind == .accepted)
            #expect(kept == InvocationLog.byteLimit)
            #expect(outcome.platformLog.dropLast(2).last?.hasPrefix("[brink] ") == true)
        }
    }
}
