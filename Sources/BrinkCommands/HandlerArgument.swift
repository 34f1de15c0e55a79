import ArgumentParser

/// A handler as named on the command line: `PATH[:EXPORT]`.
struct HandlerArgument: ExpressibleByArgument {
    let path: String
    let export: String?

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        let pieces = argument.split(separator: ":", omittingEmptySubsequences: false)
        let last = pieces.last ?? ""
        // A colon may also stand in a folder's name: what follows the last one is an export if it is no path.
        guard pieces.count > 1, !last.isEmpty, !last.contains("/") else {
            path = argument
            export = nil
            return
        }
        path = pieces.dropLast().joined(separator: ":")
        export = String(last)
    }
}
