import FoundationEssentials
import Glibc
import Testing

extension ServedSite {
    /// The requests that the program has printed so far.
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

    /// Requests the page's status until a condition holds; the request is the wait.
    func until(_ what: String, at location: SourceLocation = #_sourceLocation, _ holds: () -> Bool)
        async throws
    {
        for _ in 1...500 {
            if holds() { return }
            _ = try await page("api/status")
        }
        Issue.record("never happened: \(what)\n\(errors.lines)", sourceLocation: location)
    }

    /// Waits until standard error has a line with a text.
    func reports(_ text: String, at location: SourceLocation = #_sourceLocation) async throws {
        try await until("standard error contained \"\(text)\"", at: location) {
            errors.lines.contains { $0.contains(text) }
        }
    }

    /// Waits until a file exists.
    func waits(forFile name: String) async throws {
        try await until("\(name) existed") { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }
    }

    /// Waits until the page's status contains a text, or no longer does.
    func waits(forStatus text: String, isThere: Bool = true) async throws {
        var status = ""
        for _ in 1...500 {
            status = try await page("api/status")
            if status.contains(text) == isThere { return }
        }
        Issue.record("the status never \(isThere ? "contained" : "lost") \(text): \(status)")
    }

    /// Writes into an existing file, as some editors do.
    func overwrite(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
}

/// Returns the manifest of a bucket `site` of the folder `public`, with names of functions by event, and entry files by
/// function; `settings` is a further member of each function's properties, `cdn` are further members of `cdn`.
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

/// Returns the value of a header of a response.
func header(_ name: String, of response: String) -> String? {
    for line in response.split(separator: "\r\n", omittingEmptySubsequences: false) {
        if line.isEmpty { return nil }
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == name.lowercased() {
            return String(parts[1].drop { $0 == " " })
        }
    }
    return nil
}
