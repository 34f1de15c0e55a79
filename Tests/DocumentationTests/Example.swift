import FoundationEssentials

/// A block of Swift in the documentation: a fenced block of a Markdown page, or of a doc comment.
struct Example: Sendable, CustomStringConvertible {
    /// The file that the block is in, relative to the project's folder.
    let file: String
    /// The number of the block's first line.
    let line: Int
    let lines: [String]

    var description: String { "\(file):\(line)" }

    /// The blocks of a Markdown page.
    static func inPage(_ file: String, of root: URL) throws -> [Example] {
        blocks(in: try lines(of: file, in: root), of: file)
    }

    /// The blocks of the doc comments below a folder.
    static func inDocComments(of folder: String, of root: URL) throws -> [Example] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        let files = names.filter { $0.hasSuffix(".swift") }.sorted()
        return try files.flatMap { name in
            let file = "\(folder)/\(name)"
            // Code outside of doc comments becomes blank lines, so that line numbers stay.
            let comments = try lines(of: file, in: root).map { line in
                let text = line.drop { $0 == " " }
                return text.hasPrefix("/// ") ? String(text.dropFirst(4)) : ""
            }
            return blocks(in: comments, of: file)
        }
    }

    /// Swift text that compiles if the example does.
    ///
    /// Imports and tests stand at the file's level, everything else in a function that has a host, a function, an
    /// event and an outcome at hand. Errors name the line of the documentation.
    func source(numbered number: Int) -> String {
        let isDeclaration = lines.contains { $0.hasPrefix("@Test") || $0.hasPrefix("@Suite") }
        let imports = lines.filter { $0.hasPrefix("import ") }
        let code = lines.map { $0.hasPrefix("import ") ? "" : $0 }
        let head =
            imports + (imports.contains("import Brink") ? [] : ["import Brink"]) + ["import Testing"]
            + (isDeclaration
                ? []
                : [
                    "func example\(number)(",
                    "    host: HandlerHost, auth: FunctionAddress, event: CloudFrontEvent, outcome: InvocationOutcome",
                    ") async throws { do {",
                ])
        let location = "#sourceLocation(file: \"\(file)\", line: \(line))"
        let tail = ["#sourceLocation()"] + (isDeclaration ? [] : ["} }"])
        return (head + [location] + code + tail).joined(separator: "\n") + "\n"
    }

    private static func lines(of file: String, in root: URL) throws -> [String] {
        try String(contentsOf: root.appending(path: file), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func blocks(in lines: [String], of file: String) -> [Example] {
        var blocks: [Example] = []
        var begin: Int?
        for (index, line) in lines.enumerated() {
            if let first = begin, line.hasPrefix("```") {
                blocks.append(Example(file: file, line: first + 1, lines: Array(lines[first..<index])))
                begin = nil
            } else if line == "```swift" {
                begin = index + 1
            }
        }
        return blocks
    }
}
