import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Invocations

/// Calls functions of both languages and isolation levels from many callers, with faults among the calls.
struct Soak {
    private static let callers = 200

    /// One of this many calls commits a fault.
    private static let faultPeriod = 100

    /// The host, without a practical wait limit: 25 callers share two instances.
    private let host = HandlerHost(waitLimit: .seconds(600))
    private let tokens = TokenSource()
    private let tally = SoakTally()

    /// Calls for some time, shuts the host down, and checks for leaks.
    ///
    /// - Returns: everything unexpected, each in one line.
    func run(seconds: Int) async throws -> [String] {
        let before = try await Self.startInterpreters()
        let functions = try await SoakFunction.loadAll(in: host)
        let begin = ContinuousClock.now
        let killer = Task { await WorkerKiller.run() }
        let early = Task {
            try await Task.sleep(for: .seconds(seconds) / 10)
            return ProcessStatus.current.residentBytes
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<Self.callers {
                let function = functions[caller % functions.count]
                group.addTask { try await call(function, until: begin + .seconds(seconds)) }
            }
            try await group.waitForAll()
        }
        let took = ContinuousClock.now - begin
        killer.cancel()
        let killed = await killer.value
        let rate = Int(Double(tally.total) * 1000 / took.milliseconds)
        print("\(tally.total) calls, \(rate) a second: \(tally.byKind)")
        print("\(killed) workers killed; \(tally.unstarted) calls without a worker")
        await host.shutdown()
        let resident = try await early.value
        let left = try await Leftovers.settled(to: before, earlyResidentBytes: resident)
        return tally.wrong + left.excess(over: before, earlyResidentBytes: resident)
    }

    /// Uses every function once in another host, and returns the state after it: interpreters stay for good.
    private static func startInterpreters() async throws -> Leftovers {
        let host = HandlerHost()
        let event = try EventBuilder(.viewerRequest).uri("/good").event()
        for function in try await SoakFunction.loadAll(in: host) {
            _ = try await host.invoke(function.address, with: InvocationEvent(event))
        }
        await host.shutdown()
        try await Task.sleep(for: .seconds(1))
        return .current
    }

    /// Calls a function repeatedly, as one of many callers.
    private func call(_ function: SoakFunction, until deadline: ContinuousClock.Instant) async throws {
        while ContinuousClock.now < deadline {
            let isFault = Int.random(in: 0..<Self.faultPeriod) == 0
            let injection = isFault ? function.injections.randomElement() : nil
            let token = tokens.next()
            let event = try EventBuilder(.viewerRequest)
                .uri("/\(injection?.name ?? "good")").querystring(token).event()
            let outcome: InvocationOutcome
            do {
                outcome = try await host.invoke(function.address, with: InvocationEvent(event))
            } catch is RuntimeStartError where function.isolation == .worker {
                // The killer hits starting workers too.
                tally.addUnstarted()
                continue
            }
            tally.add(outcome.kind, wrong: flaw(of: outcome, injection, token, in: function))
        }
    }

    /// Describes an unexpected outcome; nil for an expected one.
    private func flaw(
        of outcome: InvocationOutcome,
        _ injection: SoakFunction.Injection?,
        _ token: String,
        in function: SoakFunction
    ) -> String? {
        // The killer may hit the worker of any call.
        if function.isolation == .worker, outcome.kind == .crashed { return nil }
        let expected = injection?.kind ?? .accepted
        guard outcome.kind == expected else {
            let call = "\(function.address) (\(function.isolation.rawValue)), \(injection?.name ?? "good")"
            return "\(call) ended as \(outcome.kind.rawValue) (\(outcome.failure?.errorType ?? ""))"
        }
        let isOwn = outcome.kind != .accepted || outcome.text.contains("\"\(token)\"")
        return isOwn ? nil : "\(function.address) returned another call's token"
    }
}
