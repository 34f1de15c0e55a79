import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// Callbacks, module systems and the event loop of Node (docs/platform.md, "Node.js handlers").
@Suite struct NodeSemanticsTests {
    private static func text(_ source: String, path: String = "/var/task/index.js")
        -> FunctionDefinition.Source
    {
        .text(source, path: path)
    }

    @Test(arguments: [
        (
            "exports.handler = (e, c, callback) => { setTimeout(() => callback(null, { n: 1 }), 5) }",
            #"{"n":1}"#
        ),
        (
            "exports.handler = (e, c, callback) => { callback(null, { n: 1 }); callback(null, { n: 2 }) }",
            #"{"n":1}"#
        ),
        ("exports.handler = (e, c) => { c.succeed({ n: 3 }) }", #"{"n":3}"#),
        ("exports.handler = (e, c) => { c.done(null, { n: 4 }) }", #"{"n":4}"#),
        ("exports.handler = (e) => { return { n: 5 } }", "null"),
        ("exports.handler = async () => undefined", "null"),
    ])
    func `handlers of nodejs18 behave as on the platform`(source: String, result: String) async throws {
        try await withFunction(Self.text(source), runtime: "nodejs18.x") { function in
            let again = try await function.invoke()
            #expect(again.text == result)
        }
    }

    @Test func `from nodejs24 on, a plain value is the result`() async throws {
        let source = Self.text("exports.handler = (event) => ({ plain: true })")
        try await withFunction(source, runtime: "nodejs24.x") { function in
            let again = try await function.invoke()
            #expect(try again.member("plain") == true)
        }
    }

    @Test func `nodejs24 refuses a callback handler at init`() async throws {
        let source = Self.text("exports.handler = async (event, context, callback) => ({})")
        try await withFunction(source, runtime: "nodejs24.x") { function in
            let failure = try await function.invoke().failure

            #expect(failure?.errorType == "Runtime.CallbackHandlerDeprecated")
            #expect(
                failure?.errorMessage.hasPrefix("ERROR: AWS Lambda has removed support for callback") == true
            )
        }
    }

    @Test func `a callback's result waits for an empty event loop, unless that is switched off`() async throws
    {
        let source = """
            let done = 0
            exports.handler = (event, context, callback) => {
                context.callbackWaitsForEmptyEventLoop = event.Records[0].cf.request.uri === '/wait'
                setTimeout(() => { done++ }, 30)
                callback(null, { done })
            }
            """
        try await withFunction(Self.text(source), runtime: "nodejs18.x") { function in
            let waits = try await function.invoke(EventBuilder(.viewerRequest).uri("/wait").event())
            let hurries = try await function.invoke()

            #expect(waits.report.duration >= .milliseconds(29))
            #expect(hurries.report.duration < waits.report.duration)
            #expect(try hurries.member("done") == 1)
        }
    }

    @Test func `pending work on the event loop freezes until the next invocation`() async throws {
        let ticking = """
            let ticks = 0
            exports.handler = async (event) => {
                if (ticks === 0) { setInterval(() => { ticks++ }, 1); ticks = 1; return { ticks } }
                const atStart = ticks
                await new Promise((resolve) => setTimeout(resolve, 20))
                return { atStart, wentOn: ticks > atStart }
            }
            """
        let sleeping = "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve({}), 100))"
        try await withFunction(Self.text(ticking)) { function in
            try await withFunction(Self.text(sleeping)) { other in
                try await function.invoke()
                try await other.invoke()
                let next = try await function.invoke()

                #expect(try JSONDecoder().decode(Ticks.self, from: Data(next.result ?? [])).atStart < 20)
                #expect(try JSONDecoder().decode(Ticks.self, from: Data(next.result ?? [])).wentOn)
            }
        }
    }

    private struct Ticks: Decodable {
        let atStart: Int
        let wentOn: Bool
    }

    @Test(arguments: [
        ("setTimeout(() => { throw new RangeError('late') }, 1); return new Promise(() => {})", "RangeError"),
        (
            "process.nextTick(() => { throw new RangeError('late') }); return new Promise(() => {})",
            "RangeError"
        ),
        (
            "Promise.reject(new RangeError('late')); return new Promise((r) => setTimeout(r, 50))",
            "Runtime.UnhandledPromiseRejection"
        ),
    ])
    func `an uncaught exception ends the invocation but not the host`(body: String, type: String) async throws
    {
        try await withFunction(Self.text("exports.handler = async () => { \(body) }"), runtime: "nodejs18.x")
        {
            function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.failure?.errorType == type)
            #expect(outcome.failure?.errorMessage.contains("late") == true)
            let again = try await function.invoke()
            #expect(again.report.coldStart)
        }
    }

