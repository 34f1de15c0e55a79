import FoundationEssentials
import StacktapeManifest
import Testing

/// Manifest files, and the files that they name.
@Suite struct FileTests {
    private func withFolder<Result>(
        _ files: [String: String],
        _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        var path = folder.path(percentEncoded: false)
        if path.hasSuffix("/") { path.removeLast() }
        return try body(path)
    }

    private func message(of path: String) -> String? {
        let error = #expect(throws: ManifestError.self) { try Manifest.read(path) }
        #expect(error?.code == .unreadable)
        return error.map { "\($0)" }
    }

    @Test func `a file is read, and paths are resolved against its folder`() throws {
        try withFolder(["stacktape.yml": bucket("directoryUpload: { directoryPath: public }")]) { folder in
            let manifest = try Manifest.read("\(folder)/stacktape.yml")

            #expect(manifest.folder == folder)
            #expect(manifest.path == "\(folder)/stacktape.yml")
        }
    }

    @Test func `a file that cannot be read is refused`() throws {
        try withFolder(["sub/file": "x"]) { folder in
            #expect(
                message(of: "\(folder)/absent.yml")?.hasPrefix("\(folder)/absent.yml:1:1: no such file")
                    == true
            )
            #expect(message(of: "/dev/zero")?.contains("is longer") == true)
            #expect(message(of: "\(folder)/sub")?.contains("is a folder") == true)
            try Data([0x61, 0x0A, 0x62, 0xFF, 0x63]).write(to: URL(filePath: "\(folder)/latin"))
            #expect(message(of: "\(folder)/latin")?.contains(":2:2: is not UTF-8") == true)
        }
    }

    @Test func `a file of up to a megabyte is read`() throws {
        let text = "resources: {}\n#"
        let padding = String(repeating: "x", count: ManifestExamination.longestFile - text.utf8.count)
        try withFolder(["fits": text + padding, "large": text + padding + "x"]) { folder in
            #expect(throws: Never.self) { try Manifest.read("\(folder)/fits") }
            #expect(
                message(of: "\(folder)/large")?.contains("is longer than 1048576 bytes") == true
            )
        }
    }

    private static let site = """
        resources:
          site:
            type: bucket
            properties: { directoryUpload: { directoryPath: public }, cdn: { enabled: true } }
          a:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: src/a.ts } }
          b:
            type: edge-lambda-function
            properties:
              runtime: nodejs22.x
              packaging: { type: custom-artifact, properties: { packagePath: build, handler: "lib/b.js:handler" } }

        """

    @Test func `existing files are no problem`() throws {
        try withFolder([
            "stacktape.yml": Self.site, "public/index.html": "", "src/a.ts": "", "build/lib/b.js": "",
        ]) { folder in
            let manifest = try Manifest.read("\(folder)/stacktape.yml")

            #expect(manifest.checkFiles() == [])
        }
    }

    @Test func `missing files are reported with their positions`() throws {
        try withFolder(["stacktape.yml": Self.site]) { folder in
            let problems = try Manifest.read("\(folder)/stacktape.yml").checkFiles()

            #expect(
                problems.map(\.position) == [
                    SourcePosition(line: 4, column: 53), SourcePosition(line: 8, column: 83),
                    SourcePosition(line: 13, column: 70),
                ]
            )
            #expect(
                problems[0].message
                    == "public does not exist, expected a folder of files to serve at \(folder)/public"
            )
        }
    }

    @Test func `a folder instead of a file is reported, and a file instead of a folder`() throws {
        try withFolder([
            "stacktape.yml": Self.site, "public": "", "src/a.ts/x": "", "build/lib/other.js": "",
        ]) { folder in
            let messages = try Manifest.read("\(folder)/stacktape.yml").checkFiles().map(\.message)

            #expect(messages.count == 3)
            #expect(messages[0].contains("public is a file"))
            #expect(messages[1].contains("src/a.ts is a folder"))
            #expect(messages[2].contains("lib/b.js does not exist"))
        }
    }

    @Test func `a package of one file must be the handler's file`() throws {
        try withFolder([
            "stacktape.yml": Self.site, "public/x": "", "src/a.ts": "", "build": "",
        ]) { folder in
            let problems = try Manifest.read("\(folder)/stacktape.yml").checkFiles()

            #expect(
                problems.map(\.message) == [
                    "the handler's file is lib/b.js, but the package is the single file build: name that file"
                ]
            )
        }
    }

    @Test func `an examination has the readable parts, and every problem`() throws {
        let examination = try ManifestExamination(yaml: Self.site + "wrong: 1\n", path: "/x/stacktape.yml")

        #expect(examination.problems.count == 1)
        #expect(examination.manifest.functions.map(\.name) == ["a", "b"])
    }

    // MARK: Included files

    private static let included = [
        "a.json": "{\"name\": \"n\",\t\"list\": [1, {\"deep\": \"d\"}], \"again\": \"$Stage()\"}",
        "a.yml": "name: n\nlist:\n  - 1\n  - deep: d\nagain: $Stage()\n",
        "a.env": "# comment\n\nexport name = 'n'\nagain=\"dev\"\n[list]\n1.deep=x\nlast\t=\td\n",
        "broken.json": "{\n  \"a\": [\n}", "broken.env": "a=1\nb\n", "twice.yml": "a: 1\na: 2\n",
        "a.toml": "a = 1",
    ]

    private func indexDocument(_ directive: String) throws -> Result<String, ManifestError> {
        let yaml = cdn("indexDocument: \"\(directive)\"")
        return try withFolder(Self.included.merging(["stacktape.yml": yaml]) { $1 }) { folder in
            Result { () throws(ManifestError) in
                let manifest = try Manifest.read("\(folder)/stacktape.yml")
                #expect(manifest.includedFiles.count == 1 && manifest.includedFiles[0].hasPrefix(folder))
                return manifest.distributions[0].indexDocument ?? "none"
            }
        }
    }

    @Test(arguments: [
        ("$File('a.json').name", "/n"), ("$File('./a.json').list.1.deep", "/d"),
        ("$File('a.json').again", "/dev"),
        ("$File('a.yml').name", "/n"), ("$File('a.yml').again", "/dev"), ("$File('a.env').name", "/n"),
        ("$File('a.env').again", "/dev"), ("$File('a.env').list.last", "/d"),
        ("$FileRaw('a.toml')", "/a = 1"),
        ("$Format('{}.html', $File('a.json').name)", "/n.html"),
    ])
    func `values come from included files`(directive: String, value: String) throws {
        #expect(try indexDocument(directive).get() == value)
    }

    @Test(arguments: [
        ("$File('absent.json').a", "cannot be read"), ("$FileRaw('absent')", "cannot be read"),
        ("$File('a.toml').a", ".json, .yml"), ("$File('broken.json').a", "broken.json:3:1: not YAML"),
        ("$File('broken.env').a", "broken.env:2:1: \"b\", expected NAME=VALUE"),
        ("$File('twice.yml').a", "twice.yml:2:1: duplicate key \"a\""),
        ("$File('a.json').nam", "did you mean \"name\"?"),
        ("$File('a.json')", "an object, expected a string"), ("$File(1)", "expected the path"),
        ("$FileRaw('.')", "cannot be read"),
    ])
    func `a file without usable values is refused at its directive`(directive: String, part: String)
        throws
    {
        let error = #expect(throws: ManifestError.self) { try indexDocument(directive).get() }

        #expect(
            error?.problems.map(\.position) == [SourcePosition(line: 7, column: 24)],
            "\(String(describing: error))"
        )
        #expect(error?.problems[0].message.contains(part) == true, "\(String(describing: error))")
    }
}
