public import ArgumentParser
import Brink
import CloudFrontEvents
public import Invocations

/// The options of commands that run a handler; they override the function's own settings.
struct RunOptions: ParsableArguments {
    @OptionGroup var function: FunctionOptions

    @Option(
        help: ArgumentHelp(
            "Time limit of one invocation in seconds (default: 3, unless the manifest sets it).",
            valueName: "SECONDS"
        )
    )
    var timeout: Double?

    @Option(
        help: ArgumentHelp(
            "Folder that stands for /var/task (default: the nearest project's, else the handler's own).",
            valueName: "DIR"
        )
    )
    var root: String?

    @Option(help: "Where the interpreter runs: in this process, or in its own.")
    var isolation = Isolation.inProcess

    func validate() throws {
        if let memory = function.memory, memory < 1 {
            throw ValidationError("--memory \(memory): expected at least 1 MB")
        }
        if let timeout, !(timeout > 0 && timeout.isFinite) {
            throw ValidationError("--timeout \(timeout): expected more than 0 seconds")
        }
        _ = try declaredRuntime
    }

    /// Throws when a setting exceeds the limit profile's maximum for a kind of event.
    func check(for type: EventType) throws {
        let limits = function.limits.limits(for: type)
        let allowance = "the \(function.limits.rawValue) profile allows \(type.rawValue) functions at most"
        if let memory = function.memory, memory > limits.memory.upperBound {
            throw ValidationError("--memory \(memory): \(allowance) \(limits.memory.upperBound) MB")
        }
        if let timeout, timeout > Double(limits.maximumTimeout) {
            throw ValidationError("--timeout \(timeout): \(allowance) \(limits.maximumTimeout) seconds")
        }
    }

    /// Returns a definition with the given options in it.
    func applied(to definition: FunctionDefinition) throws -> FunctionDefinition {
        var definition = definition
        definition.runtime = try declaredRuntime ?? definition.runtime
        definition.memoryMB = function.memory ?? definition.memoryMB
        definition.timeout = timeout.map { .seconds($0) } ?? definition.timeout
        definition.root = root ?? definition.root
        definition.isolation = isolation
        return definition
    }

    private var declaredRuntime: RuntimeIdentifier? {
        get throws {
            guard let runtime = function.runtime else { return nil }
            guard let known = RuntimeIdentifier(runtime) else {
                let names = RuntimeIdentifier.all.map(\.description).joined(separator: ", ")
                throw ValidationError("--runtime \(runtime): expected one of \(names)")
            }
            return known
        }
    }
}

extension Isolation: ExpressibleByArgument {}
