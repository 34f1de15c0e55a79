import Brink
import CloudFrontEvents
import Invocations
import Testing

/// Tests that need their own process: a stuck interpreter, the end of a process.
@Suite struct ProcessTests {
    @Test func `a Python built-in that cannot be interrupted affects neither its caller nor Node`()
        async throws
    {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil)
            let event = EventBuilder(.viewerRequest)
            let stuck = try await host.load(
                FunctionDefinition(
                    .text("def handler(e, c): return sum(range(10**12))", path: "/var/task/stuck.py"),
                    timeout: .milliseconds(200)
                )
            )
            let python = try await host.load(
                FunctionDefinition(.text("def handler(e, c): return {}", path: "/var/task/other.py"))
            )
            let node = try await host.load(
                FunctionDefinition(.text("exports.handler = async () => ({})", path: "/var/task/other.js"))
            )

            let outcome = try await host.invoke(stuck, with: event)
            let besides = try await host.invoke(python, with: event)
            let beside = try await host.invoke(node, with: event)
            await host.shutdown()

            #expect(outcome.kind == .timedOut)
            // The sum itself takes hours.
            #expect(outcome.report.duration < .seconds(5))
            #expect(besides.failure?.errorType == "Brink.InterpreterStuck")
            #expect(beside.kind == .accepted)
        }
    }

    @Test func `a process ends although a handler left a thread behind`() async throws {
        await #expect(processExitsWith: .success) {
            let source = """
                import threading
                def handler(event, context):
                    threading.Thread(target=threading.Event().wait).start()
                    return {}
                """
            let host = HandlerHost(judge: nil)
            let event = EventBuilder(.viewerRequest)
            let name = try await host.load(FunctionDefinition(.text(source, path: "/var/task/left.py")))
            let outcome = try await host.invoke(name, with: event)
            await host.shutdown()
            #expect(outcome.kind == .accepted)
        }
    }
}
