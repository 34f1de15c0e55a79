import HandlerRuntime

/// Decides which caller runs on which instance, who waits, and which instance goes: the pools of all functions of a host.
///
/// It decides alone: ``InstanceSupply`` has the lock, the clock and the alarm, and does what is left in ``effects``.
/// Moments are nanoseconds on one clock. After every change nobody waits who need not.
struct Admission {
    /// What a host is held to.
    struct Limits {
        /// The most instances of all functions together.
        let concurrency: Int
        /// How long a caller waits at most, in nanoseconds.
        let wait: UInt64
        /// How long an instance stays without use, in nanoseconds.
        let idle: UInt64
    }

    /// What is to be done about a change, outside of the lock.
    struct Effects {
        var answers: [(Waiter, Result<FunctionInstance, any Error>)] = []
        /// To be closed, and told to ``Admission/didClose(_:)``.
        var retired: [FunctionInstance] = []
        var ends: [Handover<Void>] = []
    }

    /// What a caller is told.
    enum Decision {
        case lend(FunctionInstance)
        case wait(Waiter)
        case refuse(any Error)
    }

    private let limits: Limits
    private var isShutDown = false
    /// The functions that can be invoked.
    private var names: [String: FunctionPool] = [:]
    /// Those and the ones that are being removed.
    private var pools: [ObjectIdentifier: FunctionPool] = [:]
    /// Those with callers that wait, by whose turn it is.
    private var line: [FunctionPool] = []
    /// The instances of all functions that are lent or idle.
    private var count = 0
    private var idleCount = 0
    private(set) var throttled = 0
    private(set) var tally = Tally()

    /// What there is to do since it was last taken.
    var effects = Effects()

    /// The next moment to call ``expire(at:)`` at; the farthest there is when nothing is idle and nobody waits.
    private(set) var wakeAt = UInt64.max

    init(_ limits: Limits) {
        self.limits = limits
    }

    // MARK: Functions

    /// Takes a function in, and hands out the name that it then has.
    mutating func add(named name: String, _ make: (String) -> HostedFunction) throws(HostError) -> String {
        guard !isShutDown else { throw .isShutDown }
        var unique = name
        var number = 2
        while names[unique] != nil {
            unique = "\(name)-\(number)"
            number += 1
        }
        let pool = FunctionPool(of: make(unique))
        names[unique] = pool
        pools[ObjectIdentifier(pool.function)] = pool
        return unique
    }

    /// Lets go of a function.
    ///
    /// - Returns: given once nothing of it is left.
    mutating func remove(_ name: String) throws(HostError) -> Handover<Void> {
        let pool = try pool(named: name)
        names[name] = nil
        defer { letIn() }
        return end(pool, HostError.unknown(name))
    }

    /// Lets go of all functions, and takes in no other.
    ///
    /// - Returns: given once nothing of each is left.
    mutating func shutDown() -> [Handover<Void>] {
        isShutDown = true
        names = [:]
        return pools.values.map { end($0, HostError.isShutDown) }
    }

    /// The function of a name.
    func function(named name: String) throws(HostError) -> HostedFunction {
        try pool(named: name).function
    }

    private func pool(named name: String) throws(HostError) -> FunctionPool {
        guard !isShutDown else { throw .isShutDown }
        guard let pool = names[name] else { throw .unknown(name) }
        return pool
    }

