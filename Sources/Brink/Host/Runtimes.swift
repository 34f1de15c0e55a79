package import HandlerRuntime
package import Invocations
import NodeRuntime
import PythonRuntime
import WorkerRuntime

/// The available runtimes, by language and isolation.
package enum Runtimes {
    private static let nodeWorkers = WorkerRuntime(of: EmbeddedNode.shared)
    private static let pythonWorkers = WorkerRuntime(of: EmbeddedPython.shared)

    package static func runtime(
        for language: RuntimeIdentifier.Language,
        in isolation: Isolation
    ) -> any LanguageRuntime {
        switch (language, isolation) {
        case (.node, .inProcess): EmbeddedNode.shared
        case (.python, .inProcess): EmbeddedPython.shared
        case (.node, .worker): nodeWorkers
        case (.python, .worker): pythonWorkers
        }
    }

    /// Returns the runtime of a function that declares none: the oldest that a function can still be created with,
    /// whatever the embedded interpreter is.
    ///
    /// See `docs/platform.md`, "Choices".
    static func undeclared(_ language: RuntimeIdentifier.Language) -> RuntimeIdentifier {
        switch language {
        case .node: RuntimeIdentifier(nearest: 22, of: .node)
        case .python: RuntimeIdentifier(nearest: 11, of: .python)
        }
    }

    /// Allows spares of all kinds; the first of a kind is made after one of that kind was needed.
    static func reserveSpares(upTo bound: Int) -> [SpareReservation] {
        guard bound > 0 else { return [] }
        return [
            EmbeddedNode.shared.spares.reserve(upTo: bound),
            nodeWorkers.spares.reserve(upTo: bound),
            pythonWorkers.spares.reserve(upTo: bound),
        ]
    }

    /// Waits until the stocks of spare workers are full.
    package static func workersSettled() async {
        await nodeWorkers.spares.settled()
        await pythonWorkers.spares.settled()
    }
}
