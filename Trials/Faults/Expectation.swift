import Glibc
import Invocations

/// The expected effects of a fault on its invocation and its host.
struct Expectation: Sendable {
    /// The end of the invocation, or of the host.
    enum Ending: Sendable, Equatable {
        case outcome(InvocationOutcome.Kind, errorType: String?)
        case hostDies(signal: Int32)
    }

    let endings: [Ending]

    /// True if the fault blocks the language's only interpreter, so that its functions are refused.
    private(set) var holdsInterpreter = false

    /// The number of threads left behind.
    private(set) var threadsLeft = 0

    /// True if the host may hold memory beyond the function's limit.
    private(set) var passesMemoryLimit = false

    static let accepted = Expectation(.accepted)
    static let refused = Expectation(.refused)
    static let timedOut = Expectation(.timedOut)
    static let outOfMemory = Expectation(.outOfMemory)
    static let crashed = Expectation(.crashed, "Runtime.ExitError")

    static func failed(_ errorType: String) -> Expectation { Expectation(.failed, errorType) }

    static func hostDies(of signal: Int32) -> Expectation {
        Expectation(endings: [.hostDies(signal: signal)])
    }

    func or(_ other: Expectation) -> Expectation {
        Expectation(endings: endings + other.endings)
    }

    var holdingInterpreter: Expectation {
        var changed = self
        changed.holdsInterpreter = true
        changed.threadsLeft = 1
        return changed
    }

    /// Adds a thread of the handler that outlives the invocation, and possibly its environment.
    var leavingThread: Expectation {
        var changed = self
        changed.threadsLeft = 1
        return changed
    }

    var passingMemoryLimit: Expectation {
        var changed = self
        changed.passesMemoryLimit = true
        return changed
    }

    private init(_ kind: InvocationOutcome.Kind, _ errorType: String? = nil) {
        self.init(endings: [.outcome(kind, errorType: errorType)])
    }

    private init(endings: [Ending]) {
        self.endings = endings
    }
}

extension Expectation.Ending: CustomStringConvertible {
    var description: String {
        switch self {
        case .outcome(let kind, nil): kind.rawValue
        case .outcome(let kind, let errorType?): "\(kind.rawValue), \(errorType)"
        case .hostDies(SIGSEGV): "host dies of SIGSEGV"
        case .hostDies(let signal): "host dies of signal \(signal)"
        }
    }
}
