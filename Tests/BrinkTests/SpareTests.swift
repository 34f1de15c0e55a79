import Brink
import CloudFrontEvents
import HandlerRuntime
import NodeRuntime
import Testing

/// Node isolates that are started ahead of need.
///
/// Each test has a process of its own: spares are the process's.
@Suite struct SpareTests {
    @Test func `two functions on spares have their own settings and see nothing of each other`() async throws
    {
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
                precondition(
                    answer == ["undefined", edgeName, edgeName, edgeName, "\(memory)", folder, folder],
                    "\(answer)"
                )
                precondition(outcome.functionLog.count == 1)
                precondition(outcome.functionLog[0].hasSuffix("I am \(edgeName)"))
            }
            await host.shutdown()
        }
    }

    @Test func `a spare is taken when one is ready, and another is made`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            precondition(spares.readyCount == 0)
            for _ in 1...3 {
                _ = try await answer(of: "exports.handler = async () => ({})", in: host)
                await spares.settled()
                precondition(spares.readyCount == 1)
            }
            await host.shutdown()
        }
    }

    @Test func `nothing is started for a host that wants none, or before the first guest`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let idle = HandlerHost(judge: nil)
            await spares.settled()
            precondition(spares.readyCount == 0)
            await idle.shutdown()

            let host = HandlerHost(judge: nil, spares: .none)
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await spares.settled()
            precondition(spares.readyCount == 0)
            await host.shutdown()
        }
    }

    @Test func `no spare is left over after the last shutdown`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let hosts = [HandlerHost(judge: nil), HandlerHost(judge: nil)]
            _ = try await answer(of: "exports.handler = async () => ({})", in: hosts[0])
            await spares.settled()
            await hosts[0].shutdown()
            precondition(spares.readyCount == 1)
            await hosts[1].shutdown()
            precondition(spares.readyCount == 0)
            // One that was still being made goes, too.
            let late = HandlerHost(judge: nil)
            _ = try await answer(of: "exports.handler = async () => ({})", in: late)
            await late.shutdown()
            await spares.settled()
            precondition(spares.readyCount == 0)
        }
    }

    @Test func `spares go while memory is short, and come back`() async throws {
        await #expect(processExitsWith: .success) {
            let spares = EmbeddedNode.shared.spares
            let host = HandlerHost(judge: nil)
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await spares.settled()
            precondition(spares.readyCount > 0)
            spares.setPressureReading { true }
            precondition(spares.readyCount == 0)
            // Functions run all the same.
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            precondition(spares.readyCount == 0)
            spares.setPressureReading { false }
            await spares.settled()
            precondition(spares.readyCount > 0)
            await host.shutdown()
        }
    }

    @Test(arguments: [
        "const held = []; for (;;) held.push({ a: held.length })",
        "const held = []; for (;;) held.push(Buffer.alloc(1 << 20, 1))",
    ])
    func `a function on a spare is held to its memory`(growth: String) async throws {
        await #expect(processExitsWith: .success) { [growth] in
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await EmbeddedNode.shared.spares.settled()
            let inHandler = try await outcome(
                of: "exports.handler = async () => { \(growth) }",
                in: host,
                memoryMB: 64
            )
            precondition(inHandler.kind == .outOfMemory, "\(inHandler)")
            await EmbeddedNode.shared.spares.settled()
            let inModule = try await outcome(of: growth, in: host, memoryMB: 64)
            precondition(inModule.kind == .outOfMemory, "\(inModule)")
            await host.shutdown()
        }
    }

    @Test(arguments: ["for (;;);", "await new Promise(() => setInterval(() => {}, 1))"])
    func `a function on a spare is held to its time`(wait: String) async throws {
        await #expect(processExitsWith: .success) { [wait] in
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            _ = try await answer(of: "exports.handler = async () => ({})", in: host)
            await EmbeddedNode.shared.spares.settled()
            let late = try await outcome(
                of: "exports.handler = async () => { \(wait) }",
                in: host,
                timeout: .milliseconds(100)
            )
            precondition(late.kind == .timedOut, "\(late)")
            await host.shutdown()
        }
    }

    @Test func `a function on a spare that exits has another one next time`() async throws {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil, spares: .upTo(1))
            let source =
                "let n = 0; exports.handler = async () => { if (++n > 1) process.exit(3); return { n } }"
            let name = try await host.load(FunctionDefinition(.text(source, path: "/var/task/exit.js")))
            let event = InvocationEvent(try EventBuilder(.viewerRequest).event())
            for _ in 1...3 {
                let first = try await host.invoke(name, with: event)
                precondition(first.kind == .accepted, "\(first)")
                await EmbeddedNode.shared.spares.settled()
                let second = try await host.invoke(name, with: event)
                precondition(second.failure?.errorType == "Runtime.ExitError")
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
    return try await host.invoke(function, with: InvocationEvent(EventBuilder(.viewerRequest).event()))
}

private func answer(
    of source: String,
    in host: HandlerHost,
    name: String? = nil,
    memoryMB: Int = 128,
    folder: String = "/var/task"
) async throws -> InvocationOutcome {
    let outcome = try await outcome(of: source, in: host, name: name, memoryMB: memoryMB, folder: folder)
    precondition(outcome.kind == .accepted, "\(outcome)")
    return outcome
}
