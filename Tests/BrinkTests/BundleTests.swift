import Brink
import HandlerRuntime
import Testing

/// TypeScript is bundled once for as long as nothing that goes into it changes.
@Suite struct BundleTests {
    /// Loads a handler anew and gives what it answers.
    private func answer(of file: String, in folder: TemporaryFolder) async throws -> String {
        try await withFunction(.file(folder.path(file))) { try await $0.invoke().member("from") }
    }

    @Test func `an import that changed is bundled anew`() async throws {
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

    @Test func `the entry file that changed, and changed back, is what runs`() async throws {
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

    @Test func `settings that came or changed are heeded`() async throws {
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
}
