import Brink
import CloudFrontEvents
import Invocations
import Testing

/// The life of a Node environment after its answer (docs/platform.md, "Life cycle").
@Suite struct NodeLifeTests {
    /// Code that ends the process right after the answer on nodejs22.x, with the exit status.
    static let lateExits: [(body: String, status: Int)] = [
        ("(async () => { throw new Error('late') })()", 128),
        ("Promise.reject()", 128),
        ("process.nextTick(() => { throw new Error('late') })", 129),
        ("setImmediate(() => { throw new Error('late') })", 129),
        ("process.nextTick(() => process.exit(3))", 3),
        ("setImmediate(() => process.exit(4))", 4),
    ]

    private static let runtime = "nodejs22.x"

    private static func handler(_ body: String) -> FunctionDefinition.Source {
        .text("exports.handler = async () => { \(body); return { n: 1 } }", path: "/var/task/index.js")
    }

    @Test(arguments: Isolation.allCases, lateExits)
    func `an answer stands when the process exits after it, and the next invocation is a cold start`(
        isolation: Isolation,
        late: (body: String, status: Int)
    ) async throws {
        try await withFunction(Self.handler(late.body), in: isolation, runtime: Self.runtime) { function in
            for _ in 1...2 {
                let outcome = try await function.invoke()

                #expect(outcome.text == #"{"n":1}"#)
                #expect(outcome.report.coldStart)
                #expect(outcome.platformLog.contains { $0.hasSuffix("exit status \(late.status)") })
            }
        }
    }

    @Test(arguments: [
        ("(async () => { throw new Error('late') })()", "Runtime.UnhandledPromiseRejection"),
        ("process.nextTick(() => { throw new TypeError('late') })", "TypeError"),
        ("setImmediate(() => { throw new TypeError('late') })", "TypeError"),
        ("setImmediate(() => process.exit(4))", "Runtime.ExitError"),
    ])
    func `on nodejs24 the answer comes after the turn, so that what ends the process in it fails`(
        body: String,
        type: String
    ) async throws {
        try await withFunction(Self.handler(body), runtime: "nodejs24.x") { function in
            let failure = try await function.invoke().failure

            #expect(failure?.errorType == type)
        }
    }

    @Test(arguments: [
        (
            "(event, context, callback) => { Promise.reject(new Error('x')); callback(null, {}) }",
            "Runtime.UnhandledPromiseRejection"
        ),
        ("(event, context, callback) => { callback(null, {}); process.exit(0) }", "Runtime.ExitError"),
        ("(event, context, callback) => { const o = {}; o.o = o; callback(null, o) }", "Error"),
        ("async () => { setTimeout(() => { throw 'text' }, 5); await new Promise(() => {}) }", "string"),
    ])
    func `an exit before the answer fails the invocation and ends the environment`(
        handler: String,
        type: String
    ) async throws {
        let source = FunctionDefinition.Source.text(
            "exports.handler = \(handler)",
            path: "/var/task/index.js"
        )
        try await withFunction(source, runtime: Self.runtime) { function in
            for _ in 1...2 {
                let outcome = try await function.invoke()

                #expect(outcome.failure?.errorType == type)
                #expect(outcome.report.coldStart)
            }
        }
    }

    @Test(arguments: [
        "Promise.reject(new TypeError('x'))", "setImmediate(() => { throw new TypeError('x') })",
    ])
    func `what ends the process while a module loads fails the init phase`(statement: String) async throws {
        let source = "\(statement); exports.handler = async () => ({})"
        try await withFunction(.text(source, path: "/var/task/index.js"), runtime: Self.runtime) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.platformLog.contains { $0.hasPrefix("INIT_REPORT") })
        }
    }

    @Test func `a batch goes on in a new environment after each late exit`() async throws {
        let source = Self.handler("setImmediate(() => process.exit(1))")
        try await withFunction(source, runtime: Self.runtime) { function in
            let event = InvocationEvent(try EventBuilder(.viewerRequest).event())
            let outcomes = try await function.host.invoke(function.address, withEach: [event, event, event])

            #expect(outcomes.map(\.text) == Array(repeating: #"{"n":1}"#, count: 3))
            #expect(outcomes.allSatisfy { $0.report.coldStart })
        }
    }

    @Test func `listeners for the empty event loop run before a callback's answer`() async throws {
        let source = """
            process.on('beforeExit', () => console.log('empty'))
            exports.handler = (event, context, callback) => callback(null, {})
            """
        try await withFunction(.text(source, path: "/var/task/index.js"), runtime: Self.runtime) { function in
            for _ in 1...2 {
                let outcome = try await function.invoke()

                #expect(outcome.functionLog.contains { $0.hasSuffix("\tempty") })
                #expect(outcome.text == "{}")
            }
        }
    }

    @Test(arguments: Isolation.allCases)
    func `a worker thread cannot close the host's standard streams`(isolation: Isolation) async throws {
        let source = """
            const { Worker } = require('worker_threads')
            const code = `try { require('fs').closeSync(1) } catch (error) {
              require('worker_threads').parentPort.postMessage(error.code) }`
            exports.handler = async () => ({
              code: await new Promise((done) => new Worker(code, { eval: true }).on('message', done)),
            })
            """
        let function = FunctionDefinition.Source.text(source, path: "/var/task/index.js")
        try await withFunction(function, in: isolation) { function in
            let outcome = try await function.invoke()

            #expect(outcome.text == #"{"code":"EBADF"}"#)
        }
    }
}
