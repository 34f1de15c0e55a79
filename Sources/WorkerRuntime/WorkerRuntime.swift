package import HandlerRuntime

/// Workers that run functions of one language: each function instance is a process of its own.
package final class WorkerRuntime: LanguageRuntime {
    /// How many workers are tried for one guest.
    private static let attempts = 5

    private let embedded: any LanguageRuntime
    private let program: String

    /// Workers that are started ahead of need.
    package let spares: SpareStock<StartedWorker>

    /// Makes workers that run what a runtime of this process would.
    ///
    /// - Parameters:
    ///   - embedded: the runtime; it is not started here.
    ///   - program: what is started as a worker; this very program unless a test says otherwise.
    package init(of embedded: any LanguageRuntime, program: String? = nil) {
        let language = embedded.language
        let program = program ?? StartedWorker.ownProgram
        self.embedded = embedded
        self.program = program
        spares = SpareStock { StartedWorker.startAhead(of: language, program: program, $0) }
    }

    /// The language.
    package var language: RuntimeIdentifier.Language { embedded.language }

    /// The version of the interpreter, which is the same in worker and host.
    package var embeddedVersion: String { embedded.embeddedVersion }

    /// In a process of its own.
    package var isolation: Isolation { .worker }

    /// Takes a spare, or starts a worker, and gives it to the function.
    ///
    /// - Throws: `RuntimeStartError` when the worker cannot run it, or when several have ended before they could.
    package func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        var problem = ""
        for _ in 1...Self.attempts {
            do {
                return try await tryToMakeGuest(configuration)
            } catch WorkerFailure.lost(let reason) {
                // Whatever has ended it has nothing to do with the function, whose code has not run yet.
                problem = reason
            } catch WorkerFailure.unable(let reason) {
                throw RuntimeStartError(reason)
            }
        }
        throw RuntimeStartError(problem)
    }

    private func tryToMakeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        let started: StartedWorker
        if let spare = spares.take() {
            started = spare
        } else {
            started = try await .start(of: language, program: program)
        }
        spares.noteNeed()
        let guest = WorkerGuest(configuration, on: started)
        try await guest.configure()
        return guest
    }
}
