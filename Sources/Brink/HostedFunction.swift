import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// A function of a host: what all its instances are made from.
final class HostedFunction: Sendable {
    let prepared: PreparedFunction
    let runtime: any LanguageRuntime
    private let fallback: (any LanguageRuntime)?
    /// How many instances of it there may be at once.
    let limit: Int
    let setting: Setting
    private let hasToldVersions = Atomic(false)

    /// What all functions of a host have in common.
    struct Setting: Sendable {
        let judge: Judge?
        let initLimit: Duration
        /// Where starting instances wait: more at once than there are processors make all of them late.
        let starts: Turns
        let counts: InstanceCounts
    }

    init(
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

    /// What runs the function while a runtime is stuck; nil when nothing does.
    func fallback(of runtime: any LanguageRuntime) -> (any LanguageRuntime)? {
        fallback?.isolation == runtime.isolation ? nil : fallback
    }

    /// What the function's log says, once, when the declared runtime is not the one that it runs on.
    func takeVersionNotice() -> String? {
        let declared = prepared.configuration.runtime
        guard declared != RuntimeIdentifier(embedded: runtime) else { return nil }
        guard !hasToldVersions.exchange(true, ordering: .relaxed) else { return nil }
        let interpreter = runtime.language == .node ? "Node.js" : "Python"
        return "[brink] the function declares \(declared); it runs on \(interpreter) "
            + "\(runtime.embeddedVersion), by the rules of \(declared)"
    }
}

/// What a host counts of its instances where no lock is held.
final class InstanceCounts: Sendable {
    let starting = Atomic(0)
    let stuck = Atomic(0)
    let coldStarts = Atomic(0)
    let retired = Atomic(0)
}
