import FoundationEssentials
import Invocations

/// The first error that esbuild reports: a line `✘ [ERROR] message`, a blank one, `file:line:column:`, and the source.
struct EsbuildError {
    let message: String
    /// The file, the line and the column.
    let location: String?
    /// The line of source; empty if the error has none.
    let line: String

    init(_ output: String) {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: true)
            .map { String($0.drop(while: { $0 == " " })) }
        let mark = "✘ [ERROR] "
        message =
            lines.first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) } ?? "esbuild failed"
        let position = lines.first { $0.hasSuffix(":") && $0.split(separator: ":").count >= 3 }
        location = position.map { String($0.dropLast()) }
        let source = lines.first { $0.contains("│ ") }
        line = source.map { String($0.drop(while: { $0 != "│" }).dropFirst(2)) } ?? ""
    }

    /// Returns the failure that the platform, or the packaging before it, would have reported.
    func failure(at location: String) -> HandlerFailure {
        if message.hasPrefix("Could not resolve") { return .failedImport("Error: \(location): \(message)") }
        if let kind = message.firstMatch(of: #/No loader is configured for "(.+?)" files/#)?.1 {
            return .failedImport(
                "Error: \(location): \(kind) files cannot be imported: a bundle has JavaScript, TypeScript, JSON and text "
                    + "(.txt) only; read the file with fs.readFileSync, or keep its text in a .ts or .txt file"
            )
        }
        return HandlerFailure(
            errorType: "Runtime.UserCodeSyntaxError",
            errorMessage: "SyntaxError: \(location): \(message)"
        )
    }
}
