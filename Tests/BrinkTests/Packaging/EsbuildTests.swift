import Brink
import FoundationEssentials
import Invocations
import Testing

/// The bundler that is chosen, and what it must know.
@Suite struct EsbuildTests {
    private static let handler = "export default async (): Promise<object> => ({ from: 'Debian' })"

    /// Loads a handler and returns its result.
    private func answer(of file: String, in folder: TemporaryFolder) async throws -> String {
        try await withFunction(.file(folder.path(file))) { try await $0.invoke().member("from") }
    }

    /// Writes a program that claims a version and otherwise runs a script, whose `$out` and `$meta` are the outputs' paths.
    private func writeProgram(
        _ name: String = "node_modules/.bin/esbuild",
        version: String,
        _ script: String,
        in folder: TemporaryFolder
    ) throws {
        try folder.write(
            name,
            """
            #!/bin/sh
            [ "$1" = --version ] && { echo '\(version)'; exit; }
            for argument; do
              case $argument in
                --outfile=*) out=${argument#*=} ;;
                --metafile=*) meta=${argument#*=} ;;
              esac
            done
            \(script)
            """
        )
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        try FileManager.default.setAttributes(attributes, ofItemAtPath: folder.path(name))
    }

    private func writing(_ text: String, inputs: String = "index.ts") -> String {
        """
        cat > "$out" <<'END'
        \(text)
        END
        echo '{"inputs":{"\(inputs)":{}}}' > "$meta"
        """
    }

    private func writing(from answer: String) -> String {
        writing("exports.handler = async () => ({ from: '\(answer)' })")
    }

    // MARK: Choice

