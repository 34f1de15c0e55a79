import EdgeEmulator
import FoundationEssentials
import Glibc
import HTTPTypes
import NIOCore
import Testing

/// Files and links that are replaced during requests.
@Suite struct ChangingFolderTests {
    /// Requests a file again and again while `change` runs.
    private func answers(
        _ root: String,
        while change: @escaping @Sendable () throws -> Void
    ) async throws -> [Int: Set<String>] {
        let folder = FolderOrigin(FolderOrigin.Settings(root: root))
        let changing = Task { for _ in 1...3000 { try change() } }
        var texts: [Int: Set<String>] = [:]
        for _ in 1...3000 {
            let response = await folder.respond(method: "GET", path: "/a.txt", fields: [:])
            var text = ""
            if response.status == 200, case .buffer(let buffer) = response.body {
                text = String(buffer: buffer)
            }
            texts[response.status, default: []].insert(text)
        }
        try await changing.value
        return texts
    }

    private struct NotRenamed: Error {}

    private static func move(_ from: String, to: String) throws {
        guard unsafe rename(from, to) == 0 else { throw NotRenamed() }
    }

    @Test func `a file that is replaced during requests is always found, and whole`() async throws {
        try await withFolder(["a.txt": "one"]) { (root: String) async throws in
            let texts = try await answers(root) {
                for text in ["one", "three"] {
                    try Data(text.utf8).write(to: URL(filePath: root + "/new"))
                    try Self.move(root + "/new", to: root + "/a.txt")
                }
            }

            #expect(texts.keys.sorted() == [200])
            #expect(texts[200]?.isSubset(of: ["one", "three"]) == true)
        }
    }

    @Test func `a link that changes during requests never shows a file outside of the root`() async throws {
        try await withFolder(["in/b.txt": "in", "out.txt": "out"]) { (root: String) async throws in
            let inside = root + "/in"
            let texts = try await answers(inside) {
                for target in ["b.txt", "../out.txt"] {
                    try FileManager.default.createSymbolicLink(
                        atPath: inside + "/new",
                        withDestinationPath: target
                    )
                    try Self.move(inside + "/new", to: inside + "/a.txt")
                }
            }

            #expect(Set(texts.keys).isSubset(of: [200, 404]))
            #expect(texts[200]?.isSubset(of: ["in"]) ?? true)
        }
    }
}
