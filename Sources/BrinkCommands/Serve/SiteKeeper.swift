import Brink
import EdgeEmulator
import FoundationEssentials
import FunctionLogs
import HandlerRuntime
import StacktapeManifest

/// Keeps what is served up to date: a change of the manifest makes another site, a change of a source another version of
/// its functions. What does not work leaves what was there before, and is told.
actor SiteKeeper {
    private enum Order: Sendable {
        case files(SourceWatcher.Change)
        case everything
    }

    private let manifestPath: String
    private let builder: SiteBuilder
    private let fleet: FunctionFleet
    private let emulator: EmulatedEdge
    private let board: SiteStatusBoard
    private let store: LogStore
    private let orders: (stream: AsyncStream<Order>, continuation: AsyncStream<Order>.Continuation)

    private var manifest: Manifest?
    /// The definition that serves, or would if it worked, by function.
    private var plans: [String: FunctionPlan] = [:]
    private var sources: [String: Set<String>] = [:]
    /// Why the newest version of a function does not serve, by function.
    private var troubles: [String: String] = [:]
    private var watcher: SourceWatcher?

    init(
        manifestPath: String,
        builder: SiteBuilder,
        fleet: FunctionFleet,
        emulator: EmulatedEdge,
        board: SiteStatusBoard,
        store: LogStore
    ) {
        self.manifestPath = manifestPath
        self.builder = builder
        self.fleet = fleet
        self.emulator = emulator
        self.board = board
        self.store = store
        orders = AsyncStream.makeStream()
    }

    /// The names of the resources that are served.
    var distributionNames: [String] { emulator.site.distributions.map(\.name) }

    /// A host name for each distribution: the first answers to any.
    func hostNames(defaultHost: String) -> [String] {
        distributionNames.enumerated().map {
            $0 == 0 ? Self.name(of: defaultHost) : "\($1.lowercased()).localhost"
        }
    }

    /// How somebody on this machine names an address that is listened on.
    static func name(of address: String) -> String {
        if ["127.0.0.1", "::1", "localhost", "0.0.0.0", "::"].contains(address) { return "localhost" }
        return address.contains(":") ? "[\(address)]" : address
    }

    // MARK: What is to be done

    /// Takes note of files that changed.
    nonisolated func note(_ change: SourceWatcher.Change) {
        orders.continuation.yield(.files(change))
    }

    /// Reads everything anew, as soon as what is being done is done.
    nonisolated func reloadAll() {
        orders.continuation.yield(.everything)
    }

    /// Does what is to be done, one thing after another, until the task is cancelled.
    func followChanges() async {
        for await order in orders.stream {
            switch order {
            case .everything: await reloadManifest(everything: true)
            case .files(.everything): await reloadManifest(everything: true)
            case .files(.files(let paths)): await reload(paths)
            }
        }
    }

    private func reload(_ paths: Set<String>) async {
        if paths.contains(manifestPath) || !paths.isDisjoint(with: manifest?.includedFiles ?? []) {
            await reloadManifest(everything: false)
        }
        for folder in servedFolders {
            for path in paths where path.hasPrefix(folder + "/") {
                for key in Self.objectPaths(String(path.dropFirst(folder.count))) {
                    // A path with odd characters is no pattern, and then is in no cache key either.
                    _ = try? emulator.invalidate(key)
                }
            }
        }
        let all = plans.values.sorted { $0.name < $1.name }
        let affected = all.filter { plan in
            paths.contains { plan.isMade(of: $0) || sources[plan.name]?.contains($0) == true }
        }
        // Whatever came may be what the others were missing.
        let lacking = all.filter { troubles[$0.name] != nil && !affected.contains($0) }
        await deploy(affected)
        await deploy(lacking, isRetrial: true)
    }

    private func reloadManifest(everything: Bool) async {
        do {
            let new = try Manifest.readWithFiles(manifestPath)
            guard everything || new != manifest else { return board.update { $0.problems = [] } }
            await use(new, everything: everything)
            StandardStream.error.note("the manifest was read anew")
        } catch {
            board.update { $0.problems = error.problems.map(SiteStatus.Problem.init) }
            for problem in error.problems { StandardStream.error.note("\(problem)") }
            StandardStream.error.note("the last good manifest goes on being served")
        }
    }

    // MARK: Doing it

    /// Serves a manifest: its functions first, so that no request meets one that is not there.
    func use(_ manifest: Manifest, everything: Bool = true) async {
        let newPlans = builder.plans(of: manifest)
        let changed = newPlans.filter { everything || plans[$0.name] != $0 }
        self.manifest = manifest
        plans = Dictionary(newPlans.map { ($0.name, $0) }) { $1 }
        await setLogging(of: manifest)
        await deploy(changed)
        emulator.use(builder.site(of: manifest))
        await fleet.keepOnly(Set(plans.keys))
        sources = sources.filter { plans[$0.key] != nil }
        troubles = troubles.filter { plans[$0.key] != nil }
        board.update { status in
            status.problems = []
            status.functions.removeAll { function in plans[function.name] == nil }
        }
        for warning in manifest.warnings { StandardStream.error.note("warning: \(warning)") }
        for refusal in builder.refusals(of: manifest) { StandardStream.error.note("warning: \(refusal)") }
        watchFolders()
    }

    /// Starts versions of functions; what keeps one from serving is not told again when it is tried again.
    private func deploy(_ affected: [FunctionPlan], isRetrial: Bool = false) async {
        guard !affected.isEmpty else { return }
        for plan in affected {
            let began = ContinuousClock.now
            do {
                sources[plan.name] = Set(try await fleet.deploy(plan.definition, as: plan.name))
                troubles[plan.name] = nil
                let took = (ContinuousClock.now - began).milliseconds
                note(plan, .ok, nil)
                StandardStream.error.note("\(plan.name) was loaded in \(decimals(took, places: 1)) ms")
            } catch {
                let old = troubles.updateValue(error.description, forKey: plan.name)
                if isRetrial && old == error.description { continue }
                note(plan, .broken, error.description)
                let hasOld = sources[plan.name] != nil
                StandardStream.error.note(
                    "\(plan.name) does not load: \(error)"
                        + (hasOld ? "; the last good version goes on serving" : "")
                )
            }
        }
        watchFolders()
    }

    private func note(_ plan: FunctionPlan, _ state: SiteStatus.Function.State, _ message: String?) {
        let now = WallClock.timestamp(epochMilliseconds: WallClock.epochMilliseconds)
        board.update { status in
            status.reloads += 1
            if let place = status.functions.firstIndex(where: { $0.name == plan.name }) {
                status.functions[place].state = state
                status.functions[place].message = message
                if state == .ok { status.functions[place].loadedAt = now }
            } else {
                status.functions.append(
                    SiteStatus.Function(
                        name: plan.name,
                        runtime: plan.runtimeName,
                        state: state,
                        message: message,
                        loadedAt: state == .ok ? now : ""
                    )
                )
            }
        }
    }

    /// Makes the log groups as the manifest has them.
    private func setLogging(of manifest: Manifest) async {
        do {
            for function in manifest.functions {
                try await store.set(.function(function.name), to: builder.keeping(of: function))
            }
        } catch {
            StandardStream.error.note("logs: \(error)")
        }
    }

    // MARK: Watching

    /// Watches what the site is made of from now on.
    func watch(with watcher: SourceWatcher) {
        self.watcher = watcher
        watchFolders()
    }

    private func watchFolders() {
        guard let watcher else { return }
        watcher.watch(containingFolder(of: manifestPath))
        let files = plans.values.flatMap(\.roots) + sources.values.flatMap { $0.map(containingFolder) }
        for folder in Set(files + servedFolders).sorted() { watcher.watch(folder) }
    }

    private var servedFolders: [String] {
        emulator.site.distributions.flatMap(\.origins.values).compactMap { settings in
            if case .folder(let folder) = settings.target { folder.root } else { nil }
        }
    }

    /// The paths under which an object may be in the cache: its own, and those that find it.
    private static func objectPaths(_ key: String) -> [String] {
        var paths = [key]
        if key.hasSuffix("/index.html") {
            paths += [String(key.dropLast("index.html".count)), String(key.dropLast("/index.html".count))]
        } else if key.hasSuffix(".html") {
            paths.append(String(key.dropLast(".html".count)))
        }
        return paths.filter { !$0.isEmpty }
    }
}

extension SiteStatus.Problem {
    init(_ problem: ManifestProblem) {
        self.init(file: problem.file, line: problem.line, column: problem.column, message: problem.message)
    }
}
