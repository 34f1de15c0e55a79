import Brink
import EdgeEmulator
import HandlerRuntime
import Synchronization

/// The functions of a site in one host, each in every region where somebody asked for it.
///
/// A function is deployed anew beside the version that serves; only once the new one has started does it take over, and
/// then the old one goes, after the invocations that it runs.
final class FunctionFleet: InvokerBackend {
    private struct Deployment {
        var definition: FunctionDefinition
        /// Tells its versions apart.
        var version: Int
        /// What the host knows it by, by region; those that are not there yet are being loaded.
        var handles: [EdgeRegion: Task<String, any Error>]
    }

    private struct State {
        var deployments: [String: Deployment] = [:]
        var nextVersion = 1
    }

    /// Why a new version does not serve.
    enum Trouble: Error, CustomStringConvertible {
        case failure(HandlerFailure)
        case host(any Error)

        var description: String {
            switch self {
            case .failure(let failure): "\(failure.errorType): \(failure.errorMessage)"
            case .host(let error): "\(error)"
            }
        }
    }

    private let host: HandlerHost
    private let region: EdgeRegion
    private let state = Mutex(State())

    /// Makes a fleet without functions, whose functions are started first in `region`.
    init(_ host: HandlerHost, region: EdgeRegion) {
        self.host = host
        self.region = region
    }

    /// Invokes a function by the name that ``FunctionAddress/backendName`` gives it.
    func invoke(
        _ function: String,
        with event: InvocationEvent,
        start: InstanceStart
    ) async throws -> InvocationOutcome {
        guard let address = FunctionAddress(backendName: function) else {
            throw HostError(.unknownFunction, "there is no function \(function): expected NAME@REGION")
        }
        do {
            return try await host.invoke(try await handle(for: address), with: event, start: start)
        } catch let error as HostError where error.code == .unknownFunction {
            // A newer version has taken over since its name was looked up.
            return try await host.invoke(try await handle(for: address), with: event, start: start)
        }
    }

    /// Starts a version of a function and lets it take over.
    ///
    /// - Returns: the files that it is made of.
    /// - Throws: ``Trouble`` when it does not start; the version before goes on serving then.
    func deploy(_ definition: FunctionDefinition, as name: String) async throws(Trouble) -> [String] {
        let version = state.withLock { state in
            defer { state.nextVersion += 1 }
            return state.nextVersion
        }
        let first = Task { try await load(definition, as: name, version, in: region) }
        let sources: [String]
        do {
            let handle = try await first.value
            sources = try host.sources(of: handle)
            if let failure = try await host.warmUp(handle) {
                try await host.remove(handle)
                throw Trouble.failure(failure)
            }
        } catch let trouble as Trouble {
            throw trouble
        } catch {
            throw .host(error)
        }
        let old = state.withLock { state in
            defer {
                state.deployments[name] = Deployment(
                    definition: definition,
                    version: version,
                    handles: [region: first]
                )
            }
            return state.deployments[name]
        }
        await remove(old)
        return sources
    }

    /// Lets go of functions that are no longer there.
    func keepOnly(_ names: Set<String>) async {
        let gone = state.withLock { state in
            let gone = state.deployments.filter { !names.contains($0.key) }
            for name in gone.keys { state.deployments[name] = nil }
            return gone.values
        }
        for deployment in gone { await remove(deployment) }
    }

    private func remove(_ deployment: Deployment?) async {
        for handle in deployment?.handles.values ?? [:].values {
            // One that was never loaded need not go, and one that is gone is what is wanted.
            if let name = try? await handle.value { try? await host.remove(name) }
        }
    }

    private func handle(for address: FunctionAddress) async throws -> String {
        let task = try state.withLock { state -> Task<String, any Error> in
            guard let deployment = state.deployments[address.function] else {
                throw HostError(.unknownFunction, "the function \(address.function) has not been started yet")
            }
            if let task = deployment.handles[address.region] { return task }
            let task = Task { [self] in
                try await load(
                    deployment.definition,
                    as: address.function,
                    deployment.version,
                    in: address.region
                )
            }
            state.deployments[address.function]?.handles[address.region] = task
            return task
        }
        return try await task.value
    }

    private func load(
        _ definition: FunctionDefinition,
        as name: String,
        _ version: Int,
        in region: EdgeRegion
    ) async throws -> String {
        var definition = definition
        definition.name = name
        definition.region = region.name
        return try await host.load(definition, as: "\(name)@\(region)#\(version)")
    }
}
