import DequeModule
import Synchronization

/// Limits how many instances start at once; later ones start in the order in which they came.
package final class StartLimiter: Sendable {
    private struct Line {
        var free: Int
        var waiting: Deque<CheckedContinuation<Void, Never>> = []
    }

    private let line: Mutex<Line>

    /// Allows `width` starts at once.
    package init(width: Int) {
        line = Mutex(Line(free: width))
    }

    /// Runs `body` once a start is free.
    func run<Result>(_ body: () async throws -> sending Result) async rethrows -> sending Result {
        await begin()
        defer { end() }
        return try await body()
    }

    private func begin() async {
        await withCheckedContinuation { continuation in
            let isFree = line.withLock { line in
                if line.free == 0 {
                    line.waiting.append(continuation)
                    return false
                }
                line.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func end() {
        let next = line.withLock { line -> CheckedContinuation<Void, Never>? in
            if let next = line.waiting.popFirst() { return next }
            line.free += 1
            return nil
        }
        next?.resume()
    }
}
