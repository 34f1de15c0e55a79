import FoundationEssentials
import Glibc
import HandlerRuntime
import Invocations
import NodeRuntime
import Testing
import WorkerRuntime

/// Programs that are no workers fail with an error of one line, and do not outlive the test.
@Suite struct WorkerStartTests {
    /// Scripts that violate the protocol, and a part of each error.
    static let impostors = [
        ("exit 3", "ended before it was ready"),
        ("echo out of order >&2; exit 0", "out of order"),
        ("printf garbage >&3; sleep 100", "a frame has a length of"),
        ("printf '\\002\\000\\000\\000\\001\\377' >&3; sleep 100", "another version"),
        ("printf '\\001\\000\\000\\000\\002' >&3; sleep 100", "another version"),
        ("printf '\\002\\000\\000\\000\\001\\002\\003\\000\\000' >&3", "ended before it was ready"),
        ("exec 3>&-; sleep 100", "ended before it was ready"),
    ]

    private var configuration: GuestConfiguration {
        GuestConfiguration(
            function: FunctionConfiguration(
                name: "f",
                code: HandlerCode(taskRoot: "/", entry: .text("", path: "/f.js", export: nil)),
                runtime: RuntimeIdentifier(nearest: 18, of: .node)
            ),
            logStreamName: "s",
            log: InvocationLog()
        )
    }

    @Test(arguments: impostors)
    func `a program that is no worker is refused`(script: String, problem: String) async throws {
        let program = "/tmp/brink-impostor-\(UUID().uuidString)"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: program))
        unsafe chmod(program, 0o755)
        defer { unsafe unlink(program) }
        let runtime = WorkerRuntime(of: EmbeddedNode.shared, program: program)
        var error: RuntimeStartError?
        repeat {
            error = await #expect(throws: RuntimeStartError.self) {
                _ = try await runtime.makeGuest(configuration)
            }
            // A child of another test may have inherited the open script.
        } while error?.description.contains("Text file busy") == true

        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("\n") == false)
    }

    @Test func `a missing program is refused`() async {
        let runtime = WorkerRuntime(of: EmbeddedNode.shared, program: "/absent/brink")
        let error = await #expect(throws: RuntimeStartError.self) {
            _ = try await runtime.makeGuest(configuration)
        }

        #expect(error?.description == "/absent/brink does not start as a worker: No such file or directory")
    }
}
