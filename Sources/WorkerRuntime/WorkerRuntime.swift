package import HandlerRuntime
package import Invocations

/// Runs the functions of one language in workers, one process per instance.
package final class WorkerRuntime: LanguageRuntime {
    /// The number of workers that are tried per guest.
    private static let attempts = 5

    private let embedded: any LanguageRuntime
    private let program: String

    /// Workers that are started ahead of need.
    package let spares: SpareStock<StartedWorker>

    /// Creates a runtime whose workers run an embedded runtime, which is not started in this process.
    ///
    /// The program of the workers is this program, except in tests.
    package init(of embedded: any LanguageRuntime, program: String? = nil) {
        let language = embedded.language
        let program = program ?? StartedWorker.ownProgram
        self.embedded = embedded
        self.program = program
        spares = SpareStock { StartedWorker.startAhead(of: language, program: program, $0) }
    }

    package var language: RuntimeIdentifier.Language { embedded.language }

    /// The version of the interpreter, the same in worker and host.
    package var embeddedVersion: String { embedded.embeddedVersion }

    package var isolation: Isolation { .worker }

    /// Configures a spare or a new worker for a function.
    ///
    /// Fails when a worker cannot run the function, or several have ended too early.
    package func makeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        var problem = ""
        for _ in 1...Self.attempts {
            do {
                return try await tryToMakeGuest(configuration)
            } catch WorkerFailure.lost(let reason) {
                // The cause is not the function, whose code has not run yet.
                problem = reason
            } catch WorkerFailure.unable(let reason) {
                throw RuntimeStartError(reason)
            }
        }
        throw RuntimeStartError(problem)
    }

    private func tryToMakeGuest(_ configuration: GuestConfiguration) async throws -> any Guest {
        let started: StartedWorker
        if let spare = spares.pop() {
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
