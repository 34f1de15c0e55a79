import FoundationEssentials
import Testing

/// Invalid options and manifests of `brink serve`, and `brink invalidate`.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ServeOptionTests {
    /// Invalid values, and a part of the error.
    static let refused: [(arguments: [String], error: String)] = [
        (["--port", ""], "--port"), (["--port", "0x50"], "0x50"),
        (["--port", "99999999999999999999"], "--port"),
        (["--port"], "Missing value"), (["--page-port", "-1"], "--page-port"),
        (["--page-port", "65536"], "expected 0 to 65535"), (["--country", ""], "two capital letters"),
        (["--country", "DEU"], "two capital letters"), (["--country", "Ü"], "two capital letters"),
        (["--region", ""], "eu-central-1"), (["--region", "EU-WEST-1"], "eu-central-1"),
        (["--region", "eu-west-3"], "eu-central-1"), (["--device", ""], "smarttv"),
        (["--device", "Mobile"], "smarttv"), (["--origin", ""], "NAME=URL"),
        (["--origin", "=x"], "NAME=URL"),
        (["--origin", "a="], "NAME=URL"), (["--origin", "a=http://"], "NAME=URL"),
        (["--origin", "a=http://x:99999"], "NAME=URL"), (["--origin", "a=http://x:0x1"], "NAME=URL"),
        (["--origin", "a=http://user@x/"], "NAME=URL"), (["--origin", "a=http://x/p?q"], "NAME=URL"),
        (["--max-connections", "-1"], "--max-connections"),
        (["--max-connections", "1.5"], "--max-connections"),
        (["--max-body", "99999999999999999999"], "--max-body"),
        (["--idle-timeout", "10s"], "--idle-timeout"),
        (["--cache", "256MB"], "--cache"), (["--limits", ""], "stacktape"),
        (["--limits", "AWS"], "stacktape"),
        (["--strictness", ""], "standard"), (["--isolation", ""], "worker"), (["--requests", ""], "json"),
        (["--requests", "JSON"], "json"), (["--watch=1"], "--watch"), (["--tls=yes"], "--tls"),
        (["--verbose=2"], "--verbose"), (["--no-such-option"], "--no-such-option"),
        (["--host"], "Missing value"),
        (["--host", ""], "host"), (["--host", "nowhere.invalid"], "nowhere.invalid"),
        (["--manifest", ""], "expected a manifest"), (["--manifest", "/dev/null"], "is empty"),
        (["--manifest", "/"], "is a folder"),
        (["--manifest", "no/such/stacktape.yml"], ":1:1: no such file"),
    ]

    @Test(arguments: refused)
    func `an invalid value exits with 2 and one line`(arguments: [String], error: String)
        async throws
    {
        try await withFolder(["stacktape.yml": siteManifest(), "public/a.txt": "a"]) { folder in
            let manifest = arguments[0] == "--manifest" ? [] : ["--manifest", "\(folder)/stacktape.yml"]
            let ports = arguments[0].hasSuffix("port") ? [] : ["--port", "0", "--page-port", "0"]
            let run = try await brink(["serve"] + manifest + ports + arguments)
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errorLines.count == 1 && run.errors.hasPrefix("brink: "), "\(run.errors)")
            #expect(run.errors.contains(error), "\(run.errors)")
        }
    }

    /// Options whose errors must say what was expected.
    static let unexplained = [
        ["--port", "x"], ["--cache", "x"], ["--max-body", "x"], ["--idle-timeout", "x"],
        ["--max-connections", "x"], ["--origin", "x"], ["--host", "nowhere.invalid"],
        ["--host", "203.0.113.7"],
    ]

    @Test(arguments: unexplained)
    func `the error says what was expected`(arguments: [String]) async throws {
        try await withFolder(["stacktape.yml": siteManifest(), "public/a.txt": "a"]) { folder in
            let ports = arguments[0] == "--port" ? [] : ["--port", "0", "--page-port", "0"]
            let run = try await brink(["serve", "--manifest", "\(folder)/stacktape.yml"] + ports + arguments)
            #expect(run.status == 2 && run.errorLines.count == 1)
            #expect(run.errors.contains("expected"), "\(run.errors)")
        }
    }

    @Test(arguments: ["9223372036854775807", "8796093022208"])
    func `the largest numbers are accepted`(number: String) async throws {
        try await withFolder(["stacktape.yml": siteManifest(), "public/a.txt": "a"]) { folder in
            let options = ["--cache", number, "--max-body", number, "--idle-timeout", number]
            try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                _ = try await site.get("/a.txt")
                let again = try await site.get("/a.txt")
                let posted = try await site.get("/a.txt", "-d", "x")
                #expect(header("X-Cache", of: again) == "Hit from cloudfront")
                #expect(posted.hasPrefix("HTTP/1.1 403 "), "\(posted)")
            }
        }
    }

    /// Invalid manifests, with the position and a part of the error.
    static let manifests: [(text: String, position: String, error: String)] = [
        ("", ":1:1: ", "is empty"), ("[]", ":1:1: ", "expected an object"),
        ("resources: [", ":2:1: ", "not YAML"),
        ("resources:\n  site: 7\n", ":2:9: ", "expected an object"),
        ("resources:\n\tsite: {}\n", ":2:1: ", "not YAML"),
        ("resources:\n  site:\n    type: bucketts\n", ":3:11: ", "bucket"),
        ("resources:\n  site: { type: bucket, propertys: {} }\n", ":2:25: ", "properties"),
        (siteManifest(["onRequest": "nobody"]), ":8:37: ", "nobody"),
        (siteManifest(["onRequst": "f"], functions: ["f": "f.js"]), ":8:26: ", "onRequest"),
        (siteManifest(["onRequest": "f"], functions: ["f": "f.rb"]), ":12:83: ", "f.rb"),
        (siteManifest(["onRequest": "f"], functions: ["f": "gone.js"]), ":12:83: ", "gone.js"),
        (
            siteManifest(["onRequest": "f"], functions: ["f": "f.js"], settings: "runtime: ruby3.2"),
            ":13:16: ", "nodejs"
        ),
        ("a: &a [*a, *a]\nresources: *a\n", ":1:8: ", "alias"),
        ("resources:\n  site: \u{0}\n", ":2:9: ", "control"),
    ]

    @Test(arguments: manifests.indices)
    func `an invalid manifest exits with 2 and one line with the position`(index: Int) async throws {
        let (text, position, error) = Self.manifests[index]
        let files = ["stacktape.yml": text, "public/a.txt": "a", "f.js": "exports.handler = 1", "f.rb": ""]
        try await withFolder(files) { folder in
            let run = try await brinkServe(in: folder)
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errorLines.count == 1, "\(run.errors)")
            #expect(run.errors.firstMatch(of: /stacktape\.yml:\d+:\d+: ./) != nil, "\(run.errors)")
            #expect(run.errors.contains("stacktape.yml" + position), "\(run.errors)")
            #expect(run.errors.contains(error), "\(run.errors)")
        }
    }

    @Test func `an invalidation reports the number of removed objects, or its error`() async throws {
        let files = [
            "stacktape.yml": siteManifest(), "public/a.txt": "a", "public/b/c.txt": "c",
            "public/b/d.txt": "d",
        ]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let port = ["--page-port", "\(site.pagePort)"]
                for path in ["/a.txt", "/b/c.txt", "/b/d.txt"] { _ = try await site.get(path) }
                let some = try await brink(["invalidate", "/b/*", "/b/c.txt", "/nowhere"] + port)
                #expect(some.status == 0 && some.output == "2 objects removed from the cache\n")
                #expect(header("X-Cache", of: try await site.get("/a.txt")) == "Hit from cloudfront")
                #expect(header("X-Cache", of: try await site.get("/b/c.txt")) == "Miss from cloudfront")
                let none = try await brink(["invalidate", "/nowhere"] + port)
                #expect(none.status == 0 && none.output == "0 objects removed from the cache\n")

                for path in ["", "/ü", "/a b", "/a#b", "/" + String(repeating: "a", count: 255)] {
                    let bad = try await brink(["invalidate", path] + port)
                    #expect(bad.status == 2 && bad.output.isEmpty && bad.errorLines.count == 1)
                    #expect(
                        bad.errors.contains("the path pattern") && bad.errors.contains("expected"),
                        "\(bad.errors)"
                    )
                }
                let noPath = try await brink(["invalidate"] + port)
                #expect(noPath.status == 2 && noPath.errorLines.count == 1 && noPath.errors.contains("PATH"))
                // The site's own port is not the page's.
                let wrong = try await brink("invalidate", "/*", "--page-port", "\(site.port)")
                #expect(
                    wrong.status == 2 && wrong.errorLines.count == 1 && wrong.errors.contains("--page-port")
                )
                #expect(header("X-Cache", of: try await site.get("/a.txt")) == "Hit from cloudfront")
            }
        }
    }

    @Test(arguments: ["65536", "x"])
    func `an invalid page port exits with 2 and one line`(port: String) async throws {
        let run = try await brink("invalidate", "/*", "--page-port", port)
        #expect(run.status == 2 && run.errorLines.count == 1, "\(run.errors.prefix(200))")
    }
}
