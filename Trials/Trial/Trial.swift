import Glibc
import Invocations

/// One fault in one isolation level with its result.
struct Trial: Sendable {
    let fault: Fault
    let isolation: Isolation
    let finding: Finding

    /// The longest tolerated delay from the deadline to the outcome, in milliseconds.
    static let mostLatenessMs = 100.0

    var expectation: Expectation { fault.expectation(in: isolation) }

    /// The unmet expectations, each in a few words.
    var misses: [String] { (lateness.map { [$0] } ?? []) + otherMisses }

    /// True if only the time is wrong, which a busy machine can cause.
    var isMerelyLate: Bool { lateness != nil && otherMisses.isEmpty }

    /// The end of the invocation, or of the host.
    var outcome: String {
        switch finding {
        case .observed(let observation): observation.outcome
        case .hostDied(let signal): "\(Expectation.Ending.hostDies(signal: signal))"
        case .hostEnded(let status): "host ends with status \(status)"
        }
    }

    private var lateness: String? {
        guard case .observed(let observation) = finding else { return nil }
        let late = observation.tookMs - fault.timeout.milliseconds
        return late > Self.mostLatenessMs ? "ended \(Int(late)) ms after the deadline" : nil
    }

    private var otherMisses: [String] {
        guard case .observed(let observation) = finding else {
            return isExpectedEnding ? [] : ["\(outcome) instead of \(expectedEndings)"]
        }
        var misses: [String] = []
        if !isExpectedEnding { misses.append("\(outcome) instead of \(expectedEndings)") }
        if !observation.matchesRequest { misses.append("returned the response to another request") }
        let isHeld = expectation.holdsInterpreter
        let wanted = isHeld ? "Brink.InterpreterStuck" : good
        if (observation.nextGoodMs == nil) != isHeld {
            misses.append("the function \(isHeld ? "responds" : "does not respond") again")
        }
        if observation.sameLanguage != wanted {
            misses.append("a function of the same language: \(observation.sameLanguage)")
        }
        if observation.otherLanguage != good {
            misses.append("a function of the other language: \(observation.otherLanguage)")
        }
        if !expectation.passesMemoryLimit, observation.grownBytes > memoryBound {
            misses.append("the host holds \(observation.grownBytes >> 20) MB more")
        }
        if observation.threadsLeft > expectation.threadsLeft {
            misses.append("\(observation.threadsLeft) threads are left")
        }
        return misses + observation.changes.map { "\($0) changed" }
    }

    private var isExpectedEnding: Bool {
        expectation.endings.contains { ending in
            switch (ending, finding) {
            case (.outcome(let kind, let errorType), .observed(let seen)):
                kind.rawValue == seen.kind && (errorType == nil || errorType == seen.errorType)
            case (.hostDies(let expected), .hostDied(let signal)): expected == signal
            default: false
            }
        }
    }

    private var expectedEndings: String {
        expectation.endings.map(\.description).joined(separator: " or ")
    }

    /// The tolerated growth of resident memory, in bytes.
    private var memoryBound: Int {
        switch isolation {
        case .inProcess: (fault.memoryMB + 64) << 20
        case .worker: 32 << 20
        }
    }
}
