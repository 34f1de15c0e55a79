import FoundationEssentials
import Testing

/// Python packages that a handler's list of dependencies names, from a wheel made by the test.
@Suite(.timeLimit(.minutes(2))) struct PythonPackageTests {
    private static let wheel = "greeting-1.0-py3-none-any.whl"
    private static let makeWheel = """
        import os, sys, zipfile
        with zipfile.ZipFile(sys.argv[1], "w") as wheel:
            wheel.writestr("greeting/__init__.py", "text = 'found'\\n" + "# " + os.urandom(int(sys.argv[2])).hex())
            wheel.writestr("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n")
            wheel.writestr("greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr("greeting-1.0.dist-info/RECORD", "")
        """

    private static let handler = """
        import greeting

        def handler(event, context):
            return {'status': '200', 'body': greeting.text}
        """

    private static func manifest(_ list: String, more: String = "") -> String {
        siteManifest(["onRequest": "told"], functions: ["told": "told.py"]).replacing(
            "entryfilePath: told.py",
            with: "entryfilePath: told.py, languageSpecificConfig: { packageManagerFile: \(list) }\(more)"
        )
    }

    /// Runs a test with a site whose handler imports a package, and with lists that name it.
    private func withSite(
        _ list: String,
        more: String = "",
        noise: Int = 0,
        _ body: (String) async throws -> Void
    ) async throws {
        let files = [
            "stacktape.yml": Self.manifest(list, more: more), "told.py": Self.handler, "public/a.txt": "a",
            "requirements.txt": "./\(Self.wheel)\n", "absent.txt": "./absent-1.0-py3-none-any.whl\n",
            "pyproject.toml": """
            [project]
            name = "told"
            version = "1"
            dependencies = ["greeting @ file:./\(Self.wheel)"]
            """,
            "none.toml": "[project",
        ]
        try await withFolder(files) { folder in
            let arguments = ["-c", Self.makeWheel, Self.wheel, String(noise)]
            try #require(await run("/usr/bin/python3", arguments, in: folder) == 0)
            try await body(folder)
        }
    }

    @Test(arguments: [["--isolation", "in-process"], ["--isolation", "worker"]])
    func `a handler finds the packages of its list`(options: [String]) async throws {
        try await withSite("requirements.txt") { folder in
            try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                #expect(try await site.get("/").hasSuffix("\r\n\r\nfound"), "\(site.errors.lines)")
            }
        }
    }

    @Test func `a list may be a pyproject.toml`() async throws {
        try await withSite("pyproject.toml") { folder in
            let manifest = URL(filePath: "\(folder)/pyproject.toml")
            let text = try String(contentsOf: manifest, encoding: .utf8)
            try Data(text.replacing("file:./", with: "file://\(folder)/").utf8).write(to: manifest)
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                #expect(try await site.get("/").hasSuffix("\r\n\r\nfound"), "\(site.errors.lines)")
            }
        }
    }

    @Test(arguments: [("absent.txt", "absent-1.0"), ("none.toml", "none.toml")])
    func `a list that cannot be installed makes its function fail to load`(
        list: String,
        error: String
    ) async throws {
        try await withSite(list) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                try await site.reports("told does not load: Runtime.ImportModuleError: ")
                let line = site.errors.lines.first { $0.contains("does not load") } ?? ""
                #expect(line.contains("pip") && line.contains(error), "\(line)")
                #expect(try await site.get("/").hasPrefix("HTTP/1.1 503 "))
            }
            let check = try await brink("check", "--manifest", "\(folder)/stacktape.yml")
            #expect(check.status == 3 && check.output.contains("package.bundle"), "\(check)")
        }
    }

    @Test func `packages of the list count towards the size, excluded ones do not`() async throws {
        for (more, status) in [("", Int32(3)), (", excludeDependencies: [greeting]", 0)] {
            try await withSite("requirements.txt", more: more, noise: 2 << 20) { folder in
                let check = try await brink("check", "--manifest", "\(folder)/stacktape.yml")
                #expect(check.status == status, "\(check)")
            }
        }
    }
}
