import FoundationEssentials
import Testing

/// What `brink serve` tells of requests on standard output, and of what goes wrong on standard error.
@Suite(.serialized) struct ServeReportTests {
    static let files = [
        "stacktape.yml": siteManifest(
            ["onRequest": "first", "onResponse": "last"],
            functions: ["first": "first.js", "last": "last.py"]
        ),
        "public/a.txt": "abc",
        "first.js": #"""
        exports.handler = async (event) => {
          const request = event.Records[0].cf.request;
          if (request.uri === '/throw') throw new Error('said\u001b]0;owned\u0007 by a handler\n\u009bsecond line');
          if (request.uri === '/break') return { status: '200', headers: { 'x-a': [{ value: 'a\u001bb\r\n' }] } };
          return request;
        };
        """#,
        "last.py": "def handler(event, context):\n    return event['Records'][0]['cf']['response']",
    ]

    private struct Told: Decodable {
        struct Function: Decodable {
            let function: String
            let event: String
            let outcome: String
            let rule: String?
        }
        let time: String
        let requestId: String
        let method: String
        let host: String?
        let url: String
        let status: Int
        let cache: String
        let region: String
        let durationMs: Double
        let bytes: Int
        let functions: [Function]
    }

    @Test func `JSON has a line a request, with all that is known of it`() async throws {
        try await withFolder(Self.files) { folder in
            let options = ["--requests", "json", "--region", "sa-east-1"]
            try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                _ = try await site.get("/a.txt?x=1")
                _ = try await site.get("/a.txt", "--head", "-H", "X-Brink-Region: eu-west-2")
                _ = try await site.get("/throw")
                _ = try await site.get("/break")
                _ = try await site.get("/a.txt", "-X", "POST", "-d", "x=1")
                try await site.until("five requests were told of") {
                    site.requestLog.split(separator: "\n").count == 5
                }
                let told = try site.requestLog.split(separator: "\n").map {
                    try JSONDecoder().decode(Told.self, from: Data($0.utf8))
                }
                let first = told[0]
                #expect(
                    first.method == "GET" && first.url == "/a.txt?x=1" && first.host == "site.example.com"
                )
                #expect(first.status == 200 && first.cache == "Miss from cloudfront" && first.bytes == 3)
                #expect(first.region == "sa-east-1" && first.durationMs > 0 && first.time.hasSuffix("Z"))
                #expect(first.functions.map(\.event) == ["viewer-request", "viewer-response"])
                #expect(first.functions.allSatisfy { $0.outcome == "accepted" && $0.rule == nil })
                #expect(first.functions.map(\.function) == ["first", "last"])
                #expect(told[1].method == "HEAD" && told[1].bytes == 0 && told[1].region == "eu-west-2")
                #expect(told[1].cache == "Hit from cloudfront")
                #expect(told[2].status == 503 && told[2].functions.map(\.outcome) == ["failed"])
                #expect(told[3].status == 502 && told[3].functions.map(\.outcome) == ["refused"])
                #expect(told[3].functions.first?.rule?.isEmpty == false)
                #expect(told[4].method == "POST" && told[4].status == 405)
                #expect(Set(told.map(\.requestId)).count == 5)
            }
        }
    }

    @Test func `none tells nothing, and standard error has no requests either`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--requests", "none"]) { (site: ServedSite) async throws in
                for path in ["/a.txt", "/throw", "/break", "/nowhere"] { _ = try await site.get(path) }
                #expect(try await site.page("api/requests").contains("/nowhere"))
                #expect(site.requestLog.isEmpty)
                #expect(site.errors.lines.allSatisfy { !$0.contains("throw") && !$0.contains("nowhere") })
            }
        }
    }

    @Test func `text has a line a request, and one for what a function did wrong`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for path in ["/a.txt?x", "/throw", "/break"] { _ = try await site.get(path) }
                try await site.until("three requests were told of") {
                    site.requestLog.split(separator: "\n").count >= 5
                }
                let lines = site.requestLog.split(separator: "\n").map(String.init)
                try #require(lines.count == 5, "\(lines)")
                #expect(lines[0].contains(" 200 GET  /a.txt?x Miss from cloudfront · "))
                #expect(lines[0].hasSuffix(" ms · us-east-1 · first accepted · last accepted"))
                #expect(lines[1].contains(" 503 GET  /throw ") && lines[1].hasSuffix(" · first failed"))
                #expect(lines[2].hasPrefix("    first: Error: said"))
                #expect(lines[3].contains(" 502 GET  /break ") && lines[3].hasSuffix(" · first refused"))
                #expect(lines[4].hasPrefix("    first: ") && lines[4].hasSuffix("]"), "\(lines[4])")
            }
        }
    }

    /// What a terminal might obey: everything below a space but line feeds, DEL, and the C1 controls.
    private func obeyed(in text: String) -> [UInt32] {
        text.unicodeScalars.map(\.value).filter { ($0 < 0x20 && $0 != 0x0A) || (0x7F..<0xA0).contains($0) }
    }

    @Test(arguments: ["text", "json"])
    func `nothing that a viewer says is obeyed by a terminal`(form: String) async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--requests", form]) { (site: ServedSite) async throws in
                let odd = [
                    "/%1B%5D0;owned%07", "/%9B31m", "/%C2%9B31m", "/%7F", "/a%0D%0Aforged", "/\u{9B}31m",
                ]
                for path in odd { _ = try await site.get(path, "-H", "Host: a\u{1B}[31mb") }
                for path in odd { _ = try await site.get(path) }
                _ = try await site.get("/plain?\u{1B}[2J")
                _ = try await site.get("/the-last")
                try await site.until("the last was told of") { site.requestLog.contains("/the-last") }
                #expect(obeyed(in: site.requestLog) == [], "\(site.requestLog)")
                #expect(!site.requestLog.split(separator: "\n").contains { $0.hasPrefix("forged") })
            }
        }
    }

    @Test(arguments: ["text", "json"])
    func `nothing that a handler says is obeyed by a terminal`(form: String) async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--requests", form]) { (site: ServedSite) async throws in
                for path in ["/break", "/throw", "/the-last"] { _ = try await site.get(path) }
                try await site.until("the last was told of") { site.requestLog.contains("/the-last") }
                #expect(obeyed(in: site.requestLog) == [], "\(site.requestLog)")
            }
        }
    }

    @Test func `what does not load is told without what a terminal would obey`() async throws {
        var files = Self.files
        files["first.js"] = #"throw new Error('red\u001b[31m and\r\nbrink: forged')"#
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                try await site.isTold("first does not load: ")
                #expect(site.errors.lines.allSatisfy { obeyed(in: $0) == [] }, "\(site.errors.lines)")
                #expect(!site.errors.lines.contains { $0.hasPrefix("brink: forged") })
            }
        }
    }

    @Test func `what could not be deployed is said, and served`() async throws {
        var files = Self.files
        files["stacktape.yml"] = siteManifest(
            ["onRequest": "first"],
            functions: ["first": "first.js"],
            settings: "memory: 129"
        )
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let line = site.errors.lines.first { $0.contains("would be refused at deployment") }
                #expect(
                    line?.hasPrefix("brink: warning: first would be refused") == true,
                    "\(site.errors.lines)"
                )
                #expect(line?.contains("128") == true)
                #expect(try await site.get("/a.txt").hasSuffix("abc"))
            }
        }
    }

    @Test func `a URL of any length is told of in one line that is not long`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                _ = try await site.get("/" + String(repeating: "é/", count: 1500))
                _ = try await site.get("/the-last")
                try await site.until("the last was told of") { site.requestLog.contains("/the-last") }
                #expect(site.requestLog.split(separator: "\n").allSatisfy { $0.unicodeScalars.count < 600 })
            }
        }
    }

    @Test func `who asks is chosen by options, and by headers that functions do not see`() async throws {
        var files = Self.files
        files["stacktape.yml"] = siteManifest(
            ["onOriginRequest": "tell"],
            functions: ["tell": "tell.js"],
            cdn: [
                "cachingOptions:", "  cacheKeyParameters:", "    headers:",
                "      whitelist: [CloudFront-Viewer-Country, CloudFront-Is-Mobile-Viewer, CloudFront-Is-Tablet-Viewer]",
            ]
        )
        files["tell.js"] = """
            exports.handler = async (event) => {
              const { headers } = event.Records[0].cf.request;
              const value = (name) => headers[name]?.[0].value;
              return { status: '200', body: JSON.stringify({
                region: process.env.AWS_REGION, country: value('cloudfront-viewer-country'),
                mobile: value('cloudfront-is-mobile-viewer'), tablet: value('cloudfront-is-tablet-viewer'),
                brink: Object.keys(headers).filter((name) => name.startsWith('x-brink')),
              }) };
            };
            """
        try await withFolder(files) { folder in
            let options = ["--region", "ap-south-1", "--country", "DE", "--device", "mobile"]
            try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                let chosen =
                    #"{"region":"ap-south-1","country":"DE","mobile":"true","tablet":"false","brink":[]}"#
                #expect(try await site.get("/").hasSuffix(chosen))
                let other = try await site.get(
                    "/",
                    "-H",
                    "X-Brink-Region: eu-central-1",
                    "-H",
                    "X-Brink-Country: JP",
                    "-H",
                    "X-Brink-Device: tablet"
                )
                #expect(
                    other.hasSuffix(
                        #"{"region":"eu-central-1","country":"JP","mobile":"false","tablet":"true","brink":[]}"#
                    )
                )
                // What is no region is taken for nothing said.
                #expect(try await site.get("/?2", "-H", "X-Brink-Region: mars-1").hasSuffix(chosen))
                let odd = try await site.get("/?3", "-H", "X-Brink-Country: Germany")
                #expect(odd.hasPrefix("HTTP/1.1 4") || odd.hasSuffix(chosen))
            }
        }
    }
}
