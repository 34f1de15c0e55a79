import FoundationEssentials
import Glibc
import Subprocess
import Testing

/// `brink serve`, seen by curl.
@Suite(.serialized) struct ServeCommandTests {
    /// The examples of the product page.
    static let productPage = [
        "stacktape.yml": """
        resources:
          site:
            type: bucket
            properties:
              directoryUpload:
                directoryPath: public
              cdn:
                enabled: true
                edgeFunctions:
                  onRequest: authFunction
                  onResponse: cookieFunction
          authFunction:
            type: edge-lambda-function
            properties:
              packaging:
                type: stacktape-lambda-buildpack
                properties:
                  entryfilePath: auth.ts
          cookieFunction:
            type: edge-lambda-function
            properties:
              packaging:
                type: stacktape-lambda-buildpack
                properties:
                  entryfilePath: cookie.ts
        """,
        "public/index.html": "<h1>welcome</h1>",
        "public/docs/index.html": "<h1>docs</h1>",
        "auth.ts": """
        export default async (event) => {
          const request = event.Records[0].cf.request;
          const token = request.headers.authorization?.[0]?.value;
          if (request.uri === '/broken') return { status: 200, body: { not: 'a string' } };
          if (request.uri === '/thrown') throw new Error('thrown on purpose');
          if (token !== 'Bearer good') {
            console.log('turned away from', request.uri);
            return {
              status: '302',
              statusDescription: 'Found',
              headers: {
                location: [{ key: 'Location', value: 'https://login.example.com/' }],
                'cache-control': [{ key: 'Cache-Control', value: 'no-store' }]
              }
            };
          }
          return request;
        };
        """,
        "cookie.ts": """
        export default async (event) => {
          const response = event.Records[0].cf.response;
          response.headers['set-cookie'] = [{ key: 'Set-Cookie', value: 'seen=1' }];
          return response;
        };
        """,
    ]

    static let good = "Authorization: Bearer good"

    @Test func `the product page's examples redirect, serve, and set the cookie`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let anonymous = try await site.get("/")
                #expect(anonymous.hasPrefix("HTTP/1.1 302 Found"))
                #expect(anonymous.contains("Location: https://login.example.com/"))
                #expect(anonymous.contains("X-Cache: LambdaGeneratedResponse from cloudfront"))
                #expect(!anonymous.contains("seen=1"))

