import Glibc

/// Runs actions at moments in the future, all on one thread that the process shares.
///
/// An action must be short: it is meant to set a flag or to send a signal. One thread serves every invocation,
/// so that arming a deadline costs a lock and not a thread or a system timer.
public final class DeadlineTimer: @unchecked Sendable {
    /// The timer of this process.
    public static let shared = DeadlineTimer()

    // All of it is only touched with `signal`'s lock held.
    private var pending: [Entry] = []
    private var lastToken: UInt64 = 0
    private let signal = ThreadSignal()

    private struct Entry {
        let moment: UInt64
        let token: UInt64
        let action: @Sendable () -> Void
    }

    /// Names an armed action, so that it can be called off.
    public struct Token: Sendable {
        fileprivate let number: UInt64
    }

    private init() {
        startThread(stackBytes: 512 << 10) { self.work() }
    }

    /// Nanoseconds on the clock that the timer goes by.
    public static var nowNanoseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    /// Runs `action` at a moment given in nanoseconds of ``nowNanoseconds``, unless it is called off before.
    public func arm(atNanoseconds moment: UInt64, _ action: @escaping @Sendable () -> Void) -> Token {
        signal.withLock {
            lastToken += 1
            let isFirst = pending.last.map { moment < $0.moment } ?? true
            let place = pending.lastIndex { $0.moment > moment }.map { $0 + 1 } ?? 0
            pending.insert(Entry(moment: moment, token: lastToken, action: action), at: place)
            if isFirst { signal.notify() }
            return Token(number: lastToken)
        }
    }

    /// Calls an action off.
    ///
    /// It may be running already, or have run.
    public func disarm(_ token: Token) {
        signal.withLock { pending.removeAll { $0.token == token.number } }
    }

    private func work() {
        while true {
            takeDue()()
        }
    }

    /// Waits for the next action whose time has come.
    ///
    /// `pending` is sorted latest first, so it is the last.
    private func takeDue() -> @Sendable () -> Void {
        signal.withLock {
            while true {
                guard let next = pending.last else {
                    signal.wait()
                    continue
                }
                guard next.moment > Self.nowNanoseconds else {
                    pending.removeLast()
                    return next.action
                }
                signal.wait(untilNanoseconds: next.moment)
            }
        }
    }
}
