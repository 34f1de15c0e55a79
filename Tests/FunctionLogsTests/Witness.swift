import Synchronization

/// Records calls.
final class Witness: Sendable {
    private let calls = Atomic(0)

    func note() {
        calls.add(1, ordering: .relaxed)
    }

    var wasCalled: Bool { calls.load(ordering: .relaxed) > 0 }
}
