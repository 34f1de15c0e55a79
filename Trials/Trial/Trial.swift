import Glibc
import HandlerRuntime

/// One fault in one isolation level, and what became of it.
struct Trial: Sendable {
    let fault: Fault
    let isolation: Isolation
    let finding: Finding

    /// How long after its deadline a caller has its answer at the latest, in milliseconds.
    static let latestAnswerMs = 100.0

    var expectation: Expectation { fault.expectation(in: isolation) }

    /// Says what was expected and is not so, each in a few words.
    var misses: [String] { (lateness.map { [$0] } ?? []) + otherMisses }

    /// Whether nothing is wrong but the time, which may be the machine's fault.
    var isMerelyLate: Bool { lateness != nil && otherMisses.isEmpty }

    /// What became of the invocation, or of the host.
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
        return late > Self.latestAnswerMs ? "answered \(Int(late)) ms after the deadline" : nil
    }

    private var otherMisses: [String] {
        guard case .observed(let observation) = finding else {
            return isExpectedEnding ? [] : ["\(outcome) instead of \(expectedEndings)"]
        }
        var misses: [String] = []
        if !isExpectedEnding { misses.append("\(outcome) instead of \(expectedEndings)") }
        if !observation.answersRequest { misses.append("answered with what is not this request's") }
        let isHeld = expectation.holdsInterpreter
        let wanted = isHeld ? "Brink.InterpreterStuck" : good
        if (observation.nextGoodMs == nil) != isHeld {
            misses.append("the function \(isHeld ? "answers" : "does not answer") again")
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

    /// How much more resident memory the host may have afterwards, in bytes.
    private var memoryBound: Int {
        switch isolation {
        case .inProcess: (fault.memoryMB + 64) << 20
        case .worker: 32 << 20
        }
    }
}
