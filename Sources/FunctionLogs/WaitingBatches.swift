import DequeModule

/// A bounded queue of batches that wait to be written: past its limits the oldest are dropped.
package struct WaitingBatches {
    /// The most that may wait; suits a server.
    package static let standardLimits = LogBatch.Weight(entries: 100_000, bytes: 64 << 20)

    /// The most batches of one load; as soon as as many wait they are written without waiting for more.
    package static let manyBatches = 1000
    private static let manyBytes = 8 << 20

    /// The contents of one transaction.
    package struct Load {
        package var batches: [LogBatch] = []
        /// The number of entries that each stream lost, to the limits or to failed writes.
        package var missing: [LogStreamKey: Int] = [:]
        /// The number of batches that have left with this load or before.
        package var through = 0
    }

    private let limits: LogBatch.Weight
    private var batches: Deque<LogBatch> = []
    private var weight = LogBatch.Weight(entries: 0, bytes: 0)
    private var missing: [LogStreamKey: Int] = [:]

    /// The number of batches that were ever appended.
    package private(set) var appended = 0
    /// The number of entries lost so far.
    package private(set) var lost = 0

    package init(limits: LogBatch.Weight = standardLimits) {
        self.limits = limits
    }

    package var count: Int { batches.count }

    /// Appends a batch, and drops the oldest past the limits: itself too if it is past them alone.
    ///
    /// Returns true if the writer should wake up: it is the first batch, or there are many now.
    package mutating func append(_ batch: LogBatch) -> Bool {
        batches.append(batch)
        appended += 1
        weight.entries += batch.weight.entries
        weight.bytes += batch.weight.bytes
        while weight.entries > limits.entries || weight.bytes > limits.bytes, let dropped = popFirst() {
            recordLoss(of: dropped)
        }
        return count == 1 || count == Self.manyBatches
    }

    /// Removes the oldest batches, as many as one transaction should hold.
    ///
    /// Losses are reported along with batches, never alone: a full disk stays full.
    package mutating func popLoad() -> Load {
        var load = Load()
        var bytes = 0
        load.batches.reserveCapacity(min(count, Self.manyBatches))
        while load.batches.count < Self.manyBatches, bytes < Self.manyBytes, let batch = popFirst() {
            load.batches.append(batch)
            bytes += batch.weight.bytes
        }
        swap(&load.missing, &missing)
        load.through = appended - count
        return load
    }

    /// Records that a load could not be written.
    package mutating func recordLoss(of load: Load) {
        missing.merge(load.missing) { $0 + $1 }
        for batch in load.batches { recordLoss(of: batch) }
    }

    private mutating func recordLoss(of batch: LogBatch) {
        lost += batch.weight.entries
        missing[batch.stream, default: 0] += batch.weight.entries
    }

    private mutating func popFirst() -> LogBatch? {
        guard let batch = batches.popFirst() else { return nil }
        weight.entries -= batch.weight.entries
        weight.bytes -= batch.weight.bytes
        return batch
    }
}
