import HandlerRuntime

/// Takes what functions log from whoever serves them, and writes it to a store on a thread of its own.
///
/// It never makes anybody wait and never fails: past 100,000 entries or 64 MB that wait, the oldest are dropped;
/// what is dropped, or what the disk will not take, is counted, and the count told in the stream where it is
/// missing. Old entries are removed when it begins, and hourly.
public final class LogWriter: Sendable {
    private let work: LogWork

    /// Starts the writer's thread.
    ///
    /// - Parameters:
    ///   - store: where it writes to; it must not be closed before the writer.
    ///   - onFailure: is told why entries are lost, on the writer's thread: once, and again when writing has
    ///     worked in between.
    public convenience init(
        to store: LogStore,
        onFailure: @escaping @Sendable (LogStoreError) -> Void = { _ in }
    ) {
        self.init(to: store, limits: WaitingBatches.Limits(), onFailure: onFailure)
    }

    /// Starts the writer's thread, with other limits than usual.
    package init(
        to store: LogStore,
        limits: WaitingBatches.Limits,
        onFailure: @escaping @Sendable (LogStoreError) -> Void
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

    /// Takes a batch: costs a lock and a few copies.
    ///
    /// After ``close()`` it takes nothing any more.
    public func append(_ batch: LogBatch) {
        work.append(batch)
    }

    /// Waits until all that was appended before is in the store, or lost.
    public func flush() async {
        await work.flush()
    }

    /// Writes what waits, and ends the thread.
    public func close() async {
        work.close()
        await work.end()
    }

    /// The number of entries that were dropped, or that the disk would not take.
    public var lostEntries: Int { work.lostEntries }
}
