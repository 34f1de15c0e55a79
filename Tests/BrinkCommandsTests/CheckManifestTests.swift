import FoundationEssentials
import Testing

/// `brink check` of a manifest: everything that a deployment would refuse, with positions.
@Suite struct CheckManifestTests {
    private static let handlers = [
        "auth.ts": "export default async (event: any) => event.Records[0].cf.request",
        "visits.py": "def handler(event, context): return event['Records'][0]['cf']['response']",
        "index.js": "exports.handler = async (event) => event.Records[0].cf.request",
    ]

    /// Returns the manifest of a bucket and a function, whose name is on line 8.
    private static func manifest(
        event: String = "onRequest",
        entry: String = "auth.ts",
        _ properties: String = ""
    ) -> String {
        """
        resources:
          site:
            type: bucket
            properties:
              cdn:
                enabled: true
                edgeFunctions: { \(event): fn }
          fn:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: \(entry) } }
              \(properties)

        """
    }

    private static func artifact(_ package: String, handler: String = "index.js:handler") -> String {
        """
        resources:
          fn:
            type: edge-lambda-function
            properties:
              runtime: nodejs22.x
              packaging: { type: custom-artifact, properties: { packagePath: \(package), handler: "\(handler)" } }

        """
    }

    private func check(
        _ manifest: String,
        files: [String: String] = [:],
        _ options: String...
    ) async throws -> (run: ProgramRun, lines: [String]) {
        let files = Self.handlers.merging(files) { $1 }.merging(["stacktape.yml": manifest]) { $1 }
        return try await withFolder(files) { folder in
            let path = "\(folder)/stacktape.yml"
            let run = try await brink(["check", "--manifest", path] + options)
            let lines = run.outputLines.map { line in
                line.hasPrefix(path + ":") ? String(line.dropFirst(path.count + 1)) : line
            }
            return (run, lines)
        }
    }

    @Test(arguments: ["auth.ts", "visits.py", "index.js"])
    func `a manifest that breaks no rule can be deployed`(entry: String) async throws {
        let (run, lines) = try await check(Self.manifest(entry: entry))

        #expect(run.status == 0, "\(run)")
        #expect(lines.count == 1 && lines[0].hasPrefix("nothing found"), "\(lines)")
    }

    @Test(arguments: [
        ("onRequest", "memory: 129", "limit.memory", "129"),
        ("onResponse", "timeout: 6", "limit.timeout", "6"),
        ("onOriginRequest", "timeout: 31", "limit.timeout", "31"),
        ("onOriginResponse", "memory: 10241", "limit.memory", "10241"),
    ])
    func `settings over the limits of their event are reported at the function`(
        event: String,
        property: String,
        rule: String,
        value: String
    ) async throws {
        let (run, lines) = try await check(Self.manifest(event: event, property))

        #expect(run.status == 3)
        #expect(lines.count == 1 && lines[0].hasPrefix("8:3: fn: refused  "), "\(lines)")
        #expect(lines.first?.contains(value) == true, "\(lines)")
    }

    @Test(arguments: [
        ("onRequest", "timeout: 5"), ("onOriginRequest", "timeout: 30"),
        ("onOriginResponse", "memory: 10240"),
    ])
    func `settings at the limits are not reported`(event: String, property: String) async throws {
        let (run, _) = try await check(Self.manifest(event: event, property))

        #expect(run.status == 0, "\(run)")
    }

    @Test func `the limits are those of the profile`() async throws {
        let (stacktape, _) = try await check(Self.manifest("timeout: 30"))
        let (aws, _) = try await check(Self.manifest("timeout: 30"), "--limits", "aws")

        #expect(stacktape.status == 3)
        #expect(aws.status == 0, "\(aws)")
    }

