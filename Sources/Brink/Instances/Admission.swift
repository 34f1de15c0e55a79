import DequeModule
package import InterpreterThreads
import Invocations

/// Decides which caller runs on which instance, which callers wait and which instances are retired, for all functions of
/// a host.
///
/// It only decides: ``InstanceSupply`` has the lock, the clock and the alarm, and carries out the ``effects``. Moments are
/// nanoseconds of one clock. After each change no caller waits for a slot that is free.
package struct Admission {
    /// The limits of a host.
    package struct Limits {
        /// The maximum number of instances of all functions.
        let concurrency: Int
        /// The longest time that a caller waits, in nanoseconds.
        let wait: UInt64
        /// The time after which an idle instance is retired, in nanoseconds.
        let idle: UInt64

        package init(concurrency: Int, wait: UInt64, idle: UInt64) {
            self.concurrency = concurrency
            self.wait = wait
            self.idle = idle
        }
    }

    /// The consequences of a change, to be carried out outside the lock.
    package struct Effects {
        package var answers: [(Waiter, Result<FunctionInstance, any Error>)] = []
        /// Instances to close and then to report to ``Admission/didClose(_:)``.
        package var retired: [FunctionInstance] = []
        package var ends: [Handover<Void>] = []

        package init() {}
    }

    /// The answer to a caller.
    package enum Decision {
        case lend(FunctionInstance)
        case wait(Waiter)
        case refuse(any Error)
    }

    private let limits: Limits
    private var isShutDown = false
    /// The functions that can be invoked.
    private var addresses: [FunctionAddress: FunctionPool] = [:]
    /// Those functions, and the ones that are being removed.
    private var pools: [ObjectIdentifier: FunctionPool] = [:]
    /// The functions with waiting callers, by turn.
    private var turns: Deque<FunctionPool> = []
    /// The number of lent and idle instances of all functions.
    private var count = 0
    private var idleCount = 0
    package private(set) var throttled = 0
    package private(set) var tally = Tally()

    /// The consequences that were not carried out yet.
    package var effects = Effects()

    /// The next moment to call ``expire(at:)``; `UInt64.max` while no instance is idle and no caller waits.
    package private(set) var wakeAt = UInt64.max

    package init(_ limits: Limits) {
        self.limits = limits
    }

    // MARK: Functions

    /// Adds a function and returns its address, with a number if another function has that address.
    package mutating func add(
        at address: FunctionAddress,
        _ make: (FunctionAddress) -> HostedFunction
    ) throws(HostError) -> FunctionAddress {
        guard !isShutDown else { throw .isShutDown }
        var unique = address
        var number = 2
        while addresses[unique] != nil {
            unique.name = "\(address.name)-\(number)"
            number += 1
        }
        let pool = FunctionPool(of: make(unique))
        addresses[unique] = pool
        pools[ObjectIdentifier(pool.function)] = pool
        return unique
    }

    /// Removes a function; the result is given once its last instance is closed.
    package mutating func remove(_ address: FunctionAddress) throws(HostError) -> Handover<Void> {
        let pool = try pool(at: address)
        addresses[address] = nil
        defer { admitWaiting() }
        return end(pool, HostError.unknown(address))
    }

    /// Removes all functions and refuses new ones; each result is given once a function's last instance is closed.
    package mutating func shutDown() -> [Handover<Void>] {
        isShutDown = true
        addresses = [:]
        return pools.values.map { end($0, HostError.isShutDown) }
    }

    /// Returns the function at an address.
    package func function(at address: FunctionAddress) throws(HostError) -> HostedFunction {
        try pool(at: address).function
    }

    private func pool(at address: FunctionAddress) throws(HostError) -> FunctionPool {
        guard !isShutDown else { throw .isShutDown }
        guard let pool = addresses[address] else { throw .unknown(address) }
        return pool
    }

    private mutating func end(_ pool: FunctionPool, _ error: HostError) -> Handover<Void> {
        let end = Handover<Void>()
        pool.ends.append(end)
        effects.answers += pool.waiting.map { ($0, .failure(error)) }
        pool.waiting = []
        turns.removeAll { $0 === pool }
        retireIdle(pool.idle.count, of: pool)
        forgetIfOver(pool)
        return end
    }

    private mutating func forgetIfOver(_ pool: FunctionPool) {
        guard pool.isOver else { return }
        pools[ObjectIdentifier(pool.function)] = nil
        effects.ends += pool.ends
    }

    // MARK: Callers

    /// Decides about a new caller.
    package mutating func admit(to address: FunctionAddress, _ start: InstanceStart, at now: UInt64)
        -> Decision
    {
        do throws(HostError) {
            let pool = try pool(at: address)
            if let instance = lend(from: pool, start) { return .lend(instance) }
            guard limits.wait > 0 else { return .refuse(throttle(pool)) }
            let waiter = Waiter(for: pool.function, start, until: now + limits.wait)
            if pool.waiting.isEmpty { turns.append(pool) }
            pool.waiting.append(waiter)
            wake(by: waiter.deadline)
            return .wait(waiter)
        } catch {
            return .refuse(error)
        }
    }

    /// Removes a waiting caller; no effect after it was answered.
    package mutating func leave(_ waiter: Waiter) {
        guard let pool = pools[ObjectIdentifier(waiter.function)],
            let index = pool.waiting.firstIndex(where: { $0 === waiter })
        else { return }
        pool.waiting.remove(at: index)
        if pool.waiting.isEmpty { turns.removeAll { $0 === pool } }
        effects.answers.append((waiter, .failure(CancellationError())))
    }

    /// Accepts an instance back from its caller, with the invocations it ran.
    package mutating func giveBack(_ instance: FunctionInstance, isWarm: Bool, _ tally: Tally, at now: UInt64)
    {
        self.tally.add(tally)
        guard let pool = pools[ObjectIdentifier(instance.function)] else { return }
        if isWarm {
            pool.idle.append((instance, now))
            idleCount += 1
            if pool.isBeingRemoved { retireIdle(1, of: pool) } else { wake(by: now + limits.idle) }
        } else {
            pool.count -= 1
            count -= 1
            forgetIfOver(pool)
        }
        if !turns.isEmpty { admitWaiting() }
    }

    /// Records that a retired instance is closed.
    package mutating func didClose(_ instance: FunctionInstance) {
        guard let pool = pools[ObjectIdentifier(instance.function)] else { return }
        pool.closing -= 1
        forgetIfOver(pool)
    }

    /// Retires the instances that were idle for too long, and throttles the callers that waited for too long.
    package mutating func expire(at now: UInt64) {
        wakeAt = .max
        for pool in pools.values {
            retireIdle(pool.idle.count { $0.since + limits.idle <= now }, of: pool)
            while let waiter = pool.waiting.first, waiter.deadline <= now {
                effects.answers.append((waiter, .failure(throttle(pool))))
                pool.waiting.removeFirst()
            }
            if let idle = pool.idle.first { wake(by: idle.since + limits.idle) }
            if let waiter = pool.waiting.first { wake(by: waiter.deadline) }
        }
        turns.removeAll(where: \.waiting.isEmpty)
        admitWaiting()
    }

    private mutating func wake(by moment: UInt64) {
        wakeAt = min(wakeAt, moment)
    }

    private mutating func throttle(_ pool: FunctionPool) -> Throttling {
        throttled += 1
        let isFull = pool.count >= pool.function.limit
        return Throttling(
            function: pool.function,
            limit: isFull ? pool.function.limit : limits.concurrency,
            scope: isFull ? "this function" : "all functions",
            waited: .nanoseconds(limits.wait)
        )
    }

    // MARK: Instances

    /// Lends instances to waiting callers where possible: one per function and turn, to the caller that came first.
    private mutating func admitWaiting() {
        var index = 0
        while index < turns.count {
            let pool = turns[index]
            guard let first = pool.waiting.firstIndex(where: { canLend(from: pool, $0.start) }),
                let instance = lend(from: pool, pool.waiting[first].start)
            else {
                index += 1
                continue
            }
            effects.answers.append((pool.waiting.remove(at: first), .success(instance)))
            turns.remove(at: index)
            if !pool.waiting.isEmpty { turns.append(pool) }
        }
    }

    private func canLend(from pool: FunctionPool, _ start: InstanceStart) -> Bool {
        if !pool.idle.isEmpty { return true }
        guard pool.count < pool.function.limit, start != .warm || pool.count == 0 else { return false }
        return count < limits.concurrency || idleCount > 0
    }

    /// Lends an instance to one caller; nil when the caller must wait.
    ///
    /// The most recently used idle instance goes first, so that the others are retired eventually. A cold start, which
    /// replaces the environment, gets the least recently used one.
    private mutating func lend(from pool: FunctionPool, _ start: InstanceStart) -> FunctionInstance? {
        guard canLend(from: pool, start) else { return nil }
        if !pool.idle.isEmpty {
            idleCount -= 1
            return (start == .cold ? pool.idle.removeFirst() : pool.idle.removeLast()).instance
        }
        if count >= limits.concurrency {
            let oldest = pools.values.filter { !$0.idle.isEmpty }.min { $0.idle[0].since < $1.idle[0].since }
            if let oldest { retireIdle(1, of: oldest) }
        }
        pool.count += 1
        count += 1
        return FunctionInstance(of: pool.function)
    }

    /// Retires the least recently used idle instances of a function.
    private mutating func retireIdle(_ number: Int, of pool: FunctionPool) {
        effects.retired += pool.idle.prefix(number).map(\.instance)
        pool.idle.removeFirst(number)
        pool.count -= number
        pool.closing += number
        count -= number
        idleCount -= number
    }

    /// The numbers of lent and idle instances and of waiting callers.
    package var load: (lent: Int, idle: Int, waiting: Int) {
        (count - idleCount, idleCount, turns.reduce(0) { $0 + $1.waiting.count })
    }
}
