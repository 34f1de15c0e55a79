import Brink
import EdgeEmulator
import FoundationEssentials
import FunctionLogs
import Invocations
import StacktapeManifest
import TerminalOutput

/// Applies changes of files to the site: a manifest replaces the site, a source its functions' versions.
///
/// A change that does not work leaves the last working state in place, and is reported.
actor SiteKeeper {
    private let manifestPath: String
    private let builder: SiteBuilder
    private let fleet: FunctionFleet
    private let emulator: EmulatedEdge
    private let board: SiteStatusBoard
    private let store: LogStore
    private let reloads = AsyncStream<SourceWatcher.Change>.makeStream()

    private var manifest: Manifest?
    /// The newest version of each function, whether or not it works.
    private var plans: [String: FunctionPlan] = [:]
    private var sources: [String: Set<String>] = [:]
    /// The reasons why functions' newest versions do not serve.
    private var failures: [String: String] = [:]
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
    }

    /// The names of the resources that are served.
    var distributionNames: [String] { emulator.site.distributions.map(\.name) }

    /// Returns a host name for each distribution; the first distribution answers to any name.
    func hostNames(defaultHost: String) -> [String] {
        distributionNames.enumerated().map {
            $0 == 0 ? Self.hostName(for: defaultHost) : "\($1.lowercased()).localhost"
        }
    }

    /// Returns the name in URLs for an address that a server listens on.
    static func hostName(for address: String) -> String {
        if ["127.0.0.1", "::1", "localhost", "0.0.0.0", "::"].contains(address) { return "localhost" }
        return address.contains(":") ? "[\(address)]" : address
    }

    // MARK: Reloading

    /// Queues the reload of files that changed, or of everything.
    nonisolated func enqueue(_ change: SourceWatcher.Change) {
        reloads.continuation.yield(change)
    }

    /// Does the queued reloads one after another, until the task is cancelled.
    func followChanges() async {
        for await reload in reloads.stream {
            switch reload {
            case .everything: await reloadManifest(everything: true)
            case .files(let paths): await self.reload(paths)
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
                    // A path that is not a valid pattern is not in a cache key either.
                    _ = try? emulator.invalidate(key)
                }
            }
        }
        let all = plans.values.sorted { $0.name < $1.name }
        let affected = all.filter { plan in
            paths.contains { plan.isMade(of: $0) || sources[plan.name]?.contains($0) == true }
        }
        // The changed files may be what other functions were missing.
        let failed = all.filter { failures[$0.name] != nil && !affected.contains($0) }
        await deploy(affected)
        await deploy(failed, isRetry: true)
    }

    private func reloadManifest(everything: Bool) async {
        do {
            let new = try Manifest.readWithFiles(manifestPath)
            guard everything || new != manifest else { return board.update { $0.problems = [] } }
            await use(new, everything: everything)
            StandardStream.error.note("the manifest was reloaded")
        } catch {
            board.update { status in
                status.problems = error.problems.map {
                    SiteStatus.Problem(file: $0.file, line: $0.line, column: $0.column, message: $0.message)
                }
            }
            for problem in error.problems { StandardStream.error.note("\(problem)") }
            StandardStream.error.note("still serving the last valid manifest")
        }
    }

    // MARK: Deploying

    /// Serves a manifest: deploys its functions first, so that every request finds them.
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
        failures = failures.filter { plans[$0.key] != nil }
        board.update { status in
            status.problems = []
            status.functions.removeAll { function in plans[function.name] == nil }
        }
        for warning in manifest.warnings + manifest.unbuiltFolders() {
            StandardStream.error.note("warning: \(warning)")
        }
        for warning in builder.refusals(of: manifest) + builder.emptiness(of: manifest) {
            StandardStream.error.note("warning: \(warning)")
        }
        watchFolders()
    }

    /// Starts versions of functions; a retry does not report a failure that has been reported.
    private func deploy(_ affected: [FunctionPlan], isRetry: Bool = false) async {
        guard !affected.isEmpty else { return }
        for plan in affected {
            let start = ContinuousClock.now
            do {
                sources[plan.name] = Set(try await fleet.deploy(plan.definition, as: plan.name))
                failures[plan.name] = nil
                let duration = (ContinuousClock.now - start).milliseconds
                show(plan, .ok, nil)
                StandardStream.error.note("\(plan.name) was loaded in \(decimals(duration, places: 1)) ms")
            } catch {
                let message = "\(error)"
                let old = failures.updateValue(message, forKey: plan.name)
                if isRetry && old == message { continue }
                show(plan, .broken, message)
                let rest = sources[plan.name] == nil ? "" : "; still serving its last working version"
                StandardStream.error.note("\(plan.name) does not load: \(message)\(rest)")
            }
        }
        watchFolders()
    }

    private func show(_ plan: FunctionPlan, _ state: SiteStatus.Function.State, _ message: String?) {
        let now = WallClock.timestamp(epochMilliseconds: WallClock.epochMilliseconds)
        board.update { status in
            status.reloads += 1
            let known = status.functions.firstIndex { $0.name == plan.name }
            let function = SiteStatus.Function(
                name: plan.name,
                runtime: plan.runtimeName,
                state: state,
                message: message,
                loadedAt: state == .ok ? now : known.map { status.functions[$0].loadedAt } ?? ""
            )
            if let known { status.functions[known] = function } else { status.functions.append(function) }
        }
    }

    /// Applies the manifest's log settings to the store.
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

    /// Watches the files of the site from now on.
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
            if case .folder(let bucket) = settings.target { bucket.root } else { nil }
        }
    }

    /// Returns the paths under which an object may be cached: its key, and the paths that are rewritten to it.
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
