/// What waits to be written: decides how much may wait, and what goes when it is too much.
package struct WaitingBatches {
    /// How much may wait.
    package struct Limits: Sendable {
        package var entries: Int
        package var bytes: Int

        /// Describes how much may wait; without more, as much as a server has room for.
        package init(entries: Int = 100_000, bytes: Int = 64 << 20) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// So many are written at once, and when as many wait they are not left waiting.
    package static let manyBatches = 1000
    private static let manyBytes = 8 << 20

    /// What is to be written in one transaction.
    package struct Load {
        package var batches: [LogBatch] = []
        /// How many entries of which streams are missing, because there was no room or they could not be written.
        package var missing: [LogStreamKey: Int] = [:]
        /// The number of the last of the batches that have left with this load or before.
        package var through = 0
    }

    private let limits: Limits
    // A ring: the oldest is at `oldest`, and `count` places from there are filled.
    private var ring: [LogBatch?] = Array(repeating: nil, count: 256)
    private var oldest = 0
    /// The number of batches that wait.
    package private(set) var count = 0
    private var weight = LogBatch.Weight(entries: 0, bytes: 0)
    private var missing: [LogStreamKey: Int] = [:]

    /// The number of batches that ever came.
    package private(set) var appended = 0
    /// The number of entries that were lost so far.
    package private(set) var lost = 0

    /// Begins with nothing.
    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Takes one more, and lets go of the oldest when there are too many; the newest is always kept.
    ///
    /// - Returns: whether somebody who waits for work should be told: it is the first, or there are many now.
    package mutating func append(_ batch: LogBatch) -> Bool {
        if count == ring.count { grow() }
        ring[(oldest + count) & (ring.count - 1)] = batch
        count += 1
        appended += 1
        weight.entries += batch.weight.entries
        weight.bytes += batch.weight.bytes
        while count > 1, weight.entries > limits.entries || weight.bytes > limits.bytes {
            if let dropped = popFirst() { miss(dropped) }
        }
        return count == 1 || count == Self.manyBatches
    }

    /// Hands out the oldest, as many as one transaction should hold.
    ///
    /// What is missing is told along with them, and not for its own sake: a disk that is full stays full.
    package mutating func take() -> Load {
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

    /// Takes note of a load that could not be written.
    package mutating func lose(_ load: Load) {
        missing.merge(load.missing) { $0 + $1 }
        for batch in load.batches { miss(batch) }
    }

    private mutating func miss(_ batch: LogBatch) {
        lost += batch.weight.entries
        missing[LogStreamKey(group: batch.group, name: batch.streamName), default: 0] += batch.weight.entries
    }

    private mutating func popFirst() -> LogBatch? {
        guard count > 0, let batch = ring[oldest].take() else { return nil }
        oldest = (oldest + 1) & (ring.count - 1)
        count -= 1
        weight.entries -= batch.weight.entries
        weight.bytes -= batch.weight.bytes
        return batch
    }

    private mutating func grow() {
        // Its length stays a power of two.
        let inOrder = ring[oldest...] + ring[..<oldest]
        ring = Array(inOrder) + Array(repeating: nil, count: ring.count)
        oldest = 0
    }
}
