import Brink
import CloudFrontEvents
import Invocations

/// Commits faults in this process, one by one, and observes the host and other functions.
struct FaultTrial {
    /// The time limit for the next good response of a function.
    private static let patience = Duration.seconds(10)

    /// The same for a function whose interpreter stays blocked.
    private static let shortPatience = Duration.milliseconds(500)

    private let isolation: Isolation
    /// With one spare: more would start and stop over time, and with them threads and memory.
    private let host = HandlerHost(spares: .upTo(1))
    private let bystanders: [RuntimeIdentifier.Language: FunctionAddress]
    private let tokens = TokenSource()

    /// Creates a host with a harmless function in each language.
    init(in isolation: Isolation) async throws {
        self.isolation = isolation
        var bystanders: [RuntimeIdentifier.Language: FunctionAddress] = [:]
        for harmless in [Fault.node("", "", .accepted), .python("", "", .accepted)] {
            bystanders[harmless.language] = try await host.load(harmless.definition(in: isolation))
        }
        self.bystanders = bystanders
    }

    func end() async {
        await host.shutdown()
    }

    /// Commits a fault, and observes its effects until everything is as before.
    func commit(_ fault: Fault) async throws -> Observation {
        let function = try await host.load(fault.definition(in: isolation))
        for warmed in [function] + bystanders.values { _ = try await goodResponse(of: warmed) }
        let isHeld = fault.expectation(in: isolation).holdsInterpreter
        let before = try await settledStatus()
        let state = HostState.current
        ProcessStatus.resetPeak()

        let token = tokens.next()
        let begin = ContinuousClock.now
        let ending = Ending(of: try await host.invoke(function, with: Self.event("/fault", token)), token)
        let end = ContinuousClock.now
        let nextGood = try await waitForGood(function, within: isHeld ? Self.shortPatience : Self.patience)
        let same = try await goodResponse(of: bystanders[fault.language])
        let other = try await goodResponse(of: bystanders.first { $0.key != fault.language }?.value)
        let after = try await status(withAtMost: before.threads)

        let observation = Observation(
            fault: fault.name,
            kind: ending.kind,
            errorType: ending.errorType,
            matchesRequest: ending.matchesRequest,
            tookMs: (end - begin).milliseconds,
            nextGoodMs: nextGood.map { ($0 - end).milliseconds },
            sameLanguage: same,
            otherLanguage: other,
            grownBytes: after.residentBytes - before.residentBytes,
            peakBytes: after.peakBytes - before.residentBytes,
            threadsLeft: after.threads - before.threads,
            changes: HostState.current.changes(since: state)
        )
        if !isHeld { try await host.remove(function) }
        return observation
    }

    /// Invokes a function until it returns a good response, and returns that time.
    private func waitForGood(_ function: FunctionAddress, within patience: Duration) async throws
        -> ContinuousClock.Instant?
    {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            if try await goodResponse(of: function) == good { return .now }
            try await Task.sleep(for: .milliseconds(2))
        }
        return nil
    }

    /// Requests a good response from a function: returns `good`, or the outcome instead.
    private func goodResponse(of function: FunctionAddress?) async throws -> String {
        guard let function else { return "no such function" }
        let token = tokens.next()
        let outcome = try await host.invoke(function, with: Self.event("/good", token))
        guard outcome.kind == .accepted else {
            return outcome.failure?.errorType ?? outcome.kind.rawValue
        }
        return outcome.text.contains(token) ? good : "the response to another request"
    }

    /// Waits until starting threads have started, and returns the status.
    private func settledStatus() async throws -> ProcessStatus {
        var status = ProcessStatus.current
        for _ in 1...40 {
            try await Task.sleep(for: .milliseconds(50))
            let next = ProcessStatus.current
            if next.threads == status.threads { return next }
            status = next
        }
        return status
    }

    /// Waits up to a second for threads to end, and returns the status.
    private func status(withAtMost threads: Int) async throws -> ProcessStatus {
        for _ in 1...100 where ProcessStatus.current.threads > threads {
            try await Task.sleep(for: .milliseconds(10))
        }
        return ProcessStatus.current
    }

    private static func event(_ uri: String, _ token: String) throws -> InvocationEvent {
        InvocationEvent(try EventBuilder(.viewerRequest).uri(uri).querystring(token).event())
    }
}

extension FaultTrial {
    /// The parts of an outcome that are kept; its result and log may be large.
    private struct Ending {
        let kind: String
        let errorType: String?
        let matchesRequest: Bool

        init(of outcome: InvocationOutcome, _ token: String) {
            kind = outcome.kind.rawValue
            errorType = outcome.failure?.errorType
            matchesRequest = outcome.kind != .accepted || outcome.text.contains(token)
        }
    }
}

extension InvocationOutcome {
    /// The handler's result as text.
    var text: String { String(decoding: result ?? [], as: UTF8.self) }
}
