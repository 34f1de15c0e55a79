import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// Origins other than folders, with and without `--origin`.
@Suite(.serialized) struct ServeOriginTests {
    /// A site with a server as the origin of `/shop/`, and a gateway as that of `/api/`.
    static let manifest =
        siteManifest(
            functions: ["mark": "mark.js"],
            cdn: [
                "routeRewrites:", "  - path: /shop/*", "    edgeFunctions: { onOriginRequest: mark }",
                "    routeTo: { type: custom-origin, properties: { domainName: shop.example.com, protocol: HTTP } }",
                "  - path: /api/*",
                "    routeTo: { type: http-api-gateway, properties: { httpApiGatewayName: api } }",
            ]
        ) + """
              api:
                type: http-api-gateway
                properties: {}

            """

    static let files = [
        "stacktape.yml": manifest, "public/index.html": "the site", "server/shop/one.txt": "from the server",
        "server/api/list.json": "[1]", "album/shop/one.txt": "from a folder",
        "mark.js": """
        exports.handler = async (event) => {
          const { origin, request } = event.Records[0].cf;
          console.log(JSON.stringify(request.origin));
          return request;
        };
        """,
    ]

    @Test func `a mapped server answers for its domain, and functions see the manifest's domain`()
        async throws
    {
        try await withFolder(Self.files) { folder in
            try await withOrigin(over: "\(folder)/server") { url in
                let mappings = ["--origin", "shop.example.com=\(url)", "--origin", "api=\(url)"]
                try await withServedSite(in: folder, mappings) { (site: ServedSite) async throws in
                    let shop = try await site.get("/shop/one.txt")
                    #expect(shop.hasPrefix("HTTP/1.1 200 ") && shop.hasSuffix("from the server"), "\(shop)")
                    #expect(header("Server", of: shop)?.hasPrefix("SimpleHTTP") == true)
                    #expect(try await site.get("/api/list.json").hasSuffix("[1]"))
                    #expect(try await site.get("/shop/none.txt").hasPrefix("HTTP/1.1 404 "))
                    #expect(try await site.get("/").hasSuffix("the site"))
                }
                let log = try await brink("logs", "mark", "--manifest", "\(folder)/stacktape.yml")
                #expect(log.output.contains(#""domainName":"shop.example.com""#), "\(log.output)")
                #expect(!log.output.contains("127.0.0.1"))
            }
        }
    }

    @Test func `a mapped folder answers like a bucket`() async throws {
        try await withFolder(Self.files) { folder in
            // Relative paths start at the current folder.
            try await withServedSite(in: folder, ["--origin", "shop.example.com=album"]) {
                (site: ServedSite) async throws in
                let shop = try await site.get("/shop/one.txt")
                #expect(shop.hasSuffix("from a folder"))
                #expect(header("Server", of: shop) == "AmazonS3")
            }
        }
    }

    @Test func `an unmapped gateway gives a 502 that says how to map it`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let answer = try await site.get("/api/list.json")
                #expect(answer.hasPrefix("HTTP/1.1 502 "))
                #expect(header("X-Cache", of: answer) == "Error from cloudfront")
                #expect(answer.contains("http-api-gateway") && answer.contains("--origin api=URL"))
                #expect(try await site.get("/").hasSuffix("the site"))
            }
        }
    }

    @Test func `an unreachable server gives CloudFront's 502 every time`() async throws {
        try await withFolder(Self.files) { folder in
            // The URL of a server that has ended.
            let url = try await withOrigin(over: "\(folder)/server") { $0 }
            try await withServedSite(in: folder, ["--origin", "api=\(url)"]) {
                (site: ServedSite) async throws in
                for _ in 1...2 {
                    let answer = try await site.get("/api/list.json")
                    #expect(answer.hasPrefix("HTTP/1.1 502 "), "\(answer)")
                    #expect(header("X-Cache", of: answer) == "Error from cloudfront")
                    #expect(!answer.contains("127.0.0.1"))
                }
                #expect(try await site.get("/").hasSuffix("the site"))
            }
        }
    }

    @Test func `an unknown host gives a 502 before onOriginRequest runs`() async throws {
        var files = Self.files
        files["stacktape.yml"] = Self.manifest.replacing("shop.example.com", with: "shop.invalid")
        try await withFolder(files) { folder in
            try await withServedSite(in: folder, ["--requests", "json"]) { (site: ServedSite) async throws in
                let answer = try await site.get("/shop/one.txt")
                #expect(answer.hasPrefix("HTTP/1.1 502 "), "\(answer)")
                #expect(header("X-Cache", of: answer) == "Error from cloudfront")
                try await site.until("the request was printed") { site.requestLog.contains("\n") }
                #expect(site.requestLog.contains(#""functions":[]"#), "\(site.requestLog)")
            }
        }
    }

    @Test func `a function can send requests to another bucket of the manifest`() async throws {
        let files = [
            "stacktape.yml": siteManifest(["onOriginRequest": "send"], functions: ["send": "send.py"]) + """
                  photos:
                    type: bucket
                    properties: { directoryUpload: { directoryPath: photos } }

                """,
            "public/a.txt": "a of the site", "photos/b.txt": "b of the photos",
            "send.py": """
            def handler(event, context):
                request = event["Records"][0]["cf"]["request"]
                if request["uri"] == "/b.txt":
                    name = "photos.s3.us-east-1.amazonaws.com"
                    request["origin"]["s3"]["domainName"] = name
                    request["headers"]["host"] = [{"key": "Host", "value": name}]
                return request
            """,
        ]
        try await withFolder(files) { folder in
            let mapping = ["--origin", "photos.s3.us-east-1.amazonaws.com=\(folder)/photos"]
            try await withServedSite(in: folder, mapping) { (site: ServedSite) async throws in
                #expect(try await site.get("/b.txt").hasSuffix("b of the photos"))
                #expect(try await site.get("/a.txt").hasSuffix("a of the site"))
            }
        }
    }

    /// Runs Python's file server on a free port.
    private func withOrigin<Result: Sendable>(
        over folder: String,
        _ body: @Sendable @escaping (String) async throws -> Result
    ) async throws -> Result {
        try await Subprocess.run(
            .path("/usr/bin/python3"),
            arguments: ["-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, "0"],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            defer { try? execution.send(signal: .terminate) }
            for try await line in execution.standardOutput.strings() {
                // "Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ..."
                guard let start = line.firstRange(of: "http://"), let end = line.firstRange(of: "/)") else {
                    continue
                }
                return try await body(String(line[start.lowerBound..<end.lowerBound]))
            }
            throw OriginError.ended
        }.closureResult
    }

    private enum OriginError: Error {
        case ended
    }
}
