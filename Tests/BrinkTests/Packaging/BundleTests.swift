import Brink
import Invocations
import Testing

/// Bundles of TypeScript, which are made once while their inputs do not change.
@Suite struct BundleTests {
    /// Loads a handler and returns its result.
    private func answer(of file: String, in folder: TemporaryFolder) async throws -> String {
        try await withFunction(.file(folder.path(file))) { try await $0.invoke().member("from") }
    }

    @Test func `a changed import is bundled again`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(
                "index.ts",
                "import { a } from './lib/a'; export default async () => ({ from: a })"
            )
            try folder.write("lib/a.ts", "export const a: string = 'one'")
            let first = try await answer(of: "index.ts", in: folder)
            let again = try await answer(of: "index.ts", in: folder)
            try folder.write("lib/a.ts", "export const a: string = 'two'")
            let changed = try await answer(of: "index.ts", in: folder)

            #expect([first, again, changed] == ["one", "one", "two"])
        }
    }

    @Test func `an entry file that changes, and changes back, is what runs`() async throws {
        try await withTemporaryFolder { folder in
            var answers: [String] = []
            for text in ["one", "two", "one"] {
                try folder.write(
                    "index.ts",
                    "export default async (): Promise<object> => ({ from: '\(text)' })"
                )
                answers.append(try await answer(of: "index.ts", in: folder))
            }

            #expect(answers == ["one", "two", "one"])
        }
    }

    @Test func `new and changed settings take effect`() async throws {
        try await withTemporaryFolder { folder in
            let settings = { (name: String) in
                #"{"compilerOptions":{"baseUrl":".","paths":{"picked":["./\#(name).ts"]}}}"#
            }
            try folder.write("node_modules/picked/index.js", "exports.a = 'package'")
            try folder.write("one.ts", "export const a: string = 'one'")
            try folder.write("two.ts", "export const a: string = 'two'")
            try folder.write(
                "index.ts",
                "import { a } from 'picked'; export default async () => ({ from: a })"
            )
            var answers = [try await answer(of: "index.ts", in: folder)]
            for name in ["one", "two"] {
                try folder.write("tsconfig.json", settings(name))
                answers.append(try await answer(of: "index.ts", in: folder))
            }

            #expect(answers == ["package", "one", "two"])
        }
    }

    // MARK: Options

    @Test func `a package excluded from the bundle is found where it is installed`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("node_modules/dep/index.js", "exports.path = __filename")
            try folder.write(
                "index.ts",
                "import { path } from 'dep'; export default async () => ({ from: path })"
            )
            let options = PackagingOptions(unbundledPackages: ["dep"])
            for (options, path) in [
                (PackagingOptions(), "index.ts"), (options, "node_modules/dep/index.js"),
                (PackagingOptions(excludedPackages: ["dep"]), "node_modules/dep/index.js"),
            ] {
                let source = FunctionDefinition.Source.bundle(folder.path("index.ts"), options: options)
                let answer: String = try await withFunction(source) { try await $0.invoke().member("from") }
                #expect(answer == folder.path(path))
            }
        }
    }

    @Test func `settings of TypeScript can be in another folder, and must exist`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("picked.ts", "export const a: string = 'own'")
            try folder.write(
                "settings/build.json",
                #"{"compilerOptions":{"baseUrl":"..","paths":{"alias":["./picked.ts"]}}}"#
            )
            try folder.write(
                "src/index.ts",
                "import { a } from 'alias'; export default async () => ({ from: a })"
            )
            let source = { (settings: String) in
                FunctionDefinition.Source.bundle(
                    folder.path("src/index.ts"),
                    options: PackagingOptions(tsConfig: folder.path(settings))
                )
            }
            let answer: String = try await withFunction(source("settings/build.json")) {
                try await $0.invoke().member("from")
            }
            #expect(answer == "own")
            let failure: HandlerFailure? = try await withFunction(source("settings/absent.json")) {
                try await $0.invoke().failure
            }
            #expect(failure?.errorMessage.contains("absent.json") == true, "\(String(describing: failure))")
        }
    }
}