    private mutating func end(_ pool: FunctionPool, _ error: HostError) -> Handover<Void> {
        let end = Handover<Void>()
        pool.ends.append(end)
        effects.answers += pool.waiting.map { ($0, .failure(error)) }
        pool.waiting = []
        line.removeAll { $0 === pool }
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

    /// Decides about a caller that has come.
    mutating func admit(to name: String, _ start: InstanceStart, at now: UInt64) -> Decision {
        do throws(HostError) {
            let pool = try pool(named: name)
            if let instance = lend(from: pool, start) { return .lend(instance) }
            guard limits.wait > 0 else { return .refuse(throttle(pool)) }
            let waiter = Waiter(for: pool.function, start, until: now + limits.wait)
            if pool.waiting.isEmpty { line.append(pool) }
            pool.waiting.append(waiter)
            wake(by: waiter.deadline)
            return .wait(waiter)
        } catch {
            return .refuse(error)
        }
    }

    /// Takes a caller out of the line; nothing when it was answered before.
    mutating func leave(_ waiter: Waiter) {
        guard let pool = pools[ObjectIdentifier(waiter.function)],
            let place = pool.waiting.firstIndex(where: { $0 === waiter })
        else { return }
        pool.waiting.remove(at: place)
        if pool.waiting.isEmpty { line.removeAll { $0 === pool } }
        effects.answers.append((waiter, .failure(CancellationError())))
    }

    /// Takes an instance back, after the invocations that `tally` tells of.
    mutating func takeBack(_ instance: FunctionInstance, isWarm: Bool, _ tally: Tally, at now: UInt64) {
        self.tally.add(tally)
        guard let pool = pools[ObjectIdentifier(instance.function)] else { return }
        if isWarm {
            pool.idle.append(FunctionPool.Idle(instance: instance, since: now))
            idleCount += 1
            if pool.isBeingRemoved { retireIdle(1, of: pool) } else { wake(by: now + limits.idle) }
        } else {
            pool.count -= 1
            count -= 1
            forgetIfOver(pool)
        }
        if !line.isEmpty { letIn() }
    }

    /// Takes note that an instance that was among the retired ones is closed.
    mutating func didClose(_ instance: FunctionInstance) {
        guard let pool = pools[ObjectIdentifier(instance.function)] else { return }
        pool.closing -= 1
        forgetIfOver(pool)
    }

    /// Retires the instances that were idle for too long, and throttles the callers that waited for too long.
    mutating func expire(at now: UInt64) {
        wakeAt = .max
        for pool in pools.values {
            retireIdle(pool.idle.count { $0.since + limits.idle <= now }, of: pool)
            let late = pool.waiting.prefix(while: { $0.deadline <= now })
            for waiter in late { effects.answers.append((waiter, .failure(throttle(pool)))) }
            pool.waiting.removeFirst(late.count)
            if let idle = pool.idle.first { wake(by: idle.since + limits.idle) }
            if let waiter = pool.waiting.first { wake(by: waiter.deadline) }
        }
        line.removeAll(where: \.waiting.isEmpty)
        letIn()
    }

    private mutating func wake(by moment: UInt64) {
        wakeAt = min(wakeAt, moment)
    }

    private mutating func throttle(_ pool: FunctionPool) -> Throttling {
        throttled += 1
        let isFull = pool.count >= pool.function.limit
        return Throttling(
            pool.function,
            by: isFull ? .function(pool.function.limit) : .host(limits.concurrency),
            afterNanoseconds: limits.wait
        )
    }

    // MARK: Instances

    /// Lets in who can be let in: the functions in turn, of each the caller that came first.
    private mutating func letIn() {
        var place = 0
        while place < line.count {
            let pool = line[place]
            guard let first = pool.waiting.firstIndex(where: { canLend(from: pool, $0.start) }),
                let instance = lend(from: pool, pool.waiting[first].start)
            else {
                place += 1
                continue
            }
            effects.answers.append((pool.waiting.remove(at: first), .success(instance)))
            line.remove(at: place)
            if !pool.waiting.isEmpty { line.append(pool) }
        }
    }

    private func canLend(from pool: FunctionPool, _ start: InstanceStart) -> Bool {
        if !pool.idle.isEmpty { return true }
        guard pool.count < pool.function.limit else { return false }
        guard start != .warm || pool.count == 0 else { return false }
        return count < limits.concurrency || idleCount > 0
    }

    /// Hands out an instance for one caller alone; nil when it must wait.
    ///
    /// Of those that are idle the one that was used last, so that the others are retired one day; for a cold start, which
    /// renews it, the one that was not used for longest.
    private mutating func lend(from pool: FunctionPool, _ start: InstanceStart) -> FunctionInstance? {
        guard canLend(from: pool, start) else { return nil }
        if !pool.idle.isEmpty {
            idleCount -= 1
            return (start == .cold ? pool.idle.removeFirst() : pool.idle.removeLast()).instance
        }
        if count >= limits.concurrency { retireLeastRecentlyUsed() }
        pool.count += 1
        count += 1
        return FunctionInstance(of: pool.function)
    }

    private mutating func retireLeastRecentlyUsed() {
        let oldest = pools.values.filter { !$0.idle.isEmpty }.min { $0.idle[0].since < $1.idle[0].since }
        if let oldest { retireIdle(1, of: oldest) }
    }

    /// Retires the instances of a function that were idle for longest.
    private mutating func retireIdle(_ number: Int, of pool: FunctionPool) {
        effects.retired += pool.idle.prefix(number).map(\.instance)
        pool.idle.removeFirst(number)
        pool.count -= number
        pool.closing += number
        count -= number
        idleCount -= number
    }

    /// How many instances are lent, how many idle, and how many callers wait.
    var load: (lent: Int, idle: Int, waiting: Int) {
        (count - idleCount, idleCount, line.reduce(0) { $0 + $1.waiting.count })
    }
}
