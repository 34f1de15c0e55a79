public import HandlerRuntime

/// The Node that is linked into this process: each guest is an isolate with an environment of its own.
public final class EmbeddedNode: LanguageRuntime {
    /// The one Node of this process, which starts when the first guest is made and then lives to the process's end.
    public static let shared = EmbeddedNode()

    /// Isolates that are started ahead of need.
    package let spares = SpareStock<StartedIsolate> { StartedIsolate.startAhead($0) }

    private init() {}

    /// JavaScript, and what is compiled to it.
    public var language: RuntimeIdentifier.Language { .node }

    /// The version of the library that is linked in.
    public var embeddedVersion: String { NodeProcess.version }

    /// Starts an isolate that the first guest takes.
    public func prepare() async throws {
        try NodeProcess.start()
        let started = await withCheckedContinuation { continuation in
            StartedIsolate.startAhead { continuation.resume(returning: $0) }
        }
        guard let started else { throw RuntimeStartError("Node made no environment") }
        spares.add(started)
    }

    /// Takes a spare, or starts an isolate and its environment, on a thread of its own.
    public func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        try NodeProcess.start()
        let started: StartedIsolate
        if let spare = spares.take() { started = spare } else { started = try await .start() }
        spares.noteNeed()
        let guest = NodeGuest(configuration, on: started)
        try await guest.configure()
        return guest
    }
}
