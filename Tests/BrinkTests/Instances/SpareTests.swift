import Brink
import CloudFrontEvents
import HandlerRuntime
import Invocations
import NodeRuntime
import Testing

/// Node isolates that start ahead of need.
///
/// Each test has its own process, because a process shares its spares.
@Suite struct SpareTests {
    @Test func `two functions on spares have their own settings and are isolated`() async throws {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil, spares: .upTo(2))
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            let source = """
                const before = globalThis.mark
                globalThis.mark = process.env.MARK = process.env.AWS_LAMBDA_FUNCTION_NAME
                Array.prototype.mark = globalThis.mark
                exports.handler = async (event, context) => {
                    console.log(`I am ${context.functionName}`)
                    return { before: String(before), name: context.functionName, mark: [].mark, env: process.env.MARK,
                        memory: context.memoryLimitInMB, cwd: process.cwd(),
                        folder: require('child_process').execSync('pwd').toString().trim() }
                }
                """
            for (name, memory, folder) in [("one", 128, "/tmp"), ("two", 192, "/usr")] {
                await EmbeddedNode.shared.spares.settled()
                let outcome = try await answer(
                    of: source,
                    in: host,
                    name: name,
                    memoryMB: memory,
                    folder: folder
                )
                let answer = try ["before", "name", "mark", "env", "memory", "cwd", "folder"].map {
                    try outcome.member($0, as: String.self)
                }
                let edgeName = "us-east-1.\(name)"
                #expect(
                    answer == ["undefined", edgeName, edgeName, edgeName, "\(memory)", folder, folder],
                    "\(answer)"
                )
                #expect(outcome.functionLog.count == 1)
                #expect(outcome.functionLog[0].hasSuffix("I am \(edgeName)"))
            }
            await host.shutdown()
        }
    }

    @Test func `a start uses a ready spare, and another one is made`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            #expect(spares.readyCount == 0)
            for _ in 1...3 {
                _ = try await answer(of: "exports.handler = async () => ({})", in: host)
                await spares.settled()
                #expect(spares.readyCount == 1)
            }
            await host.shutdown()
        }
    }

    @Test func `no spare is made for a host without spares, or before the first guest`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let idle = HandlerHost(judge: nil)
            await spares.settled()
            #expect(spares.readyCount == 0)
            await idle.shutdown()

            let host = HandlerHost(judge: nil, spares: .none)
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await spares.settled()
            #expect(spares.readyCount == 0)
            await host.shutdown()
        }
    }

    @Test func `no spare is left after the last shutdown`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let hosts = [HandlerHost(judge: nil), HandlerHost(judge: nil)]
            _ = try await answer(of: "exports.handler = async () => ({})", in: hosts[0])
            await spares.settled()
            await hosts[0].shutdown()
            #expect(spares.readyCount == 1)
            await hosts[1].shutdown()
            #expect(spares.readyCount == 0)
            // A spare that is still starting ends too.
            let late = HandlerHost(judge: nil)
            _ = try await answer(of: "exports.handler = async () => ({})", in: late)
            await late.shutdown()
            await spares.settled()
            #expect(spares.readyCount == 0)
        }
    }

    @Test func `spares end while memory is short, and are made again later`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let host = HandlerHost(judge: nil)
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await spares.settled()
            #expect(spares.readyCount > 0)
            spares.setPressureReading { true }
            #expect(spares.readyCount == 0)
            // Functions still run.
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            #expect(spares.readyCount == 0)
            spares.setPressureReading { false }
            await spares.settled()
            #expect(spares.readyCount > 0)
            await host.shutdown()
        }
    }

    @Test(arguments: [
        "const held = []; for (;;) held.push({ a: held.length })",
        "const held = []; for (;;) held.push(Buffer.alloc(1 << 20, 1))",
    ])
    func `a function on a spare has its memory limit`(growth: String) async throws {
        await #expect(processExitsWith: .success) { [growth] in
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await EmbeddedNode.shared.spares.settled()
            let inHandler = try await outcome(
                of: "exports.handler = async () => { \(growth) }",
                in: host,
                memoryMB: 64
            )
            #expect(inHandler.kind == .outOfMemory, "\(inHandler)")
            await EmbeddedNode.shared.spares.settled()
            let inModule = try await outcome(of: growth, in: host, memoryMB: 64)
            #expect(inModule.kind == .outOfMemory, "\(inModule)")
            await host.shutdown()
        }
    }

    @Test(arguments: ["for (;;);", "await new Promise(() => setInterval(() => {}, 1))"])
    func `a function on a spare has its timeout`(wait: String) async throws {
        await #expect(processExitsWith: .success) { [wait] in
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await EmbeddedNode.shared.spares.settled()
            let late = try await outcome(
                of: "exports.handler = async () => { \(wait) }",
                in: host,
                timeout: .milliseconds(100)
            )
            #expect(late.kind == .timedOut, "\(late)")
            await host.shutdown()
        }
    }

    @Test func `a function that exits gets another spare next time`() async throws {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            let source =
                "let n = 0; exports.handler = async () => { if (++n > 1) process.exit(3); return { n } }"
            let name = try await host.load(FunctionDefinition(.text(source, path: "/var/task/exit.js")))
            let event = EventBuilder(.viewerRequest)
            for _ in 1...3 {
                let first = try await host.invoke(name, with: event)
                #expect(first.kind == .accepted, "\(first)")
                await EmbeddedNode.shared.spares.settled()
                let second = try await host.invoke(name, with: event)
                #expect(second.failure?.errorType == "Runtime.ExitError")
            }
            await host.shutdown()
        }
    }
}

private func outcome(
    of source: String,
    in host: HandlerHost,
    name: String? = nil,
    memoryMB: Int = 128,
    timeout: Duration = .seconds(30),
    folder: String = "/var/task"
) async throws -> InvocationOutcome {
    let definition = FunctionDefinition(
        .text(source, path: "\(folder)/index.js"),
        name: name,
        memoryMB: memoryMB,
        timeout: timeout
    )
    let function = try await host.load(definition)
    return try await host.invoke(function, with: EventBuilder(.viewerRequest))
}

private func answer(
    of source: String,
    in host: HandlerHost,
    name: String? = nil,
    memoryMB: Int = 128,
    folder: String = "/var/task"
) async throws -> InvocationOutcome {
    let outcome = try await outcome(of: source, in: host, name: name, memoryMB: memoryMB, folder: folder)
    #expect(outcome.kind == .accepted, "\(outcome)")
    return outcome
}
