import FoundationEssentials
import Subprocess
import Testing

/// Folders of files that are run again; only ones that no other user can write to.
@Suite struct CacheFolderTests {
    /// Runs a TypeScript handler with a changed environment.
    private func invoke(
        in folder: String,
        _ changes: [Environment.Key: String?]
    ) async throws -> (status: TerminationStatus, output: String) {
        let result = try await Subprocess.run(
            .path(brinkProgram),
            arguments: ["invoke", "\(folder)/h.ts"],
            environment: .inherit.updating(changes),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        return (result.terminationStatus, result.standardOutput)
    }

    private static let files = ["h.ts": "export default async () => ({ status: '200' })"]

    private func entries(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    @Test func `bundles are kept in a folder of this user alone`() async throws {
        try await withFolder(Self.files) { folder in
            let run = try await invoke(in: folder, ["XDG_CACHE_HOME": "\(folder)/cache"])

            #expect(run.status == .exited(0))
            #expect(entries("\(folder)/cache/brink/bundles").count == 1)
        }
    }

    @Test(arguments: ["cache/brink", "cache/brink/bundles"], [0o777, 0o770])
    func `a folder that others can write to is not used`(name: String, mode: Int) async throws {
        try await withFolder(Self.files) { folder in
            let cache = "\(folder)/cache/brink/bundles"
            try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
            try FileManager.default.setAttributes(attributes, ofItemAtPath: "\(folder)/\(name)")
            let run = try await invoke(in: folder, ["XDG_CACHE_HOME": "\(folder)/cache"])

            #expect(run.status == .exited(0))
            #expect(entries(cache).isEmpty)
        }
    }

    @Test(arguments: [nil, "", "relative/cache"])
    func `without an absolute home nothing is kept`(home: String?) async throws {
        try await withFolder(Self.files) { folder in
            let before = entries("/tmp/.cache/brink/bundles")
            let run = try await invoke(in: folder, ["XDG_CACHE_HOME": nil, "HOME": home])

            #expect(run.status == .exited(0))
            #expect(entries("/tmp/.cache/brink/bundles") == before)
            #expect(entries("relative").isEmpty)
        }
    }

    @Test func `a bundle that was planted in a folder of others does not run`() async throws {
        try await withFolder(Self.files) { folder in
            let cache = "\(folder)/cache/brink/bundles"
            _ = try await invoke(in: folder, ["XDG_CACHE_HOME": "\(folder)/cache"])
            let entry = try #require(entries(cache).first)
            let bundle = try String(contentsOf: URL(filePath: "\(cache)/\(entry)"), encoding: .utf8)
            try Data(bundle.replacing("200", with: "299").utf8).write(to: URL(filePath: "\(cache)/\(entry)"))
            let trusted = try await invoke(in: folder, ["XDG_CACHE_HOME": "\(folder)/cache"])
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o777]
            try FileManager.default.setAttributes(attributes, ofItemAtPath: cache)
            let refused = try await invoke(in: folder, ["XDG_CACHE_HOME": "\(folder)/cache"])

            #expect(trusted.output.contains("299"))
            #expect(refused.output.contains("200"))
        }
    }
}
