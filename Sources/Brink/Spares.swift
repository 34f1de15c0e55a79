/// How many Node environments a host may keep started ahead of need, so that a function's first invocation does not wait
/// for one: a few megabytes each.
///
/// The first function's is never one of them, and there are more than one only where functions come in quick succession.
public struct Spares: Sendable {
    let bound: Int

    /// No environment before it is needed: for a host of one function.
    public static let none = Spares(bound: 0)

    /// At most so many.
    public static func upTo(_ bound: Int) -> Spares {
        precondition(bound >= 0, "the number of spares is negative")
        return Spares(bound: bound)
    }
}
