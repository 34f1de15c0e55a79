import FoundationEssentials
import Testing

/// `brink serve --watch`, with the many ways to change a file.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ServeSavingTests {
    static func handler(_ word: String) -> String {
        """
        exports.handler = async () => ({
          status: '200', headers: { 'cache-control': [{ value: 'no-store' }] }, body: '\(word)'
        });
        """
    }

    static let manifest = siteManifest(
        functions: ["told": "told.js"],
        cdn: [
            "routeRewrites:", "  - path: /told", "    edgeFunctions: { onOriginRequest: told }",
            "    routeTo: { type: bucket, properties: { bucketName: site } }",
        ]
    )

    static let files = [
        "stacktape.yml": manifest, "told.js": handler("one"), "public/a.html": "a", "public/b.html": "b",
    ]

    /// Serves the files with `--watch`, and checks that changes leave other objects in the cache.
    private func withWatchedSite(
        _ changes: [String: String] = [:],
        _ body: @Sendable @escaping (ServedSite) async throws -> Void
    ) async throws {
        try await withFolder(Self.files.merging(changes) { $1 }) { folder in
            try await withServedSite(in: folder, ["--watch"]) { (site: ServedSite) async throws in
                try await site.waits(for: "X-Cache: Hit", at: "/b.html")
                try await body(site)
                #expect(header("X-Cache", of: try await site.get("/b.html")) == "Hit from cloudfront")
            }
        }
    }

    @Test func `a file that is overwritten, renamed over, or moved away and back is live`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.overwrite("told.js", Self.handler("two"))
            try await site.waits(for: "two", at: "/told")
            try site.overwrite("told.js.tmp", Self.handler("three"))
            _ = try await run("/bin/mv", ["told.js.tmp", "told.js"], in: site.folder)
            try await site.waits(for: "three", at: "/told")
            // The old file is moved away first, so that there is none for a moment.
            _ = try await run("/bin/mv", ["told.js", "told.js~"], in: site.folder)
            try await site.reports("told does not load: ")
            #expect(try await site.get("/told").hasSuffix("three"))
            try site.overwrite("told.js", Self.handler("four"))
            try await site.waits(for: "four", at: "/told")
            try await site.waits(forStatus: #""state":"broken""#, isThere: false)
        }
    }

    @Test func `the last of many saves serves`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            for number in 1...60 {
                let isBroken = number.isMultiple(of: 3)
                try site.overwrite("told.js", isBroken ? "exports.handler = (" : Self.handler("\(number)"))
            }
            try site.save("told.js", Self.handler("the last"))
            try await site.waits(for: "the last", at: "/told")
            try await site.waits(forStatus: #""state":"broken""#, isThere: false)
        }
    }

    @Test func `an added function runs, and a removed one does not`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            let fresh = { @Sendable (word: String) in
                "def handler(event, context):\n    return {'status': '200', 'body': '\(word)'}"
            }
            try site.save("functions/fresh.py", fresh("added"))
            let more = siteManifest(
                functions: ["fresh": "functions/fresh.py"],
                cdn: ["edgeFunctions: { onRequest: fresh }"]
            )
            // The first `edgeFunctions` is the manifest's own, and empty.
            try site.save("stacktape.yml", more.replacing("        edgeFunctions: {  }\n", with: ""))
            try await site.waits(for: "added", at: "/told")
            try await site.reports("the manifest was reloaded")
            try await site.waits(forStatus: #""name":"told""#, isThere: false)
            try site.save("functions/fresh.py", fresh("changed"))
            try await site.waits(for: "changed", at: "/told")

            try site.save("stacktape.yml", Self.manifest)
            try await site.waits(for: "one", at: "/told")
            try await site.waits(forStatus: #""name":"fresh""#, isThere: false)
        }
    }

    /// Changes that break the manifest, with the position and a part of the error.
    static let broken: [(from: String, to: String, position: String, error: String)] = [
        ("    type: bucket\n", "    type: buckett\n", ":3:11: ", "bucket"),
        ("onOriginRequest: told", "onOriginRequest: tol", ":11:47: ", "told"),
        ("onOriginRequest: told", "onOriginRequst: told", ":11:30: ", "onOriginRequest"),
        ("entryfilePath: told.js", "entryfilePath: gone.js", ":16:", "gone.js"),
        ("directoryPath: public", "directoryPath: nowhere", ":5:", "nowhere"),
        ("enabled: true", "enabled: maybe", ":7:18: ", "true"),
        ("resources:", "resources: [", ":", "not YAML"),
        ("resources:", "\tresources:", ":1:1: ", "not YAML"),
    ]

    @Test(arguments: broken.indices)
    func `a broken manifest is reported with the position, and the last valid one serves`(
        index: Int
    ) async throws {
        let (from, to, position, error) = Self.broken[index]
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.save("stacktape.yml", Self.manifest.replacing(from, with: to))
            try await site.reports("still serving the last valid manifest")
            let line = try #require(site.errors.lines.first { $0.contains("stacktape.yml:") })
            #expect(line.contains("stacktape.yml" + position) && line.contains(error), "\(line)")
            #expect(line.wholeMatch(of: /brink: .*stacktape\.yml:\d+:\d+: .+/) != nil, "\(line)")
            #expect(try await site.get("/told").hasSuffix("one"))
            #expect(try await !site.page("api/status").contains(#""problems":[]"#))

            try site.save("stacktape.yml", Self.manifest)
            try await site.waits(forStatus: #""problems":[]"#)
            #expect(try await site.get("/told").hasSuffix("one"))
        }
    }

    @Test func `a removed manifest is served until it is back`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.remove("stacktape.yml")
            try await site.reports("stacktape.yml:1:1: no such file")
            #expect(try await site.get("/told").hasSuffix("one"))
            try site.save("stacktape.yml", Self.manifest.replacing("onOriginRequest: told", with: ""))
            try await site.waits(for: "404 Not Found", at: "/told")
        }
    }

    @Test func `viewers see a site's file changed, removed and put back`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            try await site.waits(for: "X-Cache: Hit", at: "/a.html")
            try await site.waits(for: "X-Cache: Hit", at: "/a")
            try site.overwrite("public/a.html", "changed")
            try await site.waits(for: "changed", at: "/a.html")
            try await site.waits(for: "changed", at: "/a")
            try site.remove("public/a.html")
            try await site.waits(for: "404 Not Found", at: "/a.html")
            try site.save("public/a.html", "put back")
            try await site.waits(for: "put back", at: "/a.html")
        }
    }

    @Test func `a folder that is moved in is noticed, with its files and their changes`() async throws {
        try await withWatchedSite(["other/deep/er/page.html": "moved"]) { (site: ServedSite) async throws in
            let page = "/new/deep/er/page.html"
            #expect(try await site.get(page).hasPrefix("HTTP/1.1 404"))
            _ = try await run("/bin/mv", ["other", "public/new"], in: site.folder)
            try await site.waits(for: "moved", at: page)
            try site.overwrite("public" + page, "changed")
            try await site.waits(for: "changed", at: page)
        }
    }

    @Test func `a build that recreates its folder is followed`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            for round in ["first", "second"] {
                let script = """
                    rm -r public && mkdir public && echo b > public/b.html && echo \(round) build > public/a.html
                    """
                _ = try await run("/bin/sh", ["-c", script], in: site.folder)
                try await site.waits(for: "\(round) build", at: "/a.html")
            }
            try await site.waits(for: "X-Cache: Hit", at: "/b.html")
        }
    }

    @Test func `a missing module is found once it is saved`() async throws {
        let files = [
            "stacktape.yml": Self.manifest.replacing("told.js", with: "told.ts"),
            "told.ts": """
            import { word } from './later';
            export const handler = async () => ({ status: '200', body: word });
            """,
        ]
        try await withWatchedSite(files) { (site: ServedSite) async throws in
            try await site.reports("told does not load: ")
            try site.save("later.ts", "export const word = 'found';")
            try await site.waits(for: "found", at: "/told")
        }
    }

    @Test func `a change in an artifact's folder or archive is live`() async throws {
        let manifest = Self.manifest.replacing(
            "packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: told.js } }",
            with: """
                runtime: nodejs18.x
                      packaging: { type: custom-artifact, properties: { packagePath: built, handler: 'index.js:handler' } }
                """
        )
        let handler = { @Sendable (word: String) in
            "const word = require('./lib/word');\n" + Self.handler(word + " ' + word + '")
        }
        let files = [
            "stacktape.yml": manifest, "built/index.js": handler("one"),
            "built/lib/word.js": "module.exports = 'first';",
        ]
        try await withWatchedSite(files) { (site: ServedSite) async throws in
            try await site.waits(for: "one first", at: "/told")
            try site.save("built/lib/word.js", "module.exports = 'second';")
            try await site.waits(for: "one second", at: "/told")
            try site.save("built/index.js", handler("two"))
            try await site.waits(for: "two second", at: "/told")

            let zip = ["-m", "zipfile", "-c", "../built.zip", "index.js", "lib"]
            _ = try await run("/usr/bin/python3", zip, in: "\(site.folder)/built")
            try site.save(
                "stacktape.yml",
                manifest.replacing("packagePath: built", with: "packagePath: built.zip")
            )
            try await site.reports("the manifest was reloaded")
            try site.save("built/lib/word.js", "module.exports = 'third';")
            _ = try await run("/usr/bin/python3", zip, in: "\(site.folder)/built")
            try await site.waits(for: "two third", at: "/told")
        }
    }
}