    @Test(arguments: [
        ("throw 'a string'", "string", "a string"), ("throw 7", "number", "7"),
        (
            "throw Object.defineProperty(new Error(), 'name', { get() { throw 1 } })", "handled",
            "callback called with Error argument"
        ),
    ])
    func `a thrown value can be other than an error`(body: String, type: String, message: String) async throws
    {
        try await withFunction(Self.text("exports.handler = async () => { \(body) }"), runtime: "nodejs18.x")
        {
            function in
            let failure = try #require(try await function.invoke().failure)

            #expect(failure.errorType == type)
            #expect(failure.errorMessage.hasPrefix(message))
        }
    }

    @Test func `packages, module systems and extensions resolve as in Node`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(
                "cjs/index.cjs",
                "const { a } = require('./lib/a'); const dep = require('dep'); exports.handler = async () => ({ from: a + dep })"
            )
            try folder.write("cjs/lib/a.js", "exports.a = 'cjs+'")
            try folder.write("cjs/node_modules/dep/index.js", "module.exports = 'dep'")
            try folder.write("esm/package.json", #"{"type":"module"}"#)
            try folder.write(
                "esm/index.js",
                "import { a } from './lib/a.js'; const late = await Promise.resolve('+tla'); export const handler = async () => ({ from: a + late })"
            )
            try folder.write("esm/lib/a.js", "export const a = 'esm'")
            try folder.write(
                "mjs/index.mjs",
                "import dep from 'dep'; export default async () => ({ from: 'mjs+' + dep })"
            )
            try folder.write("mjs/node_modules/dep/package.json", #"{"name":"dep","exports":"./main.mjs"}"#)
            try folder.write("mjs/node_modules/dep/main.mjs", "export default 'dep'")
            try folder.write(
                "ts/index.ts",
                "import { a } from './lib/a'; export default async (event: unknown) => ({ from: a as string })"
            )
            try folder.write("ts/lib/a.ts", "export const a: string = 'ts'")

            for (file, expected) in [
                ("cjs/index.cjs", "cjs+dep"), ("esm/index.js", "esm+tla"), ("mjs/index.mjs", "mjs+dep"),
                ("ts/index.ts", "ts"),
            ] {
                try await withFunction(.file(folder.path(file))) { function in
                    let again = try await function.invoke()
                    #expect(try again.member("from") == expected, "\(file)")
                }
            }
        }
    }

    @Test func `the platform's handler string resolves by its rules`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("sub/index.js", "exports.nested = { handler: async () => ({ found: true }) }")
            try folder.write("index.js", "exports.value = 1")
            for (handler, expected) in [
                ("sub/index.nested.handler", nil),
                ("sub/../index.handler", "Runtime.MalformedHandlerName"),
                ("index", "Runtime.MalformedHandlerName"),
                ("index.missing", "Runtime.HandlerNotFound"),
                ("index.value", "Runtime.HandlerNotFound"),
                ("absent.handler", "Runtime.ImportModuleError"),
            ] as [(String, String?)] {
                let source = FunctionDefinition.Source.package(root: folder.root, handler: handler)
                try await withFunction(source, runtime: "nodejs18.x") { function in
                    let outcome = try await function.invoke()

                    #expect(outcome.failure?.errorType == expected, "\(handler)")
                }
            }
        }
    }

    @Test func `a stack trace names the lines of the TypeScript source`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(
                "index.ts",
                """
                type Shape = { size: number }

                interface Deep { shape: Shape }

                function measure(deep: Deep): number {
                    throw new Error('too deep')
                }

                export default async () => measure({ shape: { size: 1 } })
                """
            )
            try await withFunction(.file(folder.path("index.ts"))) { function in
                let trace = try #require(try await function.invoke().failure?.trace)

                #expect(trace.contains { $0.contains("index.ts:6:") })
                #expect(trace.contains { $0.contains("index.ts:9:") })
            }
        }
    }

    @Test(arguments: [("let x: = 1", "index.ts:1:7"), ("import './gone'", "index.ts:1:7")])
    func `a TypeScript error names its file, line and column`(
        source: String,
        position: String
    ) async throws {
        try await withFunction(.text(source, path: "/var/empty/index.ts")) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.failure?.errorMessage.contains(position) == true)
        }
    }
}
