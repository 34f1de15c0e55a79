import HandlerRuntime
import NodeRuntime
import PythonRuntime
import WorkerRuntime

/// The interpreters that there are, by language and by where they live.
enum Runtimes {
    private static let nodeWorkers = WorkerRuntime(of: EmbeddedNode.shared)
    private static let pythonWorkers = WorkerRuntime(of: EmbeddedPython.shared)

    static func runtime(
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

    /// Allows spares of all kinds to be kept; each is made only once one of its kind was needed.
    static func reserveSpares(upTo bound: Int) -> [SpareReservation] {
        guard bound > 0 else { return [] }
        return [
            EmbeddedNode.shared.spares.reserve(upTo: bound),
            nodeWorkers.spares.reserve(upTo: bound),
            pythonWorkers.spares.reserve(upTo: bound),
        ]
    }

    /// Waits until as many workers are kept as should be.
    package static func workersSettled() async {
        await nodeWorkers.spares.settled()
        await pythonWorkers.spares.settled()
    }
}
