import Brink
import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations
import Testing

/// A decider with short words for what tests do with it.
struct AdmissionPools {
    var admission: Admission

    init(concurrency: Int = 100, wait: UInt64 = 60, idle: UInt64 = 300) {
        admission = Admission(Admission.Limits(concurrency: concurrency, wait: wait, idle: idle))
    }

    static func function(_ name: String, limit: Int) -> HostedFunction {
        let runtime = FakeRuntime()
        let configuration = FunctionConfiguration(
            name: name,
            code: HandlerCode(taskRoot: "/var/task", entry: .handlerString("index.handler")),
            runtime: RuntimeIdentifier(embedded: runtime)
        )
        return HostedFunction(
            PreparedFunction(configuration: configuration),
            in: runtime,
            fallback: nil,
            concurrency: limit,
            HostedFunction.Setting(
                judge: nil,
                initLimit: .seconds(10),
                starts: StartLimiter(width: 1),
                counts: InstanceCounts()
            )
        )
    }

    /// The numbers of lent and idle instances and of waiting callers.
    var load: [Int] { [admission.load.lent, admission.load.idle, admission.load.waiting] }

    @discardableResult
    mutating func add(_ name: String, region: String = "us-east-1", limit: Int = 10) -> FunctionAddress {
        let address = FunctionAddress(name: name, region: region)
        return (try? admission.add(at: address) { Self.function($0.name, limit: limit) }) ?? address
    }

    mutating func call(
        _ name: String,
        _ start: InstanceStart = .warmIfPossible,
        at now: UInt64 = 0
    ) -> Admission.Decision {
        admission.admit(to: FunctionAddress(name: name), start, at: now)
    }

    mutating func lend(
        _ name: String,
        _ start: InstanceStart = .warmIfPossible,
        at now: UInt64 = 0
    ) throws -> FunctionInstance {
        try #require(call(name, start, at: now).instance)
    }

    mutating func giveBack(
        _ instance: FunctionInstance,
        isWarm: Bool = true,
        _ tally: Tally = Tally(),
        at now: UInt64
    ) {
        admission.giveBack(instance, isWarm: isWarm, tally, at: now)
    }

    mutating func drainEffects() -> Admission.Effects {
        defer { admission.effects = Admission.Effects() }
        return admission.effects
    }

    /// The callers that were answered since the effects were last drained.
    mutating func answered() -> [ObjectIdentifier] { drainEffects().answers.map { ObjectIdentifier($0.0) } }
}

extension Admission.Decision {
    var instance: FunctionInstance? {
        if case .lend(let instance) = self { instance } else { nil }
    }
    var waiter: Waiter? { if case .wait(let waiter) = self { waiter } else { nil } }
    var error: (any Error)? { if case .refuse(let error) = self { error } else { nil } }
}