    @Test func `all problems of the manifest and its files are reported at once`() async throws {
        let (run, lines) = try await check(
            Self.manifest("memmory: 1\n      timeout: 6") + """
                  gone:
                    type: edge-lambda-function
                    properties:
                      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: gone.js } }

                """
        )

        #expect(run.status == 3)
        #expect(lines.count == 3, "\(lines)")
        #expect(
            lines[0].hasPrefix("12:7: refused  manifest  ") && lines[0].contains("\"memory\""),
            "\(lines)"
        )
        #expect(lines[1].contains("gone.js does not exist"), "\(lines)")
        #expect(lines[2].hasPrefix("8:3: fn: refused  "), "\(lines)")
    }

    @Test func `a warning is reported and is not a refusal`() async throws {
        let (run, lines) = try await check(Self.manifest("memory: $Secret('memory')"))

        #expect(run.status == 0)
        #expect(lines.count == 1 && lines[0].hasPrefix("12:15: warning  manifest  "), "\(lines)")
    }

    @Test func `a function that does not bundle is reported with the error's position`() async throws {
        let broken = ["broken.ts": "export default async ( => {"]
        let (run, lines) = try await check(Self.manifest(entry: "broken.ts"), files: broken)

        #expect(run.status == 3)
        #expect(lines.count == 1 && lines[0].hasPrefix("8:3: fn: refused  package.bundle  "), "\(lines)")
        #expect(lines.first?.contains("broken.ts:1:") == true)
    }

    // MARK: Packages

    /// Returns text that hardly compresses, of a number of bytes.
    private static func noise(_ count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        return String(
            decoding: (0..<count).map { _ in UInt8.random(in: 0x40...0x7E, using: &random) },
            as: UTF8.self
        )
    }

    @Test func `included files count towards the size, excluded ones do not`() async throws {
        let packaging = { (more: String) in
            """
            resources:
              site: { type: bucket, properties: { cdn: { enabled: true, edgeFunctions: { onRequest: fn } } } }
              fn:
                type: edge-lambda-function
                properties:
                  packaging:
                    type: stacktape-lambda-buildpack
                    properties: { entryfilePath: index.js\(more) }

            """
        }
        let noise = ["noise.bin": Self.noise(2 << 20)]

        let (without, _) = try await check(packaging(""), files: noise)
        let (with, lines) = try await check(packaging(", includeFiles: [\"*.bin\"]"), files: noise)
        let (excluded, _) = try await check(
            packaging(", includeFiles: [\"**\"], excludeFiles: [\"noise.*\"]"),
            files: noise
        )

        #expect(without.status == 0)
        #expect(with.status == 3)
        #expect(lines.count == 1 && lines[0].contains("fn: refused  "), "\(lines)")
        #expect(excluded.status == 0, "\(excluded)")
    }

    @Test func `an excluded Python module is not in the package`() async throws {
        let noise = ["noise.py": "text = '''\(Self.noise(2 << 20).filter { $0 != "\\" })'''"]
        let manifest = Self.manifest(entry: "visits.py")
        let without = manifest.replacing(
            "entryfilePath: visits.py",
            with: "entryfilePath: visits.py, excludeFiles: [noise.py]"
        )

        #expect(try await check(manifest, files: noise).run.status == 3)
        #expect(try await check(without, files: noise).run.status == 0)
    }

    @Test
    func `an unbundled npm package counts with its dependencies, an excluded one does not`()
        async throws
    {
        let files = [
            "index.js": "exports.handler = async () => require('@own/dep').value",
            "node_modules/@own/dep/package.json": #"{"dependencies":{"below":"1"}}"#,
            "node_modules/@own/dep/index.js": "exports.value = 1",
            "node_modules/below/index.js":
                "exports.text = `\(Self.noise(2 << 20).filter { !"\\`$".contains($0) })`",
        ]
        let manifest = { (more: String) in
            Self.manifest(entry: "index.js").replacing(
                "entryfilePath: index.js",
                with: "entryfilePath: index.js" + more
            )
        }
        let unbundled = { (name: String) in
            manifest(", languageSpecificConfig: { dependenciesToExcludeFromBundle: ['\(name)'] }")
        }

        #expect(try await check(manifest(""), files: files).run.status == 0)
        let (counted, lines) = try await check(unbundled("@own/dep"), files: files)
        #expect(counted.status == 3)
        #expect(lines.count == 1 && lines[0].hasPrefix("8:3: fn: refused  "), "\(lines)")
        let excluded = manifest(", excludeDependencies: ['@own/dep']")
        #expect(try await check(excluded, files: files).run.status == 0)
        let (missing, reports) = try await check(unbundled("gone"), files: files)
        #expect(missing.status == 3)
        #expect(
            reports.count == 1 && reports[0].contains("gone") && reports[0].contains("node_modules"),
            "\(reports)"
        )
    }

    @Test func `a source map counts towards the size`() async throws {
        let text = Self.noise(700 << 10).filter { !"\\'".contains($0) }
        let files = [
            "noise.js": "exports.text = '\(text)'", "index.js": "exports.handler = require('./noise')",
        ]
        let manifest = Self.manifest(entry: "index.js")
        let without = manifest.replacing(
            "entryfilePath: index.js",
            with: "entryfilePath: index.js, languageSpecificConfig: { disableSourceMaps: true }"
        )

        #expect(try await check(manifest, files: files).run.status == 3)
        #expect(try await check(without, files: files).run.status == 0)
    }

    @Test func `an artifact is a zip file, a folder or a file`() async throws {
        // An empty zip file: only the end record.
        let zip = "PK\u{5}\u{6}" + String(repeating: "\0", count: 18)

        #expect(try await check(Self.artifact("index.js")).run.status == 0)
        #expect(try await check(Self.artifact(".")).run.status == 0)
        #expect(try await check(Self.artifact("a.zip"), files: ["a.zip": zip]).run.status == 0)
    }

    @Test(arguments: ["a.zip", "absent.zip", "absent"])
    func `an invalid or missing artifact is refused`(package: String) async throws {
        let (run, lines) = try await check(Self.artifact(package), files: ["a.zip": "no zip file"])

        #expect(run.status == 3)
        #expect(lines.count == 1 && lines[0].contains("refused  "), "\(lines)")
    }

    @Test func `an artifact larger than its event allows is refused`() async throws {
        let site =
            "  site: { type: bucket, properties: { cdn: { enabled: true, edgeFunctions: { onRequest: fn } } } }\n"
        let (run, lines) = try await check(
            Self.artifact(".") + site,
            files: ["noise.bin": Self.noise(2 << 20)]
        )

        #expect(run.status == 3)
        #expect(lines.count == 1 && lines[0].hasPrefix("2:3: fn: refused  "), "\(lines)")
    }

    @Test func `a handler outside its package is refused`() async throws {
        let (run, lines) = try await check(Self.artifact(".", handler: "../index.js:handler"))

        #expect(run.status == 3)
        #expect(lines.contains { $0.contains("fn: refused  handler.path") }, "\(lines)")
    }

    // MARK: Checks that do not start

    @Test(arguments: ["", "# nothing", "a: b: c", "a: [", "\t"])
    func `a manifest that is not YAML exits with 2 and one line`(text: String) async throws {
        let (run, lines) = try await check(text)

        #expect(run.status == 2)
        #expect(run.errorLines.count == 1 && run.errors.contains("stacktape.yml:"), "\(run)")
        #expect(lines.isEmpty)
    }

    @Test func `a duplicate key is refused`() async throws {
        let (run, lines) = try await check(
            Self.manifest().replacing(
                "{ onRequest: fn }",
                with: "\n          onRequest: fn\n          onRequest: fn"
            )
        )

        #expect(run.status == 3)
        #expect(lines.count == 1 && lines[0].hasPrefix("9:11: refused  manifest  "), "\(lines)")
    }

    @Test(arguments: [
        ["--manifest", "absent.yml"], ["--manifest", "/"], ["--manifest"],
        ["handler.js", "--manifest", "a.yml"],
        ["--manifest", "a.yml", "--memory", "128"], ["--manifest", "a.yml", "--trigger", "viewer-request"],
        ["--manifest", "a.yml", "--include-body"], ["--env", "A"], ["--limits", "nobody"],
    ])
    func `a check that cannot start exits with 2`(arguments: [String]) async throws {
        let run = try await brink(["check"] + arguments)

        #expect(run.status == 2, "\(run)")
        #expect(run.errorLines.count == 1, "\(run)")
    }
}
