/// The time that a call into a guest took.
public struct Usage: Sendable, Hashable {
    /// When it began, in milliseconds since 1970.
    public var beganAt: Int64

    /// The time that passed.
    public var wall: Duration

    /// The time that its thread, or its process where it has one of its own, spent on a processor.
    public var cpu: Duration

    /// Describes what a call took.
    public init(beganAt: Int64 = 0, wall: Duration = .zero, cpu: Duration = .zero) {
        self.beganAt = beganAt
        self.wall = wall
        self.cpu = cpu
    }
}
