import Synchronization

/// Gives out texts that no answer has in it by chance, each once.
final class TokenSource: Sendable {
    private let count = Atomic(0)

    func next() -> String {
        "token-\(count.add(1, ordering: .relaxed).newValue)-"
    }
}
