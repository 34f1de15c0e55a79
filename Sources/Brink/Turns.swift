import Synchronization

/// Lets a number of callers in at a time, in the order in which they came.
final class Turns: Sendable {
    private struct Line {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let line: Mutex<Line>

    /// Makes a line whose first `width` callers are let in at once.
    init(width: Int) {
        line = Mutex(Line(free: width))
    }

    /// Runs `body` when it is the caller's turn.
    func take<Result>(_ body: () async throws -> sending Result) async rethrows -> sending Result {
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
            guard line.waiting.isEmpty else { return line.waiting.removeFirst() }
            line.free += 1
            return nil
        }
        next?.resume()
    }
}
