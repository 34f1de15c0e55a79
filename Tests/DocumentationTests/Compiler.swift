import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The Swift compiler, over the modules that the tests were built with.
enum Compiler {
    /// Type-checks examples as a package that depends on Brink would.
    ///
    /// - Returns: the compiler's errors, a line each; empty when all examples compile.
    static func errors(in examples: [Example]) async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "brink-examples-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for (number, example) in examples.enumerated() {
            let file = folder.appending(path: "Example\(number).swift")
            try Data(example.source(numbered: number).utf8).write(to: file)
            files.append(file.path)
        }

        let arguments =
            ["-typecheck", "-module-name", "Examples", "-swift-version", "6", "-parse-as-library"]
            + ["-I", products.appending(path: "Modules").path] + moduleMaps + files
        let run = try await Subprocess.run(
            .name("swiftc"),
            arguments: Arguments(arguments),
            output: .discarded,
            error: .string(limit: 1 << 20)
        )
        let errors = run.standardError.split(separator: "\n")
            .filter { $0.contains(": error: ") }.map(
                String.init
            )
        return errors.isEmpty && !run.terminationStatus.isSuccess ? [run.standardError] : errors
    }

    /// The folder that the tests were built in.
    private static var products: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    }

    /// Options that name the C modules below Brink's.
    private static var moduleMaps: [String] {
        let own = below(products).filter { $0.lastPathComponent.hasSuffix(".build") }
            .map { $0.appending(path: "module.modulemap") }
        let root = projectFolder.appending(path: "Sources/CPython/module.modulemap")
        let checkouts = products.deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "checkouts"
        )
        let others = below(checkouts).flatMap { below($0.appending(path: "Sources")) }
            .map { $0.appending(path: "include/module.modulemap") }
        return (own + [root] + others).filter { FileManager.default.fileExists(atPath: $0.path) }
            .flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
    }

    private static func below(_ folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appending(path: $0) }
    }
}

/// The folder of Package.swift.
var projectFolder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
