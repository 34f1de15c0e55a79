import InterpreterThreads

/// The loop of the writer thread, until it is closed.
struct LogWriting {
    /// Nanoseconds that the first batch waits for others, so that one transaction holds many.
    private static let gathering: UInt64 = 50_000_000
    private static let hour: Int64 = 3_600_000

    let work: LogWork
    let store: LogStore
    let onFailure: @Sendable (LogStoreError) -> Void

    private var isFailing = false
    /// True while expired entries remain.
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
            if demand.isPending {
                if !demand.isUrgent { gather() }
                write()
            }
            if sweeps || isHourOver() {
                // One chunk: batches that arrived meanwhile are written before the next.
                sweep()
            } else if !demand.isPending, !demand.isClosed {
                work.wait(untilNanoseconds: DeadlineTimer.nowNanoseconds + UInt64(Self.hour) * 1_000_000)
            }
            if demand.isClosed, !demand.isPending { return work.finish() }
        }
    }

    private func gather() {
        let until = DeadlineTimer.nowNanoseconds + Self.gathering
        while !work.demand.isUrgent, DeadlineTimer.nowNanoseconds < until {
            work.wait(untilNanoseconds: until)
        }
    }

    private mutating func write() {
        let load = work.popLoad()
        do throws(LogStoreError) {
            try store.write(load.batches, missing: load.missing)
            isFailing = false
            work.settle(load, isLost: false)
        } catch {
            work.settle(load, isLost: true)
            report(error)
        }
    }

    /// Removes a chunk of expired entries.
    private mutating func sweep() {
        do throws(LogStoreError) {
            sweeps = try store.removeExpiredChunk()
        } catch {
            // Tried again in an hour.
            sweeps = false
            report(error)
        }
    }

    private mutating func isHourOver() -> Bool {
        let now = store.now()
        // A clock that was set back must not delay the next sweep.
        guard now - sweptAt >= Self.hour || now < sweptAt else { return false }
        sweptAt = now
        return true
    }

    private mutating func report(_ error: LogStoreError) {
        if !isFailing { onFailure(error) }
        isFailing = true
    }
}
