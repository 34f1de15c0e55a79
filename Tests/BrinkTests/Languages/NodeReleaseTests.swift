import Brink
import FoundationEssentials
import Invocations
import Testing

/// Differences between the declared releases of Node (docs/platform.md, "Node.js releases").
@Suite struct NodeReleaseTests {
    @Test func `a module with an import assertion is a syntax error from nodejs22 on`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("n.json", #"{"n":1}"#)
            try folder.write(
                "index.mjs",
                """
                import n from './n.json' assert { type: 'json' }
                export const handler = async () => n
                """
            )
            for (runtime, type) in [("nodejs20.x", nil), ("nodejs22.x", "Runtime.UserCodeSyntaxError")] {
                try await withFunction(.file(folder.path("index.mjs")), runtime: runtime) { function in
                    let failure = try await function.invoke().failure

                    #expect(failure?.errorType == type)
                    if type != nil {
                        #expect(failure?.errorMessage == "SyntaxError: Unexpected identifier 'assert'")
                    }
                }
            }
        }
    }

    @Test func `an import assertion in a comment is none`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(
                "index.mjs",
                """
                /*
                import n from './n.json' assert { type: 'json' }
                */
                export const handler = async () => ({ n: 1 })
                """
            )
            try await withFunction(.file(folder.path("index.mjs")), runtime: "nodejs22.x") { function in
                let outcome = try await function.invoke()
                #expect(outcome.text == #"{"n":1}"#)
            }
        }
    }

    @Test func `a failure that the embedded version causes names both versions`() async throws {
        let source = "exports.handler = async () => RegExp.escape('a')"
        try await withFunction(.text(source, path: "/var/task/index.js"), runtime: "nodejs24.x") { function in
            let outcome = try await function.invoke()
            let message = try #require(outcome.failure?.errorMessage)

            #expect(message.hasPrefix("RegExp.escape is not a function"))
            #expect(message.contains("nodejs24.x") && message.contains("embedded Node.js"))
        }
    }

    @Test func `require finds modules in the task root by NODE_PATH`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("lib/shared.js", "exports.n = 1")
            try folder.write(
                "src/index.js",
                "const { n } = require('lib/shared'); exports.handler = async () => ({ n, path: process.env.NODE_PATH })"
            )
            let source = FunctionDefinition.Source.package(root: folder.root, handler: "src/index.handler")
            try await withFunction(source, runtime: "nodejs22.x") { function in
                let outcome = try await function.invoke()

                #expect(outcome.text.hasPrefix(#"{"n":1,"path":"/opt/nodejs/node22/node_modules:"#))
            }
        }
    }

    @Test func `a streaming handler's bytes are its result`() async throws {
        let source = """
            exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
                stream.write('{"n":'); stream.end('1}')
            })
            """
        try await withFunction(.text(source, path: "/var/task/index.js"), runtime: "nodejs22.x") { function in
            let outcome = try await function.invoke()
            #expect(outcome.text == #"{"n":1}"#)
        }
    }
}
