package import HandlerRuntime
package import Invocations

/// The Node in this process: each guest is an isolate with its own environment.
///
/// It starts with the first guest and lives until the process ends.
package final class EmbeddedNode: LanguageRuntime {
    /// The only instance.
    package static let shared = EmbeddedNode()

    /// Isolates started ahead of need.
    package let spares = SpareStock<StartedIsolate> { StartedIsolate.startAhead($0) }

    private init() {}

    package var language: RuntimeIdentifier.Language { .node }

    /// The version of Node that this was compiled with, such as `18.20.4`.
    package var embeddedVersion: String { NodeProcess.version }

    /// Starts an isolate for the first guest.
    package func prepare() async throws {
        try NodeProcess.start()
        let started = await withCheckedContinuation { continuation in
            StartedIsolate.startAhead { continuation.resume(returning: $0) }
        }
        guard let started else { throw RuntimeStartError("Node created no environment") }
        spares.add(started)
    }

    /// Creates a guest from a spare isolate, or starts one on its own thread.
    package func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        try NodeProcess.start()
        let started: StartedIsolate
        if let spare = spares.pop() { started = spare } else { started = try await .start() }
        spares.noteNeed()
        let guest = NodeGuest(configuration, on: started)
        try await guest.configure()
        return guest
    }
}
