package import ArgumentParser
import Glibc

/// Runs a program's root command with the arguments of the process, and ends the process with its exit status.
///
/// The process ends without waiting for other threads: those of interpreters and handlers may never return.
package func runProgram(_ command: any AsyncParsableCommand.Type) async -> Never {
    // A handler that writes to a closed socket must not end the process.
    _ = signal(SIGPIPE, SIG_IGN)
    HostDescriptors.openStandardStreams()
    // Duplicated before a handler runs.
    _ = (StandardStream.output, StandardStream.error)
    _ = signal(SIGINT) { _ in _exit(ExitStatus.interrupted.rawValue) }
    let status = await exitStatus(of: command, arguments: Array(CommandLine.arguments.dropFirst()))
    // `_exit` does not flush what `print` has buffered.
    fflush(nil)
    _exit(status)
}

/// Runs a command with arguments, and reports an error in one line on standard error.
///
/// Returns the exit status that the command threw, 0 for a request for help, 2 for any other error.
private func exitStatus(of root: any AsyncParsableCommand.Type, arguments: [String]) async -> Int32 {
    do {
        var command = try root.parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
        return ExitStatus.success.rawValue
    } catch let status as ExitStatus {
        return status.rawValue
    } catch let code as ExitCode {
        return code.rawValue
    } catch {
        if root.exitCode(for: error).isSuccess {
            StandardStream.output.write(line: root.fullMessage(for: error))
            return ExitStatus.success.rawValue
        }
        // The parser's own errors describe themselves by their type alone. The type is asked, not the error: where
        // Foundation is linked, a cast of the error makes it an NSError, which always has a description.
        let describesItself = type(of: error) is any CustomStringConvertible.Type
        StandardStream.error.note(describesItself ? "\(error)" : root.message(for: error))
        return ExitStatus.notStarted.rawValue
    }
}
