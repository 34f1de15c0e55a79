import InterpreterThreads

/// Writes the entries of functions to a store, on its own thread.
///
/// Appending never waits and never fails: past 100,000 waiting entries or 64 MB the oldest are dropped. Dropped
/// entries and those of failed writes are counted, and the count is written to the stream where they are missing.
/// Expired entries are removed at the start, and hourly.
package final class LogWriter: Sendable {
    private let work: LogWork

    /// Starts the writer's thread, which calls `onFailure` when writing starts to fail.
    ///
    /// The store must not be closed before the writer.
    package init(
        to store: LogStore,
        limits: LogBatch.Weight = WaitingBatches.standardLimits,
        onFailure: @escaping @Sendable (LogStoreError) -> Void = { _ in }
    ) {
        let work = LogWork(limits: limits)
        self.work = work
        startThread(stackBytes: 1 << 20) {
            LogWriting(work: work, store: store, onFailure: onFailure).run()
        }
    }

    deinit {
        work.close()
    }

    /// Appends a batch, at the cost of a lock and a few copies; ignored after ``close()``.
    package func append(_ batch: LogBatch) {
        work.append(batch)
    }

    /// Waits until everything appended so far is stored or lost.
    package func flush() async {
        await work.settled(through: work.appended)
    }

    /// Writes the waiting batches and ends the thread.
    package func close() async {
        work.close()
        await work.settled(through: .max)
    }

    /// The number of entries that were dropped or could not be written.
    package var lostEntries: Int { work.lostEntries }
}
