import Brink
import CloudFrontEvents
import Invocations
import Testing

/// Failures are values with the platform's texts, and do not affect the next invocation.
@Suite struct FailureContractTests {
    private static let nodeFails = """
        class TeapotError extends Error { constructor(m) { super(m); this.name = 'TeapotError' } }
        let calls = 0
        function pour() { throw new TeapotError('short and stout') }
        exports.handler = async () => { if (++calls === 1) pour(); return { calls } }
        """
    private static let pythonFails = """
        class TeapotError(Exception): pass
        calls = 0
        def pour(): raise TeapotError('short and stout')
        def handler(event, context):
            global calls
            calls += 1
            if calls == 1: pour()
            return {'calls': calls}
        """

    @Test(arguments: Variant.all)
    func `an exception is reported with its type, its message and only the user's frames`(
        variant: Variant
    ) async throws {
        let twins = Twins(node: Self.nodeFails, python: Self.pythonFails)
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()
            let failure = try #require(outcome.failure)

            #expect(outcome.kind == .failed)
            #expect(outcome.result == nil)
            #expect(failure.errorType == "TeapotError")
            #expect(failure.errorMessage == "short and stout")
            #expect(failure.trace.contains { $0.contains("index.") && $0.contains("pour") })
            #expect(!failure.trace.contains { $0.contains("bootstrap") || $0.contains("brink") })
            #expect(outcome.functionLog.joined().contains("TeapotError"))
        }
    }

    @Test(arguments: Variant.all)
    func `an exception leaves the instance intact`(variant: Variant) async throws {
        let twins = Twins(node: Self.nodeFails, python: Self.pythonFails)
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            try await function.invoke()
            let next = try await function.invoke()

            #expect(next.text == #"{"calls":2}"# || next.text == #"{"calls": 2}"#)
            #expect(!next.report.coldStart)
        }
    }

    @Test(arguments: Variant.all)
    func `a missing module is an import error`(variant: Variant) async throws {
        let twins = Twins(
            node: "require('not-there-at-all'); exports.handler = async () => ({})",
            python: "import not_there_at_all\ndef handler(event, context): return {}"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.failure?.errorType == "Runtime.ImportModuleError")
            #expect(outcome.failure?.errorMessage.contains("not") == true)
            #expect(outcome.platformLog.contains { $0.hasPrefix("INIT_REPORT Init Duration: ") })
        }
    }

    @Test(arguments: Variant.all)
    func `a syntax error is reported as one`(variant: Variant) async throws {
        let twins = Twins(
            node: "exports.handler = async ( => {",
            python: "def handler(event, context:\n  pass"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.failure?.errorType == "Runtime.UserCodeSyntaxError")
        }
    }

    @Test(arguments: Variant.all)
    func `a handler that is not exported is not found`(variant: Variant) async throws {
        let twins = Twins(node: "exports.other = 1", python: "other = 1")
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.failure?.errorType == "Runtime.HandlerNotFound")
        }
    }

    @Test(arguments: Variant.all)
    func `the next invocation starts a function again that failed to start`(
        variant: Variant
    ) async throws {
        let twins = Twins(
            node: "throw new TypeError('at the start')",
            python: "raise TypeError('at the start')"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            for _ in 1...2 {
                let outcome = try await function.invoke()

                #expect(outcome.kind == .failed)
                #expect(outcome.failure?.errorType == "TypeError")
                #expect(outcome.failure?.errorMessage == "at the start")
                #expect(outcome.report.coldStart)
            }
        }
    }

    @Test(arguments: Variant.all)
    func `a result that JSON cannot represent is a failure`(variant: Variant) async throws {
        let twins = Twins(
            node: "exports.handler = async () => { const a = {}; a.a = a; return a }",
            python: "def handler(event, context): return {'a': object()}"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let failure = try #require(try await function.invoke().failure)

            switch variant.language {
            case .node: #expect(failure.errorMessage == "Unable to stringify response body")
            case .python:
                #expect(failure.errorType == "Runtime.MarshalError")
                #expect(
                    failure.errorMessage
                        == "Unable to marshal response: Object of type object is not JSON serializable"
                )
            }
        }
    }

    @Test(arguments: Variant.all, [0, 3])
    func `an exit ends the invocation but not the host`(variant: Variant, status: Int) async throws {
        let twins = Twins(
            node: "exports.handler = async () => { process.exit(\(status)) }",
            python: "import sys\ndef handler(event, context): sys.exit(\(status))"
        )
        try await withFunction(twins.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke()
            let reason =
                status == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: exit status \(status)"

            #expect(outcome.kind == .crashed)
            #expect(outcome.failure?.errorType == "Runtime.ExitError")
            #expect(
                outcome.failure?.errorMessage == "RequestId: \(outcome.report.requestId) Error: \(reason)"
            )
            let again = try await function.invoke()
            #expect(again.report.coldStart)
        }
    }
}
