public import ArgumentParser
import Brink
public import CloudFrontEvents
public import HandlerRuntime

/// The options that override a function's settings: those of its manifest, or the product page's defaults.
struct FunctionOptions: ParsableArguments {
    @Option(help: "The declared runtime, such as nodejs22.x or python3.13.")
    var runtime: String?

    @Option(
        help: ArgumentHelp(
            "The memory of the function, in MB; 128 unless its manifest says more.",
            valueName: "MB"
        ),
        transform: wholeNumber(in: 1...Int.max)
    )
    var memory: Int?

    @Option(
        help: ArgumentHelp(
            "The time of one invocation, in seconds; 3 unless its manifest says more.",
            valueName: "SECONDS"
        )
    )
    var timeout: Double?

    @Option(help: "Whose limits: stacktape or aws.")
    var limits = LimitProfile.stacktape

    @Option(help: "Where the interpreter lives: in-process or worker.")
    var isolation = Isolation.inProcess

    func validate() throws {
        if let timeout, !(timeout > 0 && timeout.isFinite) {
            throw ValidationError("--timeout \(timeout): expected more than 0 seconds")
        }
        _ = try declaredRuntime
    }

    /// Refuses settings that go beyond what the profile allows for a kind of event.
    func check(for type: EventType) throws {
        let limits = limits.limits(for: type)
        if let memory, memory > limits.memory.upperBound {
            throw ValidationError(
                "--memory \(memory): the \(self.limits.rawValue) profile allows \(type.rawValue) functions "
                    + "at most \(limits.memory.upperBound) MB"
            )
        }
        if let timeout, timeout > Double(limits.maximumTimeout) {
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

    /// A function with what was said of it in the place of its own settings.
    func applied(to definition: FunctionDefinition) throws -> FunctionDefinition {
        var definition = definition
        definition.runtime = try declaredRuntime ?? definition.runtime
        definition.memoryMB = memory ?? definition.memoryMB
        definition.timeout = timeout.map { .seconds($0) } ?? definition.timeout
        definition.isolation = isolation
        return definition
    }
}

extension LimitProfile: ExpressibleByArgument {}
extension Isolation: ExpressibleByArgument {}
extension EventType: ExpressibleByArgument {}
extension Strictness: ExpressibleByArgument {}
