import Synchronization

/// Takes note of whether something was called.
final class Witness: Sendable {
    private let calls = Atomic(0)

    func note() {
        calls.add(1, ordering: .relaxed)
    }

    var wasThere: Bool { calls.load(ordering: .relaxed) > 0 }
}
