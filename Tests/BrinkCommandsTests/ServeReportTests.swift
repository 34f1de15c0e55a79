import FoundationEssentials
import Glibc
import SystemPackage
import Testing

/// Requests that `brink serve` prints to standard output, and problems that it prints to standard error.
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

    private struct Report: Decodable {
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

    @Test func `JSON has a line per request`() async throws {
        try await withFolder(Self.files) { folder in
            let options = ["--requests", "json", "--region", "sa-east-1"]
            try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                _ = try await site.get("/a.txt?x=1")
                _ = try await site.get("/a.txt", "--head", "-H", "X-Brink-Region: eu-west-2")
                _ = try await site.get("/throw")
                _ = try await site.get("/break")
                _ = try await site.get("/a.txt", "-X", "POST", "-d", "x=1")
                try await site.until("five requests were printed") {
                    site.requestLog.split(separator: "\n").count == 5
                }
                let reports = try site.requestLog.split(separator: "\n").map {
                    try JSONDecoder().decode(Report.self, from: Data($0.utf8))
                }
                let first = reports[0]
                #expect(
                    first.method == "GET" && first.url == "/a.txt?x=1" && first.host == "site.example.com"
                )
                #expect(first.status == 200 && first.cache == "Miss from cloudfront" && first.bytes == 3)
                #expect(first.region == "sa-east-1" && first.durationMs > 0 && first.time.hasSuffix("Z"))
                #expect(first.functions.map(\.event) == ["viewer-request", "viewer-response"])
                #expect(first.functions.allSatisfy { $0.outcome == "accepted" && $0.rule == nil })
                #expect(first.functions.map(\.function) == ["first", "last"])
                #expect(
                    reports[1].method == "HEAD" && reports[1].bytes == 0 && reports[1].region == "eu-west-2"
                )
                #expect(reports[1].cache == "Hit from cloudfront")
                #expect(reports[2].status == 503 && reports[2].functions.map(\.outcome) == ["failed"])
                #expect(reports[3].status == 502 && reports[3].functions.map(\.outcome) == ["refused"])
                #expect(reports[3].functions.first?.rule?.isEmpty == false)
                #expect(reports[4].method == "POST" && reports[4].status == 403)
                #expect(Set(reports.map(\.requestId)).count == 5)
            }
        }
    }

    @Test func `none prints no requests to either stream`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--requests", "none"]) { (site: ServedSite) async throws in
                for path in ["/a.txt", "/throw", "/break", "/nowhere"] { _ = try await site.get(path) }
                #expect(try await site.page("api/requests").contains("/nowhere"))
                #expect(site.requestLog.isEmpty)
                #expect(site.errors.lines.allSatisfy { !$0.contains("throw") && !$0.contains("nowhere") })
            }
        }
    }

    @Test func `text has a line per request, and one per failed function`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for path in ["/a.txt?x", "/throw", "/break"] { _ = try await site.get(path) }
                try await site.until("three requests were printed") {
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

    /// Returns the characters that a terminal might obey: C0 except line feeds, DEL, and C1.
    private func controls(in text: String) -> [UInt32] {
        text.unicodeScalars.map(\.value).filter { ($0 < 0x20 && $0 != 0x0A) || (0x7F..<0xA0).contains($0) }
    }

    @Test(arguments: ["text", "json"])
    func `text from a viewer reaches a terminal without control characters`(form: String) async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--requests", form]) { (site: ServedSite) async throws in
                let odd = [
                    "/%1B%5D0;owned%07", "/%9B31m", "/%C2%9B31m", "/%7F", "/a%0D%0Aforged", "/\u{9B}31m",
                ]
                for path in odd { _ = try await site.get(path, "-H", "Host: a\u{1B}[31mb") }
                for path in odd { _ = try await site.get(path) }
                _ = try await site.get("/plain?\u{1B}[2J")
                _ = try await site.get("/the-last")
                try await site.until("the last one was printed") { site.requestLog.contains("/the-last") }
                #expect(controls(in: site.requestLog) == [], "\(site.requestLog)")
                #expect(!site.requestLog.split(separator: "\n").contains { $0.hasPrefix("forged") })
            }
        }
    }

    @Test(arguments: ["text", "json"])
    func `text from a handler reaches a terminal without control characters`(form: String) async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--requests", form]) { (site: ServedSite) async throws in
                for path in ["/break", "/throw", "/the-last"] { _ = try await site.get(path) }
                try await site.until("the last one was printed") { site.requestLog.contains("/the-last") }
                #expect(controls(in: site.requestLog) == [], "\(site.requestLog)")
            }
        }
    }

    @Test func `load errors are printed without control characters`() async throws {
        var files = Self.files
        files["first.js"] = #"throw new Error('red\u001b[31m and\r\nbrink: forged')"#
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                try await site.reports("first does not load: ")
                #expect(site.errors.lines.allSatisfy { controls(in: $0) == [] }, "\(site.errors.lines)")
                #expect(!site.errors.lines.contains { $0.hasPrefix("brink: forged") })
            }
        }
    }

    @Test func `a function that could not be deployed is reported, and runs`() async throws {
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

    @Test func `a long URL is shortened`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                _ = try await site.get("/" + String(repeating: "é/", count: 1500))
                _ = try await site.get("/the-last")
                try await site.until("the last one was printed") { site.requestLog.contains("/the-last") }
                #expect(site.requestLog.split(separator: "\n").allSatisfy { $0.unicodeScalars.count < 600 })
            }
        }
    }

    @Test func `the site serves on while standard output is not read, and reports missing requests`()
        async throws
    {
        try await withFolder(["stacktape.yml": siteManifest(), "public/a.txt": "abc"]) { folder in
            let (reader, writer) = try FileDescriptor.pipe()
            _ = fcntl(reader.rawValue, F_SETFL, O_NONBLOCK)
            let options = ["--requests", "json"]
            try await withServedSite(in: folder, options, output: writer) { (site: ServedSite) async throws in
                let url = "http://127.0.0.1:\(site.port)/a.txt?[1-3000]"
                let responses = try await site.curl(["-s", url])
                #expect(responses == String(repeating: "abc", count: 3000))

                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                try await site.until("the number of missing requests was reported") {
                    let read = {
                        try? unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
                    }
                    while let count = read(), count > 0 {}
                    return site.errors.lines.contains { $0.contains("requests were not printed") }
                }
            }
            try reader.close()
        }
    }

    @Test func `options and headers choose the viewer, and functions do not see the headers`() async throws {
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
                // An unknown region is ignored.
                #expect(try await site.get("/?2", "-H", "X-Brink-Region: mars-1").hasSuffix(chosen))
                let odd = try await site.get("/?3", "-H", "X-Brink-Country: Germany")
                #expect(odd.hasPrefix("HTTP/1.1 4") || odd.hasSuffix(chosen))
            }
        }
    }
}
