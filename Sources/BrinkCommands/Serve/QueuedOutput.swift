import InterpreterThreads
package import TerminalOutput

/// Writes texts to a stream on its own thread, so that a reader that stops reading never delays a caller.
///
/// At most `capacity` texts wait. Texts that arrive while the queue is full are dropped, and their number is reported
/// as soon as the reader has caught up.
package final class QueuedOutput: @unchecked Sendable {
    /// A text in UTF-8, made on the output's thread.
    package typealias Text = @Sendable () -> [UInt8]

    private let stream: StandardStream
    private let capacity: Int
    private let onCatchUp: @Sendable (Int) -> Void
    private let end = AsyncStream<Never>.makeStream()

    // The rest is accessed only while `signal` is locked.
    private let signal = ThreadSignal()
    private var queue: [Text] = []
    private var droppedCount = 0
    private var isClosing = false

    /// Starts the thread, on which `onCatchUp` receives the number of dropped texts.
    package init(to stream: StandardStream, capacity: Int, onCatchUp: @escaping @Sendable (Int) -> Void) {
        self.stream = stream
        self.capacity = capacity
        self.onCatchUp = onCatchUp
        startThread(stackBytes: 512 << 10) { self.run() }
    }

    /// Queues a text, or drops it if the queue is full; never waits for the reader.
    package func write(_ text: @escaping Text) {
        signal.withLock {
            guard queue.count < capacity, !isClosing else {
                droppedCount += 1
                return
            }
            queue.append(text)
            if queue.count == 1 { signal.notify() }
        }
    }

    /// Ends the thread once everything is written, and waits for that for a limited time.
    package func close(within limit: Duration = .seconds(1)) async {
        signal.withLock {
            isClosing = true
            signal.notify()
        }
        await withTaskGroup { [end] group in
            group.addTask { for await _ in end.stream {} }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private func run() {
        while let (texts, droppedCount) = nextBatch() {
            for text in texts { stream.write(text()) }
            if droppedCount > 0 { onCatchUp(droppedCount) }
        }
        end.continuation.finish()
    }

    /// Waits for texts; nil when the output is closed and everything is written.
    private func nextBatch() -> ([Text], droppedCount: Int)? {
        signal.withLock {
            while queue.isEmpty, droppedCount == 0 {
                if isClosing { return nil }
                signal.wait()
            }
            defer {
                queue = []
                droppedCount = 0
            }
            return (queue, droppedCount)
        }
    }
}
