import Synchronization

/// Lets one caller in at a time, in the order in which they came.
final class Turns: Sendable {
    fileprivate struct Line {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let line = Mutex(Line())

    /// Runs `body` when it is the caller's turn.
    func take<Result>(_ body: () async throws -> sending Result) async rethrows -> sending Result {
        await begin()
        defer { end() }
        return try await body()
    }

    private func begin() async {
        if line.withLock({ $0.takeIfFree() }) { return }
        await withCheckedContinuation { continuation in
            let isFree = line.withLock { line in
                if line.takeIfFree() { return true }
                line.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func end() {
        let next = line.withLock { line -> CheckedContinuation<Void, Never>? in
            guard line.waiting.isEmpty else { return line.waiting.removeFirst() }
            line.isTaken = false
            return nil
        }
        next?.resume()
    }
}

extension Turns.Line {
    fileprivate mutating func takeIfFree() -> Bool {
        defer { isTaken = true }
        return !isTaken
    }
}
