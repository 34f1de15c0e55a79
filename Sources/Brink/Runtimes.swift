import HandlerRuntime
import NodeRuntime
import PythonRuntime

/// The interpreters that there are, by language and by where they live.
enum Runtimes {
    static func runtime(
        for language: RuntimeIdentifier.Language,
        in isolation: Isolation
    ) -> any LanguageRuntime {
        switch language {
        case .node: EmbeddedNode.shared
        case .python: EmbeddedPython.shared
        }
    }
}
