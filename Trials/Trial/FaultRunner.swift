import Invocations
import Subprocess
import SystemPackage

/// Runs faults in other processes, and reports their results.
struct FaultRunner {
    let isolation: Isolation

    /// The number of attempts for a fault with a late outcome, which a busy machine can cause.
    private static let attempts = 3

    /// Commits faults.
    ///
    /// In process each fault has its own process, two at a time, since some end their host. In worker isolation all
    /// share one host, which should survive them.
    ///
    /// - Parameters:
    ///   - faults: the faults.
    ///   - report: called with each result as it comes.
    /// - Throws: if a host does not start, or its output is not understood.
    func run(_ faults: [Fault], _ report: (Trial) -> Void) async throws {
        switch isolation {
        case .inProcess:
            try await withThrowingTaskGroup(of: Trial.self) { group in
                for (index, fault) in faults.enumerated() {
                    if index >= 2, let trial = try await group.next() { report(trial) }
                    group.addTask { try await tried(fault) }
                }
                for try await trial in group { report(trial) }
            }
        case .worker:
            var rest = faults[...]
            while !rest.isEmpty {
                var late: [Fault] = []
                let ended = try await commit(rest) { trial in
                    rest = rest.dropFirst()
                    if trial.isMerelyLate { late.append(trial.fault) } else { report(trial) }
                }
                for fault in late { report(try await tried(fault)) }
                // The host did not survive this fault; the others get a new one.
                if let fault = rest.popFirst() {
                    report(Trial(fault: fault, isolation: isolation, finding: ended))
                }
            }
        }
    }

    private func tried(_ fault: Fault) async throws -> Trial {
        var trial = try await triedOnce(fault)
        for _ in 1..<Self.attempts where trial.isMerelyLate { trial = try await triedOnce(fault) }
        return trial
    }

    private func triedOnce(_ fault: Fault) async throws -> Trial {
        var observed: Trial?
        let ended = try await commit([fault]) { observed = $0 }
        // A host that fails at its own end has not survived.
        if let observed, case .hostEnded(status: 0) = ended { return observed }
        return Trial(fault: fault, isolation: isolation, finding: ended)
    }

    /// Commits faults in one process, and returns its end.
    private func commit(_ faults: ArraySlice<Fault>, _ report: (Trial) -> Void) async throws -> Finding {
        let arguments = ["fault-host", "--isolation", isolation.rawValue] + faults.map(\.name)
        var faults = faults
        let result = try await Subprocess.run(
            .path("/proc/self/exe"),
            arguments: Arguments(arguments),
            // Crashes are intended here: no backtraces.
            environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
            input: .none,
            output: .sequence,
            error: .currentStandardError
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                guard let fault = faults.popFirst() else { continue }
                let finding = Finding.observed(try Observation.read(line))
                report(Trial(fault: fault, isolation: isolation, finding: finding))
            }
        }
        return switch result.terminationStatus {
        case .signaled(let signal): .hostDied(signal: signal)
        case .exited(let status): .hostEnded(status: status)
        }
    }
}
