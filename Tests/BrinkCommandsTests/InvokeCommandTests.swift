import FoundationEssentials
import Testing

/// `brink invoke`: standard streams and exit status for arguments.
@Suite struct InvokeCommandTests {
    private static let node =
        "exports.handler = async (event) => { console.log('seen'); return event.Records[0].cf.request }"
    private static let python =
        "def handler(event, context):\n    print('seen')\n    return event['Records'][0]['cf']['request']"

    @Test(arguments: [("handler.js", node), ("handler.py", python)])
    func `the result is on standard output, the log on standard error`(file: String, source: String)
        async throws
    {
        try await withFolder([file: source]) { folder in
            let run = try await brink(
                "invoke",
                "\(folder)/\(file)",
                "--trigger",
                "viewer-request",
                "--uri",
                "/a"
            )

            #expect(run.status == 0)
            #expect(run.outputLines.count == 1)
            #expect(run.output.contains(#""/a""#))
            #expect(run.errorLines.first?.contains("declares no runtime") == true)
            #expect(run.errorLines.dropFirst().first?.hasPrefix("START RequestId: ") == true)
            #expect(run.errorLines.contains { $0.hasSuffix("seen") })
            #expect(run.errorLines.last?.hasPrefix("REPORT RequestId: ") == true)
        }
    }

