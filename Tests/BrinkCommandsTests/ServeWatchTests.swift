import FoundationEssentials
import Glibc
import Testing

/// `brink serve --watch`: saved changes are live, and a broken version leaves the last working one.
@Suite(.serialized) struct ServeWatchTests {
    static let files = [
        "stacktape.yml": manifest(functions: "onRequest: first, onOriginRequest: second"),
        "public/page.html": "the page", "first.ts": first("one"),
        "lib.ts": "export const word = 'library one';",
        "second.py": second("one"), "words.py": "WORD = 'module one'",
    ]

    static func manifest(functions: String) -> String {
        """
        resources:
          site:
            type: bucket
            properties:
              directoryUpload: { directoryPath: public, headersPreset: static-website }
              cdn: { enabled: true, edgeFunctions: { \(functions) } }
          first:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: first.ts } }
          second:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: second.py } }
        """
    }

    static func first(_ word: String) -> String {
        """
        import { word } from './lib';
        export default async (event) => {
          const request = event.Records[0].cf.request;
          if (request.uri !== '/first') return request;
          return { status: '200', body: `first \(word), ${word}` };
        };
        """
    }

    static func second(_ word: String) -> String {
        """
        from words import WORD

        def handler(event, context):
            request = event["Records"][0]["cf"]["request"]
            if request["uri"] != "/second":
                return request
            return {"status": "200", "headers": {"cache-control": [{"value": "no-store"}]}, "body": f"second \(word), {WORD}"}
        """
    }

    private func withWatchedSite(_ body: @Sendable @escaping (ServedSite) async throws -> Void) async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--watch"]) { (site: ServedSite) async throws in
                try await site.waits(for: "first one, library one", at: "/first")
                try await site.waits(for: "second one, module one", at: "/second")
                try await body(site)
            }
        }
    }

    @Test func `a saved handler, import or module is live`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.save("first.ts", Self.first("two"))
            try await site.waits(for: "first two, library one", at: "/first")
            try site.save("lib.ts", "export const word = 'library two';")
            try await site.waits(for: "first two, library two", at: "/first")
            try site.save("second.py", Self.second("two"))
            try await site.waits(for: "second two, module one", at: "/second")
            try site.save("words.py", "WORD = 'module two'")
            try await site.waits(for: "second two, module two", at: "/second")
        }
    }

    @Test
    func `a version that does not compile leaves the last working one, and is reported until it is fixed`()
        async throws
    {
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.save("first.ts", "export default async (event => {")
            #expect(await site.errors.line(with: "first does not load: Runtime.UserCodeSyntaxError") != nil)
            #expect(try await site.get("/first").hasSuffix("first one, library one"))
            #expect(try await site.page("api/status").contains(#""state":"broken""#))

            try site.save("second.py", "def handler(event, context:\n")
            #expect(await site.errors.line(with: "second does not load: ") != nil)
            #expect(try await site.get("/second").hasSuffix("second one, module one"))

            try site.save("first.ts", Self.first("three"))
            try site.save("second.py", Self.second("three"))
            try await site.waits(for: "first three", at: "/first")
            try await site.waits(for: "second three", at: "/second")
            #expect(try await !site.page("api/status").contains(#""state":"broken""#))
        }
    }

    @Test func `a saved manifest is live, and a broken one changes nothing`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.save("stacktape.yml", "resources:\n  site: nothing\n")
            #expect(await site.errors.line(with: "stacktape.yml:2:9: ") != nil)
            #expect(try await site.get("/first").hasSuffix("first one, library one"))
            #expect(try await site.page("api/status").contains(#""line":2"#))

            try site.save("stacktape.yml", Self.manifest(functions: "onOriginRequest: second"))
            try await site.waits(for: "404 Not Found", at: "/first")
            #expect(try await !site.page("api/status").contains(#""line":2"#))
        }
    }

    @Test func `a reload removes only changed files from the cache`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            try site.save("public/other.html", "other")
            _ = try await site.get("/page.html")
            try await site.waits(for: "X-Cache: Hit", at: "/other.html")
            try site.save("first.ts", Self.first("two"))
            try await site.waits(for: "first two", at: "/first")
            #expect(try await site.get("/page.html").contains("X-Cache: Hit from cloudfront"))

            try site.save("public/page.html", "the new page")
            try await site.waits(for: "the new page", at: "/page.html")
            #expect(try await site.get("/other.html").contains("X-Cache: Hit from cloudfront"))
        }
    }

    @Test func `files in new folders are noticed`() async throws {
        try await withWatchedSite { (site: ServedSite) async throws in
            #expect(try await site.get("/new/page.html").contains("404 Not Found"))
            try site.save("public/new/page.html", "a new page")
            try await site.waits(for: "a new page", at: "/new/page.html")
        }
    }

    @Test func `an open request is answered by the version that it started with`()
        async throws
    {
        var files = Self.files
        let gate = "/tmp/brink-gate-\(UUID().uuidString)"
        @Sendable func slow(_ word: String) -> String {
            """
            import { existsSync } from 'node:fs';
            export default async (event) => {
              if (event.Records[0].cf.request.uri === '/slow') {
                while (!existsSync('\(gate)')) await new Promise((resolve) => setTimeout(resolve, 5));
              }
              return { status: '200', body: 'slow \(word)' };
            };
            """
        }
        files["first.ts"] = slow("one")
        try await withFolder(files) { folder in
            try await withServedSite(in: folder, ["--watch"]) { (site: ServedSite) async throws in
                async let open = site.get("/slow")
                try await site.waits(for: "slow one", at: "/quick")
                try site.save("first.ts", slow("two"))
                try await site.waits(for: "slow two", at: "/quick")
                try Data().write(to: URL(filePath: gate))
                #expect(try await open.hasSuffix("slow one"))
            }
            try FileManager.default.removeItem(atPath: gate)
        }
    }

    @Test func `SIGHUP reloads everything without --watch`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                try site.save("first.ts", Self.first("two"))
                #expect(try await site.get("/first").hasSuffix("first one, library one"))
                site.send(SIGHUP)
                try await site.waits(for: "first two", at: "/first")
            }
        }
    }

    @Test func `a function that never loaded is reported and gives a 503, and runs once it is fixed`()
        async throws
    {
        var files = Self.files
        files["first.ts"] = "import './nowhere'; export default async () => null;"
        try await withFolder(files) { folder in
            try await withServedSite(in: folder, ["--watch"]) { (site: ServedSite) async throws in
                #expect(await site.errors.line(with: "first does not load: Runtime.ImportModuleError") != nil)
                #expect(try await site.get("/first").hasPrefix("HTTP/1.1 503"))
                try site.save("first.ts", Self.first("mended"))
                try await site.waits(for: "first mended", at: "/first")
            }
        }
    }
}
