import Brink
import Invocations
import Synchronization

/// The functions of a site, loaded into one host for every region in which they are invoked.
///
/// A new version is loaded and started beside the serving one, and takes over once it has started. The old version ends
/// with its last invocation.
final class FunctionFleet: InvokerBackend {
    private struct Deployment {
        let definition: FunctionDefinition
        /// The function's addresses in the host, by region; some may still be loading.
        var addresses: [String: Task<FunctionAddress, any Error>]
    }

    private let host: HandlerHost
    private let region: String
    private let deployments = Mutex<[String: Deployment]>([:])
    /// The reasons why functions have no version that serves.
    private let failures = Mutex<[String: String]>([:])

    /// Creates a fleet without functions; new versions start in `region` first.
    init(_ host: HandlerHost, region: EdgeRegion) {
        self.host = host
        self.region = region.name
    }

    func invoke(
        _ function: FunctionAddress,
        with event: InvocationEvent,
        start: InstanceStart
    ) async throws -> InvocationOutcome {
        do {
            return try await host.invoke(try await hosted(function), with: event, start: start)
        } catch let error as HostError where error.code == .unknownFunction {
            // A newer version has taken over since the look-up.
            return try await host.invoke(try await hosted(function), with: event, start: start)
        }
    }

    /// Starts a version of a function, lets it take over, and returns its source files.
    ///
    /// If it does not start, the previous version keeps serving.
    func deploy(_ definition: FunctionDefinition, as name: String) async throws -> [String] {
        do {
            let sources = try await replace(definition, as: name)
            failures.withLock { $0[name] = nil }
            return sources
        } catch {
            failures.withLock { $0[name] = "\(error)" }
            throw error
        }
    }

    private func replace(_ definition: FunctionDefinition, as name: String) async throws -> [String] {
        let loading = Task { try await load(definition, as: name, in: region) }
        let address = try await loading.value
        let sources = try host.sources(of: address)
        if let failure = try await host.warmUp(address) {
            try await host.remove(address)
            throw failure
        }
        let new = Deployment(definition: definition, addresses: [region: loading])
        await remove(deployments.withLock { $0.updateValue(new, forKey: name) })
        return sources
    }

    /// Removes all functions but those named.
    func keepOnly(_ names: Set<String>) async {
        let removed = deployments.withLock { deployments in
            defer { deployments = deployments.filter { names.contains($0.key) } }
            return deployments.filter { !names.contains($0.key) }.values
        }
        for deployment in removed { await remove(deployment) }
    }

    private func remove(_ deployment: Deployment?) async {
        for loading in deployment?.addresses.values ?? [:].values {
            // One that did not load, or was removed before, needs no removal.
            if let address = try? await loading.value { try? await host.remove(address) }
        }
    }

    /// Returns the address in the host of a function's serving version, and loads it first if necessary.
    private func hosted(_ function: FunctionAddress) async throws -> FunctionAddress {
        let loading = try deployments.withLock { deployments in
            guard let deployment = deployments[function.name] else {
                let failure = failures.withLock { $0[function.name] }
                let problem = failure.map { "does not load: \($0)" } ?? "has not been started yet"
                throw HostError(.unknownFunction, "the function \(function.name) \(problem)")
            }
            if let loading = deployment.addresses[function.region] { return loading }
            let loading = Task { [self] in
                try await load(deployment.definition, as: function.name, in: function.region)
            }
            deployments[function.name]?.addresses[function.region] = loading
            return loading
        }
        return try await loading.value
    }

    private func load(
        _ definition: FunctionDefinition,
        as name: String,
        in region: String
    ) async throws -> FunctionAddress {
        var definition = definition
        definition.name = name
        definition.region = region
        return try await host.load(definition)
    }
}