                let known = try await site.get("/", "-H", Self.good)
                #expect(known.hasPrefix("HTTP/1.1 200 OK") && known.hasSuffix("<h1>welcome</h1>"))
                #expect(
                    known.contains("Set-Cookie: seen=1") && known.contains("X-Cache: Miss from cloudfront")
                )

                let again = try await site.get("/docs/", "-H", Self.good)
                #expect(again.hasSuffix("<h1>docs</h1>"))
                #expect(try await site.get("/", "-H", Self.good).contains("X-Cache: Hit from cloudfront"))
            }
        }
    }

    @Test func `a broken rule and an exception give CloudFront's pages, and log entries in their region`()
        async throws
    {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder, ["--region", "eu-west-1"]) {
                (site: ServedSite) async throws in
                let broken = try await site.get("/broken")
                #expect(broken.hasPrefix("HTTP/1.1 502 Bad Gateway"))
                #expect(broken.contains("X-Cache: LambdaValidationError from cloudfront"))
                #expect(
                    broken.contains(
                        "The body is not a string, is not an object, or exceeds the maximum size."
                    )
                )

                let thrown = try await site.get("/thrown", "-H", "X-Brink-Region: sa-east-1")
                #expect(thrown.hasPrefix("HTTP/1.1 503 Service Unavailable"))
                #expect(!thrown.contains("on purpose"))
                _ = try await site.get("/")
            }

            let store = ["--store", "\(folder)/.brink/logs.sqlite", "--json"]
            let europe = try await brink(["logs", "authFunction", "--region", "eu-west-1"] + store)
            let brazil = try await brink(["logs", "authFunction", "--region", "sa-east-1"] + store)
            #expect(europe.output.contains("turned away from /") && !europe.output.contains("on purpose"))
            #expect(brazil.output.contains("thrown on purpose") && !brazil.output.contains("turned away"))
            let groups = try await brink(["logs", "nothing"] + store)
            let group = try #require(
                groups.errors.split(whereSeparator: { " ,".contains($0) }).first { $0.contains("LambdaEdge") }
            )
            let refused = try await brink(
                ["logs", String(group.filter { !$0.isNewline })] + store
            )
            #expect(refused.output.contains("ERROR Validation error:"))
        }
    }

    @Test func `requests are printed as JSON, without control characters`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder, ["--requests", "json"]) { (site: ServedSite) async throws in
                _ = try await site.get("/a%1Bb?x=1", "-H", "X-Brink-Country: DE")
            }
            let text = try String(
                decoding: Data(contentsOf: URL(filePath: "\(folder)/requests.log")),
                as: UTF8.self
            )
            let lines = text.split(separator: "\n")
            #expect(lines.count == 1 && !text.contains("\u{1B}"))
            let line = try JSONDecoder().decode(Line.self, from: Data(lines[0].utf8))
            #expect(line.status == 302 && line.method == "GET" && line.functions.first?.outcome == "accepted")
        }
    }

    private struct Line: Decodable {
        struct Function: Decodable {
            let function: String
            let outcome: String
        }
        let status: Int
        let method: String
        let url: String
        let functions: [Function]
    }

    @Test func `brink invalidate empties the cache`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                _ = try await site.get("/", "-H", Self.good)
                let run = try await brink("invalidate", "/*", "--page-port", String(site.pagePort))
                #expect(run.status == 0 && run.output == "1 object removed from the cache\n")
                #expect(try await site.get("/", "-H", Self.good).contains("X-Cache: Miss from cloudfront"))

                let bad = try await brink("invalidate", "/a b", "--page-port", String(site.pagePort))
                #expect(bad.status == 2 && bad.errors.contains("the path pattern"))
            }
            let absent = try await brink("invalidate", "/*", "--page-port", "1")
            #expect(absent.status == 2 && absent.errorLines.count == 1 && absent.errors.contains("port 1"))
        }
    }

    @Test func `a bucket without files is mapped, or the start says how to map it`() async throws {
        var files = Self.productPage
        files["stacktape.yml"] = """
            resources:
              site:
                type: bucket
                properties:
                  cdn:
                    enabled: true
                    routeRewrites:
                      - path: /photos/*
                        routeTo: { type: bucket, properties: { bucketName: photos } }
              photos:
                type: bucket
                properties: {}
            """
        files["album/photos/one.txt"] = "a picture"
        try await withFolder(files) { folder in
            try await withServedSite(in: folder, ["--origin", "photos=\(folder)/album"]) {
                (site: ServedSite) async throws in
                #expect(try await site.get("/photos/one.txt").hasSuffix("a picture"))
                #expect(try await site.get("/other").hasPrefix("HTTP/1.1 404 "))
                try await site.reports("pass --origin site=FOLDER")
            }
        }
    }

    @Test func `artifacts run as a folder and as a zip file`() async throws {
        let handler = "exports.main = async () => ({ status: '200', body: 'made by an artifact' });"
        func manifest(_ package: String) -> String {
            """
            resources:
              site:
                type: bucket
                properties:
                  directoryUpload: { directoryPath: public }
                  cdn: { enabled: true, edgeFunctions: { onRequest: made } }
              made:
                type: edge-lambda-function
                properties:
                  runtime: nodejs18.x
                  packaging:
                    type: custom-artifact
                    properties: { packagePath: \(package), handler: "index.js:main" }
            """
        }
        for package in ["artifact", "artifact.zip"] {
            let files = [
                "stacktape.yml": manifest(package), "public/a.txt": "a", "artifact/index.js": handler,
            ]
            try await withFolder(files) { folder in
                let zip = try await run(
                    "/usr/bin/python3",
                    ["-m", "zipfile", "-c", "artifact.zip", "artifact/index.js"],
                    in: folder
                )
                try #require(zip == 0)
                try await withServedSite(in: folder) { (site: ServedSite) async throws in
                    #expect(try await site.get("/").hasSuffix("made by an artifact"))
                }
            }
        }
    }

    @Test func `functions run in workers as well`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder, ["--isolation", "worker"]) {
                (site: ServedSite) async throws in
                #expect(try await site.get("/").hasPrefix("HTTP/1.1 302 Found"))
                #expect(try await site.page("api/requests/1").contains(#""isolation":"worker""#))
            }
        }
    }

    @Test func `TLS has a certificate that curl trusts, for HTTP/2 too`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder, ["--tls"]) { (site: ServedSite) async throws in
                let trusted = ["-si", "--http2", "--cacert", "\(folder)/.brink/localhost.pem"]
                let answer = try await site.curl(trusted + ["https://localhost:\(site.port)/"])
                #expect(answer.hasPrefix("HTTP/2 302"))
                #expect(try await site.curl(["-si", "https://localhost:\(site.port)/"]).isEmpty)
            }
        }
    }

    // MARK: Start and end

    @Test func `SIGINT ends it with 130, SIGTERM with 0`() async throws {
        try await withFolder(Self.productPage) { folder in
            let terminated = try await withServedSite(in: folder, endedBy: .terminate) { _ in }
            let interrupted = try await withServedSite(in: folder, endedBy: .interrupt) { _ in }
            #expect(terminated == 0 && interrupted == 130)
        }
    }

    @Test func `its files are readable by their owner only`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                _ = try await site.get("/")
            }
            for (name, mode) in [("", 0o700), ("/logs.sqlite", 0o600), ("/.gitignore", mode_t(0o600))] {
                var status = stat()
                try #require(unsafe stat("\(folder)/.brink\(name)", &status) == 0)
                #expect(status.st_mode & 0o777 == mode, "\(name)")
            }
        }
    }

    @Test func `a port in use exits with 2`() async throws {
        try await withFolder(Self.productPage) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let arguments = ["--manifest", "\(folder)/stacktape.yml", "--page-port", "0"]
                let second = try await brink(["serve", "--port", String(site.port)] + arguments)
                #expect(second.status == 2 && second.errors.contains("is already in use"))
            }
        }
    }

    static let bad: [([String], String)] = [
        (["--manifest", "nowhere.yml"], "nowhere.yml:1:1: no such file"),
        (["--port", "65536"], "expected 0 to 65535"), (["--port", "-1"], "--port"),
        (["--page-port", "x"], "--page-port"),
        (["--port", "8080", "--page-port", "8080"], "expected another port"),
        (["--region", "mars-1"], "mars-1"), (["--country", "Germany"], "two capital letters"),
        (["--country", "de"], "two capital letters"), (["--device", "fridge"], "fridge"),
        (["--origin", "nothing"], "nothing"), (["--origin", "a=ftp://x"], "a=ftp://x"),
        (["--max-connections", "0"], "at least 1"), (["--max-body", "0"], "at least 1"),
        (["--idle-timeout", "0"], "at least 1"), (["--cache", "0"], "at least 1"),
        (["--requests", "xml"], "xml"), (["--limits", "mine"], "mine"), (["--isolation", "jail"], "jail"),
        (["--strictness", "very"], "very"), (["left", "over"], "left"),
    ]

    @Test(arguments: bad)
    func `an invalid option exits with 2 and one line`(arguments: [String], expected: String) async throws {
        let run = try await brink(["serve"] + arguments)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errorLines.count == 1 && run.errors.contains(expected), "\(run.errors)")
    }

    @Test func `an invalid manifest exits with 2, with file, line and column`() async throws {
        try await withFolder(["stacktape.yml": "resources:\n  site:\n    type: buckett\n"]) { folder in
            let run = try await brink("serve", "--manifest", "\(folder)/stacktape.yml")
            #expect(run.status == 2 && run.errorLines.count == 1)
            #expect(run.errors.contains("stacktape.yml:3:11: ") && run.errors.contains("bucket"))
        }
    }
}
