import Brink
import CloudFrontEvents
import HandlerRuntime
import Testing

/// What needs a process of its own: an interpreter that is stuck, a process that ends.
@Suite struct ProcessTests {
    @Test func `a Python built-in that cannot be interrupted leaves the caller and Node alone`() async throws
    {
        await #expect(processExitsWith: .success) {
            let host = HandlerHost(judge: nil)
            let event = InvocationEvent(try EventBuilder(.viewerRequest).event())
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

            precondition(outcome.kind == .timedOut)
            // The sum itself takes hours.
            precondition(outcome.report.duration < .seconds(5))
            precondition(besides.failure?.errorType == "Brink.InterpreterStuck")
            precondition(beside.kind == .accepted)
        }
    }

    @Test func `a process with a thread that a handler left behind ends`() async throws {
        await #expect(processExitsWith: .success) {
            let source = """
                import threading
                def handler(event, context):
                    threading.Thread(target=threading.Event().wait).start()
                    return {}
                """
            let host = HandlerHost(judge: nil)
            let event = InvocationEvent(try EventBuilder(.viewerRequest).event())
            let name = try await host.load(FunctionDefinition(.text(source, path: "/var/task/left.py")))
            let outcome = try await host.invoke(name, with: event)
            await host.shutdown()
            precondition(outcome.kind == .accepted)
        }
    }
}
