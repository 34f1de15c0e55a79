import FoundationEssentials
import Invocations

/// The page with the results of every fault: `docs/faults.md`.
struct FaultPage {
    private let trials: [Trial]

    init(of trials: [Trial]) {
        self.trials = trials
    }

    func write(to path: String) throws {
        do { try Data(text.utf8).write(to: URL(filePath: path)) } catch {
            throw TrialsError("\(path): cannot be written; check its folder")
        }
    }

    private static let introduction = """
        # Faults

        What handlers can do to their host: `make faults` commits every fault below and writes this page. After each fault
        it asks the same function and another one in each language for a good response, and compares the host's
        descriptors, working folder, environment, signals, limits, threads and memory with those before.

        In process, an exit, a signal, an exception, an endless loop or memory exhaustion ends the handler's own
        environment, and the next invocation gets a new one. One process cannot contain a native crash, which ends it;
        interpreter code that never checks for interruption, which blocks its thread (and with it all Python functions,
        since Python has a single interpreter); and memory that the interpreter allocates in one step, or that a library
        allocates outside the interpreter. In a worker all of these end with the worker, which is replaced.

        An outcome is late if it comes more than 100 ms after its deadline; none is. The times are from the machine that
        wrote this page. The time to the next good response starts at the end of the fault's invocation.
        """

    private var text: String {
        let tables = RuntimeIdentifier.Language.allCases.map { language in
            "\n## \(language == .node ? "Node" : "Python")\n\n" + table(language)
        }
        return Self.introduction + "\n" + tables.joined()
    }

    private func table(_ language: RuntimeIdentifier.Language) -> String {
        let levels = Isolation.allCases.filter { level in trials.contains { $0.isolation == level } }
        let heads = ["Fault"] + levels.flatMap { [name(of: $0), "next good response"] }
        let rule = heads.map { _ in "---" }
        let rows = Fault.all.filter { $0.language == language }.map { fault in
            [fault.title] + levels.flatMap { cells(of: fault, in: $0) }
        }
        return ([heads, rule] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    private func name(of isolation: Isolation) -> String {
        switch isolation {
        case .inProcess: "In process"
        case .worker: "In a worker"
        }
    }

    private func cells(of fault: Fault, in isolation: Isolation) -> [String] {
        guard let trial = trials.first(where: { $0.fault.name == fault.name && $0.isolation == isolation })
        else {
            return ["not tried", ""]
        }
        return [trial.account, nextGood(of: trial)]
    }

    private func nextGood(of trial: Trial) -> String {
        guard case .observed(let observation) = trial.finding else { return "never" }
        guard let milliseconds = observation.nextGoodMs else { return "when the thread returns" }
        return milliseconds < 1 ? "below 1 ms" : "\(Int(milliseconds.rounded())) ms"
    }
}

extension Trial {
    /// The result of the fault for the page, with anything left behind.
    fileprivate var account: String {
        guard case .observed(let observation) = finding else { return "**\(outcome)**" }
        var remarks = [observation.kind]
        if let errorType = observation.errorType { remarks[0] += " (`\(errorType)`)" }
        if expectation.holdsInterpreter {
            remarks.append("**other functions of the language are refused until the thread returns**")
        } else if expectation.threadsLeft > 0 {
            remarks.append("**a thread keeps running**")
        }
        if expectation.passesMemoryLimit {
            remarks.append("**\(observation.peakBytes >> 20) MB held with a limit of \(fault.memoryMB) MB**")
        }
        return remarks.joined(separator: "; ")
    }
}
