public import HandlerRuntime
public struct EmbeddedNode: LanguageRuntime {
    public static let shared = EmbeddedNode()
    public var language: RuntimeIdentifier.Language { .node }
    public var embeddedVersion: String { "3.11.2" }
    public func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        throw RuntimeStartError("stub")
    }
}
