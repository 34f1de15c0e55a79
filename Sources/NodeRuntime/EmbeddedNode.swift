public import HandlerRuntime

/// The Node that is linked into this process: each guest is an isolate with an environment of its own.
public final class EmbeddedNode: LanguageRuntime {
    /// The one Node of this process. It starts when the first guest is made, and lives as long as the process.
    public static let shared = EmbeddedNode()

    private init() {}

    /// JavaScript, and what is compiled to it.
    public var language: RuntimeIdentifier.Language { .node }

    /// The version of the library that is linked in.
    public var embeddedVersion: String { NodeProcess.version }

    /// Starts an isolate and its environment on a thread of its own.
    public func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        try NodeProcess.start()
        let guest = NodeGuest(configuration)
        try await guest.start()
        return guest
    }
}
