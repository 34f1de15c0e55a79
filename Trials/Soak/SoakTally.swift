import Invocations
import Synchronization

/// Counts the outcomes of calls, in constant memory.
final class SoakTally: Sendable {
    private struct Counts {
        var kinds: [InvocationOutcome.Kind: Int] = [:]
        var wrong: [String: Int] = [:]
        var unstarted = 0
    }

    private let counts = Mutex(Counts())

    /// Counts an outcome, and its flaw in words that do not vary by call.
    func add(_ kind: InvocationOutcome.Kind, wrong: String?) {
        counts.withLock { counts in
            counts.kinds[kind, default: 0] += 1
            if let wrong { counts.wrong[wrong, default: 0] += 1 }
        }
    }

    /// Counts a call that was refused because its worker was killed before it was ready.
    func addUnstarted() {
        counts.withLock { $0.unstarted += 1 }
    }

    var unstarted: Int { counts.withLock(\.unstarted) }

    var total: Int { counts.withLock { $0.kinds.values.reduce(0, +) } }

    /// The number of calls per kind of outcome.
    var byKind: String {
        let kinds = counts.withLock(\.kinds)
        return InvocationOutcome.Kind.allCases.compactMap { kind in
            kinds[kind].map { "\($0) \(kind.rawValue)" }
        }.joined(separator: ", ")
    }

    /// The flaws with their counts.
    var wrong: [String] {
        counts.withLock(\.wrong).map { "\($0.key): \($0.value) times" }.sorted()
    }
}
