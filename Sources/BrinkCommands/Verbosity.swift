import ArgumentParser

/// The option that every subcommand has: to say on standard error what is being done.
struct Verbosity: ParsableArguments {
    @Flag(help: "Say on standard error what is being done.")
    var verbose = false

    /// Says something, if it was asked for.
    func note(_ message: @autoclosure () -> String) {
        if verbose { StandardStream.error.note(message()) }
    }
}
