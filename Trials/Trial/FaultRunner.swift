import HandlerRuntime
import Subprocess
import SystemPackage

/// Has faults committed in processes of their own, and hands on what became of each.
struct FaultRunner {
    let isolation: Isolation

    /// How often a fault is tried whose answer came too late, on a machine that others use too.
    private static let attempts = 3

    /// Commits faults.
    ///
    /// In process each has a process to itself, and two run at a time: some take their host down. In worker isolation
    /// all have one host, which is to survive them all.
    ///
    /// - Parameters:
    ///   - faults: what to commit.
    ///   - report: takes each fault and what became of it, as it comes.
    /// - Throws: what kept a host from being started or understood.
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
                // The fault that the host did not survive; the others have a new one.
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
        // A host that does not end well after all has not survived.
        if let observed, case .hostEnded(status: 0) = ended { return observed }
        return Trial(fault: fault, isolation: isolation, finding: ended)
    }

    /// Commits faults in one process, and tells how it ended.
    private func commit(_ faults: ArraySlice<Fault>, _ report: (Trial) -> Void) async throws -> Finding {
        let arguments = ["fault-host", "--isolation", isolation.rawValue] + faults.map(\.name)
        var faults = faults
        let result = try await Subprocess.run(
            .path("/proc/self/exe"),
            arguments: Arguments(arguments),
            // What crashes here is meant to: nobody needs a backtrace.
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
