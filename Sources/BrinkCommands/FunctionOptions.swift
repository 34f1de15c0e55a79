public import ArgumentParser
import Brink
public import CloudFrontEvents
public import HandlerRuntime

/// The options that override a function's settings.
struct FunctionOptions: ParsableArguments {
    @Option(help: "The declared runtime, such as nodejs22.x or python3.13.")
    var runtime: String?

    @Option(help: ArgumentHelp("The memory of the function, in MB.", valueName: "MB"))
    var memory = 128

    @Option(help: ArgumentHelp("The time of one invocation, in seconds.", valueName: "SECONDS"))
    var timeout = 3.0

    @Option(help: "Whose limits: stacktape or aws.")
    var limits = LimitProfile.stacktape

    @Option(help: "Where the interpreter lives: in-process or worker.")
    var isolation = Isolation.inProcess

    func validate() throws {
        guard memory > 0 else {
            throw ValidationError("--memory \(memory): expected at least 1 MB")
        }
        guard timeout > 0, timeout.isFinite else {
            throw ValidationError("--timeout \(timeout): expected more than 0 seconds")
        }
        _ = try declaredRuntime
    }

    /// Refuses settings that go beyond what the profile allows for a kind of event.
    func check(for type: EventType) throws {
        let limits = limits.limits(for: type)
        guard memory <= limits.memory.upperBound else {
            throw ValidationError(
                "--memory \(memory): the \(self.limits.rawValue) profile allows \(type.rawValue) functions "
                    + "at most \(limits.memory.upperBound) MB"
            )
        }
        guard timeout <= Double(limits.maximumTimeout) else {
            throw ValidationError(
                "--timeout \(timeout): the \(self.limits.rawValue) profile allows \(type.rawValue) functions "
                    + "at most \(limits.maximumTimeout) seconds"
            )
        }
    }

    var declaredRuntime: RuntimeIdentifier? {
        get throws {
            guard let runtime else { return nil }
            guard let known = RuntimeIdentifier(runtime) else {
                let names = RuntimeIdentifier.all.map(\.description).joined(separator: ", ")
                throw ValidationError("--runtime \(runtime): expected one of \(names)")
            }
            return known
        }
    }

    func definition(of handler: HandlerArgument) throws -> FunctionDefinition {
        FunctionDefinition(
            .file(handler.path, export: handler.export),
            runtime: try declaredRuntime,
            memoryMB: memory,
            timeout: .seconds(timeout),
            isolation: isolation
        )
    }
}

extension LimitProfile: ExpressibleByArgument {}
extension Isolation: ExpressibleByArgument {}
extension EventType: ExpressibleByArgument {}
extension Strictness: ExpressibleByArgument {}
