import CloudFrontEvents
package import HandlerRuntime
import InterpreterThreads
import Invocations
import Synchronization

/// A function of a host, as all its instances share it.
package final class HostedFunction: Sendable {
    package let prepared: PreparedFunction
    let runtime: any LanguageRuntime
    private let fallback: (any LanguageRuntime)?
    /// The maximum number of its instances.
    let limit: Int
    let setting: Setting
    private let hasLoggedVersions = Atomic(false)

    /// The settings that all functions of a host share.
    package struct Setting: Sendable {
        let judge: Judge?
        let initLimit: Duration
        /// Limits concurrent starts: more of them than processors make all of them late.
        let starts: StartLimiter
        let counts: InstanceCounts

        package init(judge: Judge?, initLimit: Duration, starts: StartLimiter, counts: InstanceCounts) {
            self.judge = judge
            self.initLimit = initLimit
            self.starts = starts
            self.counts = counts
        }
    }

    package init(
        _ prepared: PreparedFunction,
        in runtime: any LanguageRuntime,
        fallback: (any LanguageRuntime)?,
        concurrency: Int,
        _ setting: Setting
    ) {
        self.prepared = prepared
        self.runtime = runtime
        self.fallback = fallback
        limit = runtime.runsGuestsAtOnce ? concurrency : 1
        self.setting = setting
    }

    /// Returns the runtime that runs the function while `runtime` is stuck, if there is one.
    func fallback(of runtime: any LanguageRuntime) -> (any LanguageRuntime)? {
        fallback?.isolation == runtime.isolation ? nil : fallback
    }

    /// Returns the log line about an undeclared runtime, or one other than the embedded one, once.
    func claimVersionNotice() -> String? {
        let declared = prepared.configuration.runtime
        guard !prepared.declaresRuntime || declared != RuntimeIdentifier(embedded: runtime) else {
            return nil
        }
        guard !hasLoggedVersions.exchange(true, ordering: .relaxed) else { return nil }
        let interpreter = runtime.language == .node ? "Node.js" : "Python"
        let declaration = prepared.declaresRuntime ? "\(declared)" : "no runtime"
        return "[brink] the function declares \(declaration); it runs on \(interpreter) "
            + "\(runtime.embeddedVersion), by the rules of \(declared)"
    }
}

/// The numbers about instances that a host counts without a lock.
package final class InstanceCounts: Sendable {
    let starting = Atomic(0)
    let stuck = Atomic(0)
    let coldStarts = Atomic(0)
    let retired = Atomic(0)

    package init() {}
}
