import Brink
import CloudFrontEvents
import HandlerRuntime

/// Commits faults in this process, one after another, and sees what becomes of the host and of other functions.
struct FaultTrial {
    /// How long a function may take to answer well again.
    private static let patience = Duration.seconds(10)

    /// How long one is tried whose interpreter is held for good.
    private static let shortPatience = Duration.milliseconds(500)

    private let isolation: Isolation
    /// With one spare: more come and go as time goes by, and with them threads and memory.
    private let host = HandlerHost(spares: .upTo(1))
    private let bystanders: [RuntimeIdentifier.Language: String]
    private let tokens = TokenSource()

    /// Makes a host with a function in each language that has nothing to do with any fault.
    init(in isolation: Isolation) async throws {
        self.isolation = isolation
        var bystanders: [RuntimeIdentifier.Language: String] = [:]
        for harmless in [Fault.node("", "", .accepted), .python("", "", .accepted)] {
            bystanders[harmless.language] = try await host.load(harmless.definition(in: isolation))
        }
        self.bystanders = bystanders
    }

    func end() async {
        await host.shutdown()
    }

    /// Commits a fault, and looks at what there is to see until all is as before.
    func commit(_ fault: Fault) async throws -> Observation {
        let function = try await host.load(fault.definition(in: isolation))
        for warmed in [function] + bystanders.values { _ = try await askForGood(warmed) }
        let isHeld = fault.expectation(in: isolation).holdsInterpreter
        let before = try await settledStatus()
        let state = HostState.current
        ProcessStatus.forgetPeak()

        let token = tokens.next()
        let begin = ContinuousClock.now
        let ending = Ending(of: try await host.invoke(function, with: Self.event("/fault", token)), token)
        let end = ContinuousClock.now
        let nextGood = try await untilGood(function, within: isHeld ? Self.shortPatience : Self.patience)
        let same = try await askForGood(bystanders[fault.language])
        let other = try await askForGood(bystanders.first { $0.key != fault.language }?.value)
        let after = try await status(withAtMost: before.threads)

        let observation = Observation(
            fault: fault.name,
            kind: ending.kind,
            errorType: ending.errorType,
            answersRequest: ending.answersRequest,
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

    /// Asks a function for a good answer until it gives one, and tells when it did.
    private func untilGood(_ function: String, within patience: Duration) async throws
        -> ContinuousClock.Instant?
    {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            if try await askForGood(function) == good { return .now }
            try await Task.sleep(for: .milliseconds(2))
        }
        return nil
    }

    /// Asks a function for a good answer: `good`, or what it came to instead.
    private func askForGood(_ function: String?) async throws -> String {
        guard let function else { return "no such function" }
        let token = tokens.next()
        let outcome = try await host.invoke(function, with: Self.event("/good", token))
        guard outcome.kind == .accepted else {
            return outcome.failure?.errorType ?? outcome.kind.rawValue
        }
        return outcome.text.contains(token) ? good : "another's answer"
    }

    /// What the kernel says once threads that were being started have started.
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

    /// What the kernel says once there are no more threads than that, or a second later.
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
    /// What is kept of an outcome, whose answer and log may be large.
    private struct Ending {
        let kind: String
        let errorType: String?
        let answersRequest: Bool

        init(of outcome: InvocationOutcome, _ token: String) {
            kind = outcome.kind.rawValue
            errorType = outcome.failure?.errorType
            answersRequest = outcome.kind != .accepted || outcome.text.contains(token)
        }
    }
}

extension InvocationOutcome {
    /// The handler's answer as text.
    var text: String { String(decoding: result ?? [], as: UTF8.self) }
}
