import ArgumentParser

/// The option `--verbose`, which every subcommand has.
package struct Verbosity: ParsableArguments {
    @Flag(help: "Log progress to standard error.")
    package var verbose = false

    package init() {}

    /// Logs a message if the option was given.
    package func note(_ message: @autoclosure () -> String) {
        if verbose { StandardStream.error.note(message()) }
    }
}
