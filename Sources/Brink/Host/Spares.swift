import Invariants

/// The number of Node environments that a host may keep started ahead of need, so that a first invocation does not wait
/// for one; each takes a few megabytes.
///
/// The first function never finds a spare, and more than one is made only where functions come in quick succession.
///
/// ## Usage
///
/// ```swift
/// let host = HandlerHost(spares: .none)
/// let busy = HandlerHost(spares: .upTo(8), concurrency: 500)
/// ```
public struct Spares: Sendable {
    let bound: Int

    /// No spares: for a host of one function.
    public static let none = Spares(bound: 0)

    /// At most `bound` spares, at least 0.
    public static func upTo(_ bound: Int) -> Spares {
        invariant(bound >= 0, "a host has \(bound) spares; expected at least 0")
        return Spares(bound: bound)
    }
}
