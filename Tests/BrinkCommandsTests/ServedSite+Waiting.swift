import FoundationEssentials
import Glibc
import Testing

extension ServedSite {
    /// What the program has told of requests so far.
    var requestLog: String {
        String(
            decoding: (try? Data(contentsOf: URL(filePath: "\(folder)/requests.log"))) ?? Data(),
            as: UTF8.self
        )
    }

    /// Sends the program a signal.
    func send(_ signal: Int32) {
        kill(process, signal)
    }

    /// Asks the page for its status until something holds; each question is as long as a wait has to be.
    func until(_ what: String, at location: SourceLocation = #_sourceLocation, _ holds: () -> Bool)
        async throws
    {
        for _ in 1...500 {
            if holds() { return }
            _ = try await page("api/status")
        }
        Issue.record("it never was so that \(what)\n\(errors.lines)", sourceLocation: location)
    }

    /// Waits until standard error has a line with a text in it.
    func isTold(_ text: String, at location: SourceLocation = #_sourceLocation) async throws {
        try await until("standard error had \"\(text)\"", at: location) {
            errors.lines.contains { $0.contains(text) }
        }
    }

    /// Waits until a file is there.
    func waits(forFile name: String) async throws {
        try await until("\(name) was there") { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }
    }

    /// Waits until the page's status has a text in it, or has it no more.
    func waits(forStatus text: String, isThere: Bool = true) async throws {
        var status = ""
        for _ in 1...500 {
            status = try await page("api/status")
            if status.contains(text) == isThere { return }
        }
        Issue.record("the status never \(isThere ? "had" : "lost") \(text): \(status)")
    }

    /// Writes into the file that is there, as some editors do.
    func overwrite(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
}

/// The manifest of a bucket `site` over the folder `public`, with functions by event; `settings` is a further member of
/// each function's properties, `cdn` has further members of `cdn`, a line each.
func siteManifest(
    _ edgeFunctions: [String: String] = [:],
    functions: [String: String] = [:],
    settings: String = "",
    cdn: [String] = []
) -> String {
    let events = edgeFunctions.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: ", ")
    let resources = functions.sorted { $0.key < $1.key }.map { name, file in
        """
          \(name):
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: \(file) } }
              \(settings)
        """
    }
    let site = [
        "resources:", "  site:", "    type: bucket", "    properties:",
        "      directoryUpload: { directoryPath: public }", "      cdn:", "        enabled: true",
        "        edgeFunctions: { \(events) }",
    ]
    return (site + cdn.map { "        " + $0 } + resources).joined(separator: "\n") + "\n"
}

/// The value of a header of an answer that curl got.
func header(_ name: String, of answer: String) -> String? {
    for line in answer.split(separator: "\r\n", omittingEmptySubsequences: false) {
        if line.isEmpty { return nil }
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == name.lowercased() {
            return String(parts[1].drop { $0 == " " })
        }
    }
    return nil
}
