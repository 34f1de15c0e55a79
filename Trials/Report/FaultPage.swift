import FoundationEssentials
import HandlerRuntime

/// The page that says what became of every fault: `docs/faults.md`.
struct FaultPage {
    private let trials: [Trial]

    init(of trials: [Trial]) {
        self.trials = trials
    }

    func write(to path: String) throws {
        do { try Data(text.utf8).write(to: URL(filePath: path)) } catch {
            throw TrialsError("\(path) cannot be written: expected a file in a folder that exists")
        }
    }

    private static let introduction = """
        # Faults

        What handlers can do to their host, tried one by one: `make faults` commits every fault below and writes this
        page. After each, the same function and one more in each language are asked for a good answer, and the host's
        descriptors, working folder, environment, signals, limits, threads and memory are compared with what they were.

        In process, a handler's exit, signal, exception, endless loop and appetite for memory end its own environment,
        and the next invocation has a new one. What one process cannot contain is a native crash, which is the end of
        it; code of an interpreter that never looks whether it is to stop, which keeps its thread (Python functions are
        refused meanwhile, because Python has only the one interpreter); and memory that the interpreter takes in one
        step, or that a library takes past it. In a worker all of these end with the worker, which is replaced.

        An answer counts as late 100 ms after its deadline; none is. Times are of the machine that wrote this page. The
        time to the next good answer is counted from the end of the fault's invocation.
        """

    private var text: String {
        let tables = RuntimeIdentifier.Language.allCases.map { language in
            "\n## \(language == .node ? "Node" : "Python")\n\n" + table(language)
        }
        return Self.introduction + "\n" + tables.joined()
    }

    private func table(_ language: RuntimeIdentifier.Language) -> String {
        let levels = Isolation.allCases.filter { level in trials.contains { $0.isolation == level } }
        let heads = ["Fault"] + levels.flatMap { [name(of: $0), "next good answer"] }
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
        guard let milliseconds = observation.nextGoodMs else { return "once the thread is back" }
        return milliseconds < 1 ? "below 1 ms" : "\(Int(milliseconds.rounded())) ms"
    }
}

extension Trial {
    /// What became of the fault, with whatever stays behind, for the page.
    fileprivate var account: String {
        guard case .observed(let observation) = finding else { return "**\(outcome)**" }
        var remarks = [observation.kind]
        if let errorType = observation.errorType { remarks[0] += " (`\(errorType)`)" }
        if expectation.holdsInterpreter {
            remarks.append("**other functions of the language are refused until the thread is back**")
        } else if expectation.threadsLeft > 0 {
            remarks.append("**a thread goes on**")
        }
        if expectation.passesMemoryLimit {
            remarks.append("**\(observation.peakBytes >> 20) MB held for a limit of \(fault.memoryMB) MB**")
        }
        return remarks.joined(separator: "; ")
    }
}
