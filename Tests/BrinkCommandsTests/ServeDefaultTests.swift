import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The defaults of a deployment, by the kind of origin.
@Suite(.serialized) struct ServeDefaultTests {
    /// A server whose responses are cached for a minute, and show the request; paths with `none` give 404.
    private static let echo = """
        from http.server import BaseHTTPRequestHandler, HTTPServer
        class Echo(BaseHTTPRequestHandler):
            def do_GET(self):
                fields = "".join(f"[{name}: {value}]" for name, value in self.headers.items())
                body = f"{self.command} {self.path} {fields}[on {server.server_port}]".encode()
                self.send_response(404 if "none" in self.path else 200)
                self.send_header("Cache-Control", "max-age=60")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            do_POST = do_GET
        server = HTTPServer(("127.0.0.1", 0), Echo)
        print(server.server_port)
        server.serve_forever()
        """

    private func withEcho(_ body: @Sendable @escaping (Int) async throws -> Void) async throws {
        _ = try await Subprocess.run(
            .path("/usr/bin/python3"),
            arguments: ["-u", "-c", Self.echo],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .terminate) }
            for try await line in execution.standardOutput.strings() {
                guard let port = Int(line.filter(\.isNumber)) else { continue }
                return try await body(port)
            }
        }
    }

    private static let show = """
        exports.handler = async (event) => {
          const { request } = event.Records[0].cf;
          const headers = Object.entries(request.headers).map(([name, [{ value }]]) => `${name}=${value}`);
          const own = Object.keys(Object.values(request.origin)[0].customHeaders);
          return { status: '200', headers: {}, body:
            `${request.uri}?${request.querystring} ${headers.join(' ')} own=${own} at=${Object.values(request.origin)[0].path}` };
        };
        """

    // MARK: Buckets

    private static let emptyBucket = """
        resources:
          site:
            type: bucket
            properties:
              cdn:
                enabled: true
                edgeFunctions: { onRequest: answer }
                routeRewrites:
                  - { path: /more/*, routeTo: { type: bucket, properties: { bucketName: more } } }
          more:
            type: bucket
          answer:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: answer.js } }

        """
    private static let answer = """
        export default async (event) => {
          const { request } = event.Records[0].cf;
          return request.uri === '/hello' ? { status: '200', headers: {}, body: 'generated' } : request;
        };
        """

    @Test func `a bucket without files gives 404, and its functions respond`() async throws {
        let files = ["stacktape.yml": Self.emptyBucket, "answer.js": Self.answer]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for name in ["site", "more"] {
                    try await site.reports("warning: the bucket \(name) is empty")
                    try await site.reports("--origin \(name)=FOLDER")
                }
                for path in ["/", "/a.txt", "/about", "/more/a", "/etc/passwd"] {
                    let answer = try await site.get(path)
                    #expect(answer.hasPrefix("HTTP/1.1 404 ") && answer.contains("NoSuchKey"), "\(answer)")
                }
                let generated = try await site.get("/hello")
                #expect(generated.hasPrefix("HTTP/1.1 200 ") && generated.hasSuffix("generated"))
            }
            let check = try await brink("check", "--manifest", "\(folder)/stacktape.yml")
            #expect(check.status == 0, "\(check)")
        }
    }

    @Test func `a bucket with a folder given on the command line is not reported as empty`() async throws {
        let files = ["stacktape.yml": Self.emptyBucket, "answer.js": Self.answer, "files/a.txt": "a file"]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder, ["--origin", "site=files"]) {
                (site: ServedSite) async throws in
                #expect(try await site.get("/a.txt").hasSuffix("a file"))
                try await site.reports("the bucket more is empty")
                #expect(!site.errors.lines.contains { $0.contains("the bucket site is empty") })
            }
        }
    }

    @Test func `a folder that its build has yet to make is empty until it is there`() async throws {
        let files = [
            "stacktape.yml": """
            resources:
              web:
                type: hosting-bucket
                properties:
                  uploadDirectoryPath: dist
                  build: { command: npm run build }
                  dev: { command: npm run dev }

            """
        ]
        try await withFolder(files) { folder in
            let check = try await brink("check", "--manifest", "\(folder)/stacktape.yml")
            #expect(check.status == 0 && check.output.contains("5:28: warning"), "\(check)")
            #expect(check.output.contains("npm run build"))
            try await withServedSite(in: folder, ["--watch"]) { (site: ServedSite) async throws in
                try await site.reports("warning: ")
                #expect(try await site.get("/").hasPrefix("HTTP/1.1 404 "))
                try site.save("dist/index.html", "built")
                try await site.waits(for: "built", at: "/")
            }
        }
    }

    @Test func `a manifest without a CDN is reported at the start`() async throws {
        let manifest = "resources: { site: { type: bucket, properties: { cdn: { enabled: false } } } }\n"
        try await withFolder(["stacktape.yml": manifest]) { folder in
            // An address of no machine, so that the program ends after its start.
            let options = ["--port", "0", "--page-port", "0", "--host", "203.0.113.1"]
            let run = try await brink(["serve", "--manifest", "\(folder)/stacktape.yml"] + options)
            #expect(run.errors.contains("warning: no resource of the manifest has a CDN"), "\(run)")
        }
    }

    @Test func `a folder without a build must be there`() async throws {
        try await withFolder(["stacktape.yml": siteManifest()]) { folder in
            let check = try await brink("check", "--manifest", "\(folder)/stacktape.yml")
            #expect(check.status == 3 && check.output.contains("public does not exist"), "\(check)")
        }
    }

    @Test func `a function before a bucket sees neither cookies, queries nor the viewer's headers`()
        async throws
    {
        let cdn = [
            "defaultRoutePrefix: /v1",
            "forwardingOptions: { customRequestHeaders: [{ headerName: X-Own, value: mine }] }",
            "routeRewrites:", "  - path: /key/*", "    edgeFunctions: { onOriginRequest: show }",
            "    cachingOptions: { cacheKeyParameters: { headers: { whitelist: [X-A] }, queryString: { all: true } } }",
        ]
        let files = [
            "stacktape.yml": siteManifest(
                ["onOriginRequest": "show"],
                functions: ["show": "show.js"],
                cdn: cdn
            ),
            "show.js": Self.show, "public/index.html": "the index",
        ]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let viewer = [
                    "-A", "curl", "-b", "a=1", "-H", "X-A: 1", "-H", "Authorization: me", "-H",
                    "Origin: null",
                    "-H", "If-None-Match: \"x\"", "-H", "Accept-Language: de",
                ]
                let url = "http://127.0.0.1:\(site.port)"
                let plain = try await site.curl(["-s"] + viewer + ["\(url)/a?x=1"])
                #expect(plain.hasPrefix("/a? "), "\(plain)")
                #expect(plain.contains("user-agent=Amazon CloudFront") && plain.contains("host=site.s3."))
                for name in ["cookie=", "x-a=", "authorization=", "origin=", "accept", "if-none", "x-own="] {
                    #expect(!plain.contains(name), "\(name): \(plain)")
                }
                #expect(plain.hasSuffix(" own=x-own at=/v1"), "\(plain)")

                let keyed = try await site.curl(["-s"] + viewer + ["\(url)/key/a?x=1"])
                #expect(keyed.hasPrefix("/key/a?x=1 ") && keyed.contains("x-a=1"), "\(keyed)")
                #expect(keyed.hasSuffix(" own= at=") && !keyed.contains("cookie="), "\(keyed)")
            }
        }
    }

    @Test func `a bucket allows GET, HEAD and OPTIONS only, and no Origin reaches its CORS rules`()
        async throws
    {
        let manifest = siteManifest().replacing(
            "      cdn:",
            with: "      cors: { enabled: true }\n      cdn:"
        )
        try await withFolder(["stacktape.yml": manifest, "public/a.txt": "a"]) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for method in ["POST", "PUT", "DELETE", "PATCH"] {
                    let answer = try await site.get("/a.txt", "-X", method)
                    #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("not configured to allow"))
                }
                let page = try await site.get("/a.txt", "-H", "Origin: https://a.example.com")
                #expect(page.hasPrefix("HTTP/1.1 200 "))
                #expect(header("Access-Control-Allow-Origin", of: page) == nil)
            }
        }
    }

    // MARK: APIs

    @Test(arguments: ["http-api-gateway", "application-load-balancer", "function", "web-service"])
    func `an API gets Authorization, which separates its cached responses, and its own paths and errors`(
        type: String
    ) async throws {
        let manifest = "resources: { api: { type: \(type), properties: { cdn: { enabled: true } } } }\n"
        try await withFolder(["stacktape.yml": manifest]) { folder in
            try await withEcho { port in
                let mapping = ["--origin", "api=http://127.0.0.1:\(port)"]
                try await withServedSite(in: folder, mapping) { (site: ServedSite) async throws in
                    for user in ["one", "two", "one"] {
                        let answer = try await site.get("/", "-H", "Authorization: \(user)")
                        #expect(answer.contains("GET / ["), "\(answer)")
                        #expect(answer.contains("[Authorization: \(user)]"), "\(answer)")
                    }
                    let all = try await site.get("/a?x=1", "-b", "c=1", "-H", "X-A: 1", "-A", "curl")
                    for part in ["GET /a?x=1 ", "[Cookie: c=1]", "[X-A: 1]", "[User-Agent: curl]"] {
                        #expect(all.contains(part), "\(all)")
                    }
                    let missing = try await site.get("/none")
                    #expect(
                        missing.hasPrefix("HTTP/1.1 404 ") && missing.contains("GET /none "),
                        "\(missing)"
                    )
                    let posted = try await site.get("/a", "-d", "x", "-H", "Authorization: one")
                    #expect(
                        posted.contains("POST /a ") && posted.contains("[Authorization: one]"),
                        "\(posted)"
                    )
                }
            }
        }
    }

    @Test func `documents that are written for an API are used`() async throws {
        let manifest = """
            resources:
              api:
                type: function
                properties: { cdn: { enabled: true, indexDocument: start, errorDocument: lost } }

            """
        try await withFolder(["stacktape.yml": manifest]) { folder in
            try await withEcho { port in
                let mapping = ["--origin", "api=http://127.0.0.1:\(port)"]
                try await withServedSite(in: folder, mapping) { (site: ServedSite) async throws in
                    #expect(try await site.get("/").contains("GET /start "))
                    let missing = try await site.get("/none")
                    #expect(
                        missing.hasPrefix("HTTP/1.1 404 ") && missing.contains("GET /lost "),
                        "\(missing)"
                    )
                }
            }
        }
    }

    @Test func `a route has the defaults of its own origin, and a port of its own`() async throws {
        try await withFolder(["public/index.html": "the site", "public/404.html": "lost"]) { folder in
            try await withEcho { port in
                try await withEcho { other in
                    let server =
                        "type: custom-origin, properties: { domainName: 127.0.0.1, protocol: HTTP, port:"
                    let manifest = siteManifest(cdn: [
                        "routeRewrites:", "  - path: /one/*", "    routePrefix: /v1",
                        "    forwardingOptions: { customRequestHeaders: [{ headerName: X-Own, value: mine }] }",
                        "    routeTo: { \(server) \(port) } }", "  - path: /two/*",
                        "    routeTo: { \(server) \(other) } }",
                    ])
                    try Data(manifest.utf8).write(to: URL(filePath: "\(folder)/stacktape.yml"))
                    try await withServedSite(in: folder) { (site: ServedSite) async throws in
                        let one = try await site.get("/one/a?x=1", "-H", "Authorization: me")
                        #expect(one.contains("GET /v1/one/a?x=1 ") && one.contains("[X-Own: mine]"), "\(one)")
                        #expect(one.contains("[Authorization: me]") && one.contains("[on \(port)]"), "\(one)")
                        let two = try await site.get("/two/a")
                        #expect(two.contains("GET /two/a ") && !two.contains("X-Own"), "\(two)")
                        #expect(two.contains("[on \(other)]"), "\(two)")
                        #expect(try await site.get("/").hasSuffix("the site"))
                        #expect(try await site.get("/lost").hasSuffix("lost"))
                    }
                }
            }
        }
    }
}