    @Test(arguments: [("handler.js", node), ("handler.py", python)])
    func `--json prints envelopes and nothing else`(file: String, source: String) async throws {
        try await withFolder([file: source]) { folder in
            let run = try await brink("invoke", "\(folder)/\(file)", "--json", "--repeat", "2")
            let envelopes = try run.envelopes()

            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
            #expect(envelopes.map(\.outcome) == ["accepted", "accepted"])
            #expect(envelopes.map(\.report.coldStart) == [true, false])
            #expect(envelopes.map { $0.report.initDurationMs != nil } == [true, false])
            #expect(
                envelopes.allSatisfy { $0.report.isolation == "in-process" && $0.report.memoryLimitMB == 128 }
            )
            #expect(envelopes.allSatisfy { $0.error == nil && !$0.logs.isEmpty })
        }
    }

    @Test func `--cold starts an instance for each invocation`() async throws {
        try await withFolder(["handler.py": Self.python]) { folder in
            let run = try await brink("invoke", "\(folder)/handler.py", "--json", "--repeat", "3", "--cold")

            #expect(try run.envelopes().map(\.report.coldStart) == [true, true, true])
        }
    }

    @Test func `a failure exits with 1 and has the platform's member names`() async throws {
        try await withFolder([
            "handler.js": "exports.handler = async () => { throw new TypeError('no') }",
            "handler.py": "def handler(event, context): raise TypeError('no')",
        ]) { folder in
            let node = try await brink("invoke", "\(folder)/handler.js", "--json")
            let python = try await brink("invoke", "\(folder)/handler.py", "--json")

            #expect([node.status, python.status] == [1, 1])
            let errors = try [node, python].map { try #require(try $0.envelopes().first?.error) }
            #expect(errors.map(\.errorType) == ["TypeError", "TypeError"])
            #expect(errors[0].trace?.isEmpty == false && errors[0].stackTrace == nil)
            #expect(errors[1].stackTrace?.isEmpty == false && errors[1].trace == nil)
        }
    }

    @Test(arguments: ["handler.js", "handler.py"])
    func `a result that CloudFront refuses exits with 3 and shows CloudFront's message`(file: String)
        async throws
    {
        try await withFolder([
            "handler.js":
                "exports.handler = async ({ Records: [{ cf }] }) => { delete cf.response.headers.via; return cf.response }",
            "handler.py": """
            def handler(event, context):
                response = event['Records'][0]['cf']['response']
                del response['headers']['via']
                return response
            """,
        ]) { folder in
            let arguments = [
                "invoke", "\(folder)/\(file)", "--trigger", "origin-response", "--header", "X-A: b",
            ]
            let text = try await brink(arguments)
            let json = try await brink(arguments + ["--json"])
            let sentence = "The function tried to add, delete, or change a read-only header."

            #expect([text.status, json.status] == [3, 3])
            #expect(text.errors.contains(sentence))
            #expect(text.errors.contains("headerName : Via"))
            let envelope = try #require(try json.envelopes().first)
            #expect(envelope.outcome == "refused")
            #expect(envelope.refusal?.status == 502)
            #expect(envelope.refusal?.message.hasSuffix(sentence) == true)
            #expect(envelope.refusal?.log.hasPrefix("Validation error: ") == true)
            #expect(json.errors.isEmpty)
        }
    }

    @Test(arguments: [("strict", 3), ("standard", 3), ("lenient", 0)])
    func `--strictness changes the verdict`(strictness: String, status: Int32) async throws {
        let source = "exports.handler = async ({ Records: [{ cf }] }) => ({ ...cf.response, status: '404' })"
        try await withFolder(["handler.js": source]) { folder in
            let run = try await brink(
                "invoke",
                "\(folder)/handler.js",
                "--trigger",
                "viewer-response",
                "--strictness",
                strictness
            )

            #expect(run.status == status, "\(run.errors)")
        }
    }

    @Test func `an envelope leaves out a result that is not JSON`() async throws {
        try await withFolder(["handler.py": "def handler(event, context): return {'status': float('nan')}"]) {
            folder in
            let run = try await brink("invoke", "\(folder)/handler.py", "--json")

            #expect(run.status == 3)
            #expect(try run.envelopes().first?.outcome == "refused")
            #expect(!run.output.contains("\"result\""))
        }
    }

    @Test func `--root names the folder that stands for the task root`() async throws {
        try await withFolder([
            "config/edge.json": #"{"a": 1}"#,
            "src/h.js": """
            const fs = require('fs')
            const conf = JSON.parse(fs.readFileSync(process.env.LAMBDA_TASK_ROOT + '/config/edge.json'))
            exports.handler = async () => conf
            """,
        ]) { folder in
            let own = try await brink("invoke", "\(folder)/src/h.js")
            let given = try await brink("invoke", "\(folder)/src/h.js", "--root", folder)
            let wrong = try await brink("invoke", "\(folder)/src/h.js", "--root", "\(folder)/config")

            #expect([own.status, given.status, wrong.status] == [1, 3, 2])
            #expect(given.outputLines == [#"{"a":1}"#])
            #expect(wrong.errorLines.count == 1)
        }
    }

    @Test func `functions of a manifest have its folder as task root, and Stacktape's runtimes`() async throws
    {
        try await withFolder([
            "stacktape.yml": """
            serviceName: shop
            resources:
            \(Self.function("python", "src/auth/h.py"))
            \(Self.function("node", "src/h.ts"))
            """,
            "src/conf.py": "X = 2", "src/auth/util.py": "def tidy(x): return x",
            "src/auth/h.py": """
            import os
            from .util import tidy
            from src.conf import X
            def handler(event, context): return {"a": [tidy(1), X, os.environ["AWS_EXECUTION_ENV"]]}
            """,
            "src/h.ts": """
            export default async () => ({ a: [process.cwd(), process.env.AWS_EXECUTION_ENV] })
            """,
        ]) { folder in
            let manifest = "\(folder)/stacktape.yml"
            let python = try await brink("invoke", "python", "--manifest", manifest)
            let node = try await brink("invoke", "node", "--manifest", manifest)

            #expect(python.outputLines == [#"{"a": [1, 2, "AWS_Lambda_python3.13"]}"#], "\(python.errors)")
            #expect(node.outputLines == [#"{"a":["\#(folder)","AWS_Lambda_nodejs22.x"]}"#], "\(node.errors)")
        }
    }

    private static func function(_ name: String, _ entry: String) -> String {
        """
          \(name):
            type: edge-lambda-function
            properties:
              packaging:
                type: stacktape-lambda-buildpack
                properties:
                  entryfilePath: \(entry)
        """
    }

    @Test func `an export is selected after a colon`() async throws {
        try await withFolder([
            "handler.js": "exports.one = async () => ({ a: 1 }); exports.two = async () => ({ a: 2 })"
        ]) {
            folder in
            let run = try await brink("invoke", "\(folder)/handler.js:two")

            #expect(run.outputLines == [#"{"a":2}"#])
        }
    }

    @Test func `JSON Lines are a batch, and its worst outcome sets the exit status`() async throws {
        let event = try await builtEvent("/fine")
        let failing = try await builtEvent("/fail")
        let source = """
            exports.handler = async (event) => {
                const { uri } = event.Records[0].cf.request
                if (uri === '/fail') throw new Error(uri)
                return event.Records[0].cf.request
            }
            """
        try await withFolder(["handler.js": source, "batch.jsonl": "\(event)\n\(failing)\n\n\(event)\n"]) {
            folder in
            let run = try await brink(
                "invoke",
                "\(folder)/handler.js",
                "--event",
                "\(folder)/batch.jsonl",
                "--json"
            )

            #expect(run.status == 1)
            #expect(try run.envelopes().map(\.outcome) == ["accepted", "failed", "accepted"])
        }
    }

    @Test func `standard input is read as an event on one line or many`() async throws {
        let event = try await builtEvent("/piped")
        try await withFolder(["handler.py": Self.python]) { folder in
            for text in [event, event.replacing(",", with: ",\n")] {
                let run = try await brink("invoke", "\(folder)/handler.py", "--event", "-", input: text)

                #expect(run.status == 0)
                #expect(run.output.contains("/piped"))
            }
        }
    }

    @Test(arguments: [
        (["@nope.js"], "no such file"), (["@."], "is a folder"),
        (["@handler.js", "--memory", "0"], "at least 1"),
        (["@handler.js", "--memory", "x"], "invalid"),
        (["@handler.js", "--memory", "129"], "at most 128 MB"),
        (["@handler.js", "--memory", "10241", "--limits", "aws"], "at most 10240 MB"),
        (["@handler.js", "--timeout", "0"], "more than 0"),
        (["@handler.js", "--timeout", "5.1"], "at most 5 s"),
        (["@handler.js", "--timeout", "31", "--trigger", "origin-request"], "at most 30 s"),
        (["@handler.js", "--timeout", "nan"], "more than 0"),
        (["@handler.js", "--limits", "gcp"], "stacktape"),
        (["@handler.js", "--runtime", "ruby3.2"], "nodejs18.x"),
        (["@handler.js", "--trigger", "viewer"], "viewer-request"),
        (["@handler.js", "--runtime", "python3.11"], "JavaScript"),
        (["@handler.js", "--repeat", "0"], "at least 1"),
        (["@handler.js", "--event", "@nope.json"], "nope.json"),
        (["@handler.js", "--event", "@empty.json"], "empty"),
        (["@handler.js", "--event", "@text.json"], "byte 0"),
        (["@handler.js", "--event", "@bare.json"], "Records"),
        (["@handler.js", "--event", "@."], "cannot be read"), (["@handler.js", "--uri", "no-slash"], "/"),
        (["@handler.js", "--header", "no colon"], "Name: value"),
        (["@handler.js", "--event", "@text.json", "--uri", "/"], "--uri"),
        (["@latin1.py"], "UTF-8"), ([], "Missing expected argument"),
        (["@handler.js", "--unknown"], "--unknown"),
    ])
    func `bad input exits with 2 and one line`(arguments: [String], expected: String) async throws {
        try await withFolder([
            "handler.js": Self.node, "empty.json": "", "text.json": "hello", "bare.json": "{\"Records\":[]}",
        ]) { folder in
            try Data([0x23, 0xE9, 0x0A]).write(to: URL(filePath: "\(folder)/latin1.py"))
            let arguments = arguments.map { $0.hasPrefix("@") ? "\(folder)/\($0.dropFirst())" : $0 }
            let run = try await brink(["invoke"] + arguments)

            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.count == 1)
            #expect(run.errors.hasPrefix("brink: "))
            #expect(run.errors.contains(expected), "\(run.errors)")
        }
    }

    @Test func `an invalid line of a batch is reported by its number, and nothing runs`() async throws {
        let event = try await builtEvent("/")
        try await withFolder(["handler.js": Self.node, "batch.jsonl": "\(event)\n{\"Records\": 1}\n"]) {
            folder in
            let run = try await brink("invoke", "\(folder)/handler.js", "--event", "\(folder)/batch.jsonl")

            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("batch.jsonl:2: "))
        }
    }

    @Test func `output that a handler writes to descriptor 1 does not mix with results`()
        async throws
    {
        try await withFolder([
            "handler.py": "import os\ndef handler(e, c):\n    os.write(1, b'raw')\n    return {'a': 1}"
        ]) {
            folder in
            let run = try await brink("invoke", "\(folder)/handler.py")

            #expect(run.outputLines == [#"{"a": 1}"#])
        }
    }

    private func builtEvent(_ uri: String) async throws -> String {
        try await withFolder(["echo.js": "exports.handler = async (event) => event"]) { folder in
            try await brink("invoke", "\(folder)/echo.js", "--uri", uri).outputLines.joined()
        }
    }
}
