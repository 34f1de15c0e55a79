import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// The isolation of functions from each other and from the host.
@Suite struct IsolationContractTests {
    @Test(arguments: Variant.all)
    func `the environment has only the reserved variables`(variant: Variant) async throws {
        let environment = Twins(
            node:
                "exports.handler = async () => ({ names: Object.keys(process.env), region: process.env.AWS_REGION })",
            python: """
                import os
                def handler(event, context): return {"names": list(os.environ), "region": os.environ["AWS_REGION"]}
                """
        )
        try await withFunction(
            environment.source(variant.language),
            in: variant.isolation,
            region: "eu-west-1"
        ) { function in
            let outcome = try await function.invoke()
            struct Answer: Decodable {
                let names: Set<String>
                let region: String
            }
            let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.result ?? []))

            #expect(answer.region == "eu-west-1")
            #expect(
                answer.names.isSuperset(of: [
                    "_HANDLER", "AWS_LAMBDA_FUNCTION_NAME", "LAMBDA_TASK_ROOT", "TZ",
                ])
            )
            #expect(!answer.names.contains("HOME"))
        }
    }

    @Test(arguments: Variant.all)
    func `a variable that a handler sets stays in its function`(variant: Variant) async throws {
        let setter = Twins(
            node: """
                exports.handler = async () => {
                    const before = process.env.BRINK_PROBE ?? 'unset'
                    process.env.BRINK_PROBE = 'set'
                    return { before }
                }
                """,
            python: """
                import os
                def handler(event, context):
                    before = os.environ.get('BRINK_PROBE', 'unset')
                    os.environ['BRINK_PROBE'] = 'set'
                    return {"before": before}
                """
        )
        try await withFunction(setter.source(variant.language), in: variant.isolation) { one in
            try await withFunction(setter.source(variant.language), in: variant.isolation) { other in
                let first = try await one.invoke()
                let beside = try await other.invoke()
                let again = try await one.invoke()

                #expect(try first.member("before") == "unset")
                #expect(try beside.member("before") == "unset")
                #expect(try again.member("before") == "set")
                #expect(ProcessInfo.processInfo.environment["BRINK_PROBE"] == nil)
            }
        }
    }

    @Test(arguments: Variant.all)
    func `modules of one name in two packages are separate`(variant: Variant) async throws {
        let sources = Twins(
            node:
                "const shared = require('./shared'); exports.handler = async () => ({ from: shared.name, count: ++shared.count })",
            python: """
                import shared
                def handler(event, context):
                    import late
                    shared.count += 1
                    return {"from": shared.name + late.name, "count": shared.count}
                """
        )
        try await withTemporaryFolder { folder in
            for name in ["one", "two"] {
                try folder.write("\(name)/index.js", sources.node)
                try folder.write("\(name)/shared.js", "module.exports = { name: '\(name)\(name)', count: 0 }")
                try folder.write("\(name)/index.py", sources.python)
                try folder.write("\(name)/shared.py", "name = '\(name)'\ncount = 0")
                try folder.write("\(name)/late.py", "name = '\(name)'")
            }
            let file = variant.language == .node ? "index.js" : "index.py"
            try await withFunction(.file(folder.path("one/\(file)")), in: variant.isolation) { one in
                try await withFunction(.file(folder.path("two/\(file)")), in: variant.isolation) { two in
                    var answers: [String] = []
                    for function in [one, two, one, two] {
                        let outcome = try await function.invoke()
                        answers.append(
                            try JSONDecoder().decode(Answer.self, from: Data(outcome.result ?? [])).text
                        )
                    }

                    #expect(answers == ["oneone 1", "twotwo 1", "oneone 2", "twotwo 2"])
                }
            }
        }
    }

    private struct Answer: Decodable {
        let from: String
        let count: Int
        var text: String { "\(from) \(count)" }
    }

    @Test func `both languages run concurrently, and every caller gets its own result`() async throws {
        let echo = Twins(
            node: "exports.handler = async (event) => ({ uri: event.Records[0].cf.request.uri })",
            python: "def handler(event, context): return {'uri': event['Records'][0]['cf']['request']['uri']}"
        )
        try await withFunction(echo.source(.node)) { node in
            try await withFunction(echo.source(.python)) { python in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<200 {
                        let function = number.isMultiple(of: 2) ? node : python
                        group.addTask {
                            let event = try EventBuilder(.viewerRequest).uri("/\(number)").event()
                            return try await function.invoke(event).member("uri") == "/\(number)"
                        }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }
    }

    @Test(arguments: Variant.all)
    func `a handler cannot change the host's working folder`(variant: Variant) async throws {
        let mover = Twins(
            node: "exports.handler = async () => { try { process.chdir('/') } catch {} return {} }",
            python: """
                import os
                def handler(event, context):
                    try: os.chdir('/')
                    except Exception: pass
                    return {}
                """
        )
        let before = FileManager.default.currentDirectoryPath
        try await withFunction(mover.source(variant.language), in: variant.isolation) { function in
            try await function.invoke()

            #expect(FileManager.default.currentDirectoryPath == before)
        }
    }

    @Test(arguments: Variant.all)
    func `a handler that patches the host's dependencies affects only itself`(variant: Variant)
        async throws
    {
        let patcher = Twins(
            node: """
                exports.handler = async (event) => {
                    JSON.parse = JSON.stringify = () => { throw new Error('patched') }
                    Promise.prototype.then = undefined
                    Object.prototype.toString = null
                    return { patched: true }
                }
                """,
            python: """
                import builtins, json, sys
                def handler(event, context):
                    json.loads = json.dumps = None
                    builtins.len = builtins.isinstance = None
                    sys.stdout = sys.stderr = None
                    return {'patched': True}
                """
        )
        let bystander = Twins(
            node: "exports.handler = async (event) => ({ text: JSON.stringify(event).slice(0, 4) })",
            python: "import json\ndef handler(event, context): return {'text': json.dumps(event)[:4]}"
        )
        try await withFunction(patcher.source(variant.language), in: variant.isolation) { function in
            try await withFunction(bystander.source(variant.language), in: variant.isolation) { other in
                for _ in 1...2 {
                    let again = try await function.invoke()
                    #expect(again.kind == .accepted)
                    let beside = try await other.invoke()
                    #expect(beside.kind == .accepted)
                }
            }
        }
    }
}