    @Test(arguments: ["node_modules/.bin/esbuild", "node_modules/esbuild/bin/esbuild"])
    func `the project's own esbuild comes first, also from a folder above`(name: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.write("src/index.ts", Self.handler)
            try writeProgram(name, version: "0.99.0", writing(from: "own"), in: folder)

            #expect(try await answer(of: "src/index.ts", in: folder) == "own")
        }
    }

    @Test(arguments: ["exit 1", "echo not a version; exit", "echo 0.17; exit", "kill -9 $$"])
    func `a program that does not answer as esbuild is passed over`(start: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.write("index.ts", Self.handler)
            try writeProgram(version: "0.99.0", writing(from: "own"), in: folder)
            try folder.write("node_modules/.bin/esbuild", "#!/bin/sh\n\(start)\n")

            #expect(try await answer(of: "index.ts", in: folder) == "Debian")
        }
    }

    @Test func `a file that cannot be executed is passed over`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("index.ts", Self.handler)
            try folder.write("node_modules/.bin/esbuild", "#!/bin/sh\necho 0.99.0\n")

            #expect(try await answer(of: "index.ts", in: folder) == "Debian")
        }
    }

    @Test func `a new esbuild bundles again`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("index.ts", Self.handler)
            var answers = [try await answer(of: "index.ts", in: folder)]
            for version in ["0.98.0", "0.99.0"] {
                try writeProgram(version: version, writing(from: version), in: folder)
                answers.append(try await answer(of: "index.ts", in: folder))
            }

            #expect(answers == ["Debian", "0.98.0", "0.99.0"])
        }
    }

    // MARK: What a version does not know

    /// Loads `index.ts` with an esbuild that fails with an error about a line.
    private func error(
        _ message: String,
        _ line: String,
        version: String
    ) async throws -> (host: HostError?, failure: HandlerFailure?) {
        try await withTemporaryFolder { folder in
            try folder.write("index.ts", line)
            let output = "✘ [ERROR] \(message)\n\n    index.ts:1:9:\n      1 │ \(line)\n        ╵ ^\n"
            try writeProgram(version: version, "cat >&2 <<'END'\n\(output)\nEND\nexit 1", in: folder)
            do {
                let failure = try await withFunction(.file(folder.path("index.ts"))) { function in
                    try await function.invoke().failure
                }
                return (nil, failure)
            } catch let error as HostError {
                return (error, nil)
            }
        }
    }

    @Test(arguments: [
        (#"Expected ";" but found "with""#, "import c from './c.json' with { type: 'json' }", "0.19.7"),
        (#"Expected identifier but found "const""#, "function f<const K>(k: K) {}", "0.17.5"),
        (#"Expected ">" but found "const""#, "function f<T, const K>(k: K) {}", "0.17.5"),
        (#"Expected ";" but found "t""#, "{ using t = open() }", "0.18.7"),
        (#"Expected ";" but found "using""#, "await using t = open()", "0.18.7"),
        (#"Expected ";" but found "value""#, "class Box { accessor value = 3 }", "0.18.5"),
        (##"Expected ";" but found "#value""##, "class Box { accessor #value = 3 }", "0.18.5"),
        (#"Expected ";" but found "satisfies""#, "export const a = {} satisfies object", "0.15.13"),
        (#"Expected "from" but found "*""#, "import defer * as a from './a'", "0.25.7"),
        (#"Unexpected "@""#, "export @tag class A {}", "0.19.8"),
        (#"Unexpected "@""#, "@tag class A {}", "0.21.0"),
        (
            "Transforming JavaScript decorators to the configured target environment (\"node18\") is not supported yet",
            "@tag class A {}", "0.21.0"
        ),
    ])
    func `syntax that esbuild does not know names the version that does`(
        message: String,
        line: String,
        needed: String
    ) async throws {
        let old = try await error(message, line, version: "0.14.0").host

        #expect(old?.code == .missingTool)
        #expect(old?.description.contains("index.ts:1:9: ") == true)
        #expect(old?.description.contains("needs esbuild \(needed) or newer") == true)
        #expect(old?.description.contains("is 0.14.0") == true)

        let new = try await error(message, line, version: needed)
        #expect(new.host == nil)
        #expect(new.failure?.errorType == "Runtime.UserCodeSyntaxError")
    }

    @Test(arguments: [
        (#"Expected ";" but found "b""#, "a b"), (#"Unexpected "}""#, "class A { m() { }"),
        (#"Expected identifier but found "const""#, "let const = 1"),
        (#"Expected ")" but found "using""#, "f(a using)"),
    ])
    func `other syntax errors stay the handler's`(message: String, line: String) async throws {
        let old = try await error(message, line, version: "0.14.0")

        #expect(old.host == nil)
        #expect(old.failure?.errorMessage == "SyntaxError: index.ts:1:9: \(message)")
    }

    @Test(arguments: [
        (#"{"extends": ["./a.json", "./b.json"]}"#, "0.17.19", "0.18.0"),
        ("{ // a comment\n\"extends\": [\"./a.json\",], }", "0.17.0", "0.18.0"),
        (#"{"compilerOptions": {"paths": {"@/*": ["${configDir}/src/*"]}}}"#, "0.21.4", "0.21.5"),
        (#"{"compilerOptions": {"baseUrl": "${configDir}"}}"#, "0.17.0", "0.21.5"),
        (#"{"extends": "./config-dir.json"}"#, "0.21.4", "0.21.5"),
        (#"{"extends": "base/config-dir"}"#, "0.21.4", "0.21.5"),
    ])
    func `settings that esbuild would ignore are an error`(
        settings: String,
        old: String,
        new: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let configDir = #"{"compilerOptions": {"baseUrl": "${configDir}/src"}}"#
            try folder.write("config-dir.json", configDir)
            try folder.write("node_modules/base/config-dir.json", configDir)
            try folder.write("tsconfig.json", settings)
            try folder.write("src/index.ts", Self.handler)
            try writeProgram(version: old, writing(from: "old"), in: folder)
            await #expect {
                try await answer(of: "src/index.ts", in: folder)
            } throws: { error in
                "\(error)".contains("needs esbuild \(new) or newer")
            }

            try writeProgram(version: new, writing(from: "new"), in: folder)
            #expect(try await answer(of: "src/index.ts", in: folder) == "new")
        }
    }

    @Test func `a standard decorator that would be compiled as an experimental one is an error`() async throws
    {
        try await withTemporaryFolder { folder in
            let bundle = """
                var __decorateClass = (decorators, target) => target
                // lib/a.ts
                var S = class {}
                S = __decorateClass([], S)
                // index.ts
                exports.handler = async () => ({ from: 'bundle' })
                """
            try folder.write("index.ts", "import './lib/a'")
            try folder.write("lib/a.ts", "@tag class S {}")
            let script = writing(bundle, inputs: #"lib/a.ts":{},"index.ts"#)
            for version in ["0.14.0", "0.17.19"] {
                try writeProgram(version: version, script, in: folder)
                await #expect {
                    try await answer(of: "index.ts", in: folder)
                } throws: { error in
                    "\(error)".contains("lib/a.ts: a standard decorator needs esbuild 0.21.0")
                }
            }

            // Where they are experimental by the settings, every version compiles them as such.
            for settings in [
                #"{"compilerOptions":{"experimentalDecorators":true}}"#, #"{"extends":"./base.json"}"#,
            ] {
                try folder.write("base.json", #"{"compilerOptions":{"experimentalDecorators":true}}"#)
                try folder.write("tsconfig.json", settings)
                #expect(try await answer(of: "index.ts", in: folder) == "bundle")
            }
            // The nearest settings count.
            try folder.write("lib/tsconfig.json", "{}")
            await #expect(throws: HostError.self) { try await answer(of: "index.ts", in: folder) }
        }
    }

    // MARK: Settings of the entry file

    @Test(arguments: [
        (
            #"{"jsx":"react","jsxFactory":"h"}"#,
            "const h = (t: string, p: any, c: string) => t + c; export default async () => ({ from: <p>hi</p> })",
            "phi"
        ),
        (
            #"{"jsx":"react-jsx","jsxImportSource":"mini"}"#,
            "export default async () => ({ from: <p>hi</p> })", "hip"
        ),
        (
            #"{"target":"ES2022"}"#,
            """
            class A { x = String(this.y); constructor(private y: number) {} }
            export default async () => ({ from: new A(5).x })
            """, "undefined"
        ),
        (
            #"{"target":"ES2022","useDefineForClassFields":false}"#,
            """
            class A { x = String(this.y); constructor(private y: number) {} }
            export default async () => ({ from: new A(5).x })
            """, "5"
        ),
    ])
    func `the settings beside the entry file apply to it`(
        options: String,
        source: String,
        result: String
    ) async throws {
        try await withTemporaryFolder { folder in
            try folder.write("node_modules/mini/package.json", #"{"exports":{"./jsx-runtime":"./j.js"}}"#)
            try folder.write("node_modules/mini/j.js", "exports.jsx = (t, p) => p.children + t")
            try folder.write("tsconfig.json", #"{"compilerOptions":\#(options)}"#)
            try folder.write("src/index.tsx", source)

            #expect(try await answer(of: "src/index.tsx", in: folder) == result)
        }
    }

    @Test func `changed settings that others extend take effect`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("one.ts", "export const a: string = 'one'")
            try folder.write("two.ts", "export const a: string = 'two'")
            try folder.write("tsconfig.json", #"{"extends":"./base.json"}"#)
            try folder.write(
                "index.ts",
                "import { a } from 'picked'; export default async () => ({ from: a })"
            )
            var answers: [String] = []
            for name in ["one", "two"] {
                try folder.write(
                    "base.json",
                    #"{"compilerOptions":{"baseUrl":".","paths":{"picked":["./\#(name).ts"]}}}"#
                )
                answers.append(try await answer(of: "index.ts", in: folder))
            }

            #expect(answers == ["one", "two"])
        }
    }

    @Test func `static blocks and static fields run in their order, with the class as this`() async throws {
        let source = """
            const seen: string[] = []
            function see(c: any) { seen.push(typeof c + c.x + c.y) }
            class A { static { see(this) } static x = 1; static { see(this) } static y = 2; static { see(this) } }
            export const B = class { static #x = 3; static y = this.#x; static { see(this) } }
            export default async () => ({ from: seen.join(' '), A })
            """
        try await withTemporaryFolder { folder in
            try folder.write("index.ts", source)

            let expected = "functionundefinedundefined function1undefined function12 functionundefined3"
            #expect(try await answer(of: "index.ts", in: folder) == expected)
        }
    }

    // MARK: What cannot be bundled

    @Test func `an import of a page says that it cannot be bundled`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("page.html", "<p>")
            try folder.write("index.ts", "import page from './page.html'; export default async () => page")
            let failure = try await withFunction(.file(folder.path("index.ts"))) { function in
                try await function.invoke().failure
            }

            #expect(failure?.errorType == "Runtime.ImportModuleError")
            #expect(failure?.errorMessage.contains(".html files cannot be imported") == true)
        }
    }

    @Test(arguments: [
        ("index.ts", "import { S3Client } from '@aws-sdk/client-s3'; export default async () => S3Client"),
        ("index.mjs", "import { S3Client } from '@aws-sdk/client-s3'; export default async () => S3Client"),
        (
            "index.js",
            "const { S3Client } = require('@aws-sdk/client-s3'); exports.handler = async () => S3Client"
        ),
    ])
    func `a missing SDK is explained, and an installed one is found`(
        file: String,
        source: String
    ) async throws {
        try await withTemporaryFolder { folder in
            try folder.write(file, source)
            let failure = try await withFunction(.file(folder.path(file))) { try await $0.invoke().failure }
            let message = try #require(failure?.errorMessage)
            #expect(message.contains("nodejs22.x contains @aws-sdk/client-s3, and this machine does not"))
            #expect(message.contains("npm install --save-dev @aws-sdk/client-s3"))

            try folder.write(
                "node_modules/@aws-sdk/client-s3/index.js",
                "exports.S3Client = { from: 'installed' }"
            )
            #expect(try await answer(of: file, in: folder) == "installed")
        }
    }

    @Test func `another missing package is not explained away`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("index.js", "require('@aws-cdk/core'); exports.handler = async () => ({})")
            let failure = try await withFunction(.file(folder.path("index.js"))) {
                try await $0.invoke().failure
            }

            #expect(failure?.errorMessage.contains("this machine") == false)
        }
    }
}
