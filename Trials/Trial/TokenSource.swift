import Synchronization

/// Generates unique texts that no result contains by chance.
final class TokenSource: Sendable {
    private let count = Atomic(0)

    func next() -> String {
        "token-\(count.add(1, ordering: .relaxed).newValue)-"
    }
}
