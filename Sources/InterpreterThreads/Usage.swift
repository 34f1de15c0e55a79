/// The time of a call into a guest.
package struct Usage: Sendable, Hashable {
    /// The start of the call, in milliseconds since 1970.
    package var beganAt: Int64

    /// The wall time.
    package var wall: Duration

    /// The processor time of its thread, or of its process if it has its own.
    package var cpu: Duration

    package init(beganAt: Int64 = 0, wall: Duration = .zero, cpu: Duration = .zero) {
        self.beganAt = beganAt
        self.wall = wall
        self.cpu = cpu
    }
}
