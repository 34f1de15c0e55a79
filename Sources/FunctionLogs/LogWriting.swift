import HandlerRuntime

/// The thread that writes: what it does until it is closed.
struct LogWriting {
    /// How long the first batch waits for others, so that many go into one transaction.
    private static let gathering: UInt64 = 50_000_000
    private static let hour: Int64 = 3_600_000

    let work: LogWork
    let store: LogStore
    let onFailure: @Sendable (LogStoreError) -> Void

    private var isFailing = false
    /// Whether there is more to remove.
    private var sweeps = false
    private var sweptAt: Int64

    init(work: LogWork, store: LogStore, onFailure: @escaping @Sendable (LogStoreError) -> Void) {
        self.work = work
        self.store = store
        self.onFailure = onFailure
        sweptAt = store.now()
    }

    consuming func run() {
        sweep()
        while true {
            let demand = work.demand
            if demand.isThere {
                if !demand.isUrgent { gather() }
                write()
            }
            if sweeps || isHourOver() {
                // One chunk: what came meanwhile is written before the next.
                sweep()
            } else if !demand.isThere, !demand.isClosed {
                work.wait(untilNanoseconds: DeadlineTimer.nowNanoseconds + UInt64(Self.hour) * 1_000_000)
            }
            if demand.isClosed, !demand.isThere { return work.finish() }
        }
    }

    private func gather() {
        let until = DeadlineTimer.nowNanoseconds + Self.gathering
        while !work.demand.isUrgent, DeadlineTimer.nowNanoseconds < until {
            work.wait(untilNanoseconds: until)
        }
    }

    private mutating func write() {
        let load = work.take()
        do throws(LogStoreError) {
            try store.write(load.batches, missing: load.missing)
            isFailing = false
            work.settle(load, isLost: false)
        } catch {
            work.settle(load, isLost: true)
            tell(error)
        }
    }

    /// Removes a chunk of what is too old.
    private mutating func sweep() {
        do throws(LogStoreError) {
            sweeps = try store.removeExpiredChunk()
        } catch {
            // The next hour may be better.
            sweeps = false
            tell(error)
        }
    }

    private mutating func isHourOver() -> Bool {
        let now = store.now()
        // A clock that was set back would otherwise leave everything as it is for long.
        guard now - sweptAt >= Self.hour || now < sweptAt else { return false }
        sweptAt = now
        return true
    }

    private mutating func tell(_ error: LogStoreError) {
        if !isFailing { onFailure(error) }
        isFailing = true
    }
}
