import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Testing

/// What only Node has: callbacks, module systems, the event loop (spec 5.1 to 5.3).
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
    func `handlers of nodejs18 answer as they do there`(source: String, result: String) async throws {
        try await withFunction(Self.text(source), runtime: "nodejs18.x") { function in
            let again = try await function.invoke()
            #expect(again.text == result)
        }
    }

    @Test func `a plain value is the result from nodejs24 on`() async throws {
        let source = Self.text("exports.handler = (event) => ({ plain: true })")
        try await withFunction(source, runtime: "nodejs24.x") { function in
            let again = try await function.invoke()
            #expect(try again.member("plain") == true)
        }
    }

    @Test func `a callback handler is refused at init by nodejs24`() async throws {
        let source = Self.text("exports.handler = async (event, context, callback) => ({})")
        try await withFunction(source, runtime: "nodejs24.x") { function in
            let failure = try await function.invoke().failure

            #expect(failure?.errorType == "Runtime.CallbackHandlerDeprecated")
            #expect(
                failure?.errorMessage.hasPrefix("ERROR: AWS Lambda has removed support for callback") == true
            )
        }
    }

    @Test func `a callback's answer waits for the loop unless told not to`() async throws {
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

    @Test func `work left on the loop is frozen until the next invocation, and goes on then`() async throws {
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
    func `what nobody catches ends the invocation and not the host`(body: String, type: String) async throws {
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
    func `what is thrown need not be an error`(body: String, type: String, message: String) async throws {
        try await withFunction(Self.text("exports.handler = async () => { \(body) }"), runtime: "nodejs18.x")
        {
            function in
            let failure = try #require(try await function.invoke().failure)

            #expect(failure.errorType == type)
            #expect(failure.errorMessage.hasPrefix(message))
        }
    }

    @Test func `packages, module systems and extensions are found as Node finds them`() async throws {
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

    @Test func `the platform's handler string is resolved by its rules`() async throws {
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

    @Test func `a stack trace names the lines of the TypeScript that the user wrote`() async throws {
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
    func `TypeScript that does not compile names its file, line and column`(
        source: String,
        place: String
    ) async throws {
        try await withFunction(.text(source, path: "/var/empty/index.ts")) { function in
            let outcome = try await function.invoke()

            #expect(outcome.kind == .failed)
            #expect(outcome.failure?.errorMessage.contains(place) == true)
        }
    }
}
