import ArgumentParser

/// A handler on the command line: `PATH[:EXPORT]`, or the name of a function in the manifest.
struct HandlerArgument: ExpressibleByArgument {
    let path: String
    let export: String?

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        let pieces = argument.split(separator: ":", omittingEmptySubsequences: false)
        let last = pieces.last ?? ""
        // Folder names may contain colons, so only a last piece without a slash is an export.
        guard pieces.count > 1, !last.isEmpty, !last.contains("/") else {
            path = argument
            export = nil
            return
        }
        path = pieces.dropLast().joined(separator: ":")
        export = String(last)
    }
}
