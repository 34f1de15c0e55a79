public import HandlerRuntime
public struct EmbeddedPython: LanguageRuntime {
    public static let shared = EmbeddedPython()
    public var language: RuntimeIdentifier.Language { .python }
    public var embeddedVersion: String { "3.11.2" }
    public func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        throw RuntimeStartError("stub")
    }
}
