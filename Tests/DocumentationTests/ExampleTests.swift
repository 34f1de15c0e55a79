import Testing

/// The code in the documentation, compiled against the modules as they are.
struct ExampleTests {
    @Test func `every example in the documentation compiles`() async throws {
        let pages = try ["README.md", "ARCHITECTURE.md"].flatMap { try Example.inPage($0, of: projectFolder) }
        let products = ["Brink", "CloudFrontEvents", "Invocations", "EdgeEmulator"]
        let comments = try products.flatMap {
            try Example.inDocComments(of: "Sources/\($0)", of: projectFolder)
        }

        #expect(pages.contains { $0.file == "README.md" })
        #expect(comments.count >= 12)
        for error in try await Compiler.errors(in: pages + comments) { Issue.record("\(error)") }
    }

    @Test func `an example that does not compile is named by its line`() async throws {
        let broken = Example(file: "PAGE.md", line: 7, lines: ["import Brink", "let host = HandlerHst()"])

        let errors = try await Compiler.errors(in: [broken])

        #expect(errors.map { $0.prefix(11) } == ["PAGE.md:8:1"], "\(errors)")
    }
}
