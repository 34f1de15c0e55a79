import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// A minute of requests on 64 connections, with functions that fail at one request in twenty: whether each answer is the
/// one that its request is owed, how late the latest are, and what memory does.
enum LoadFigures {
    private static let connections = 64
    private static let seconds = 60

    static func measure(_ report: inout Report) async throws {
        let pages = Dictionary(uniqueKeysWithValues: (0..<100).map { ("www/page-\($0).html", page($0)) })
        let folder = try WorkFolder(
            pages.merging(["stacktape.yml": manifest, "request.js": request, "response.py": response]) { $1 }
        )
        defer { folder.remove() }
        let found = try await ServeFigures.serve(folder, []) { port, process in
            try await load(port, process)
        }
        report.add(
            Figure(
                "serve.load.wrong",
                "wrong, lost or mixed-up answers in \(found.times.count)",
                unit: "answers",
                [Double(found.wrong)],
                target: Target("none") { $0.max == 0 }
            )
        )
        let times = found.times.sorted()
        let (median, p99) = (times[times.count / 2], times[times.count * 99 / 100])
        report.note(
            "64 connections: p50 \(rounded(median)) us, p99 \(rounded(p99)) us, max \(rounded(times.last ?? 0)) us"
        )
        report.add(
            Figure(
                "serve.load.p99",
                "p99 on 64 connections, 5 % failing",
                ratioTo: "p50",
                [p99 / median],
                target: Target("at most 10") { $0.max <= 10 }
            )
        )
        report.add(
            Figure(
                "serve.load.memory",
                "memory after \(seconds) s of that",
                ratioTo: "after 15 s",
                [found.memory],
                target: Target("at most 1.05") { $0.max <= 1.05 }
            )
        )
    }

    private struct Found: Sendable {
        var wrong = 0
        /// In microseconds.
        var times: [Double] = []
        var memory = 0.0
    }

    private static func load(_ port: Int, _ process: Int32) async throws -> Found {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        let client = HTTPClient(configuration: configuration)
        let end = ContinuousClock.now + .seconds(seconds)
        var found = try await withThrowingTaskGroup(of: Found.self) { group in
            for connection in 0..<connections {
                group.addTask { await ask(client, port, connection, until: end) }
            }
            try await Task.sleep(for: .seconds(15))
            let early = ProcessMemory.residentBytes(of: process)
            var found = Found()
            for try await part in group {
                found.wrong += part.wrong
                found.times += part.times
            }
            found.memory = Double(ProcessMemory.residentBytes(of: process)) / Double(early)
            return found
        }
        try await client.shutdown()
        found.times.sort()
        return found
    }

    /// Asks one thing after another, each with a number of its own that its answer has to tell.
    private static func ask(
        _ client: HTTPClient,
        _ port: Int,
        _ connection: Int,
        until end: ContinuousClock.Instant
    ) async -> Found {
        var found = Found()
        var number = connection
        while ContinuousClock.now < end {
            number += connections
            let expected = Expected(number)
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(expected.path)")
            request.headers.add(name: "X-Number", value: String(number))
            let begin = ContinuousClock.now
            do {
                let response = try await client.execute(request, timeout: .seconds(20))
                let body = try await response.body.collect(upTo: 1 << 20)
                found.times.append((ContinuousClock.now - begin) / .microseconds(1))
                let told = response.headers.first(name: "X-Number")
                if !expected.isMet(by: Int(response.status.code), told, String(buffer: body)) {
                    found.wrong += 1
                }
            } catch {
                found.wrong += 1
            }
        }
        return found
    }

    /// What a request is owed: a page out of the cache, a generated answer, or the page of a function that failed.
    private struct Expected {
        let number: Int

        init(_ number: Int) { self.number = number }

        var path: String { number % 5 == 1 ? "/made" : "/page-\(number % 100).html" }

        func isMet(by status: Int, _ told: String?, _ body: String) -> Bool {
            if number % 20 == 0 { return status == 503 && body.contains("503 ERROR") }
            if number % 5 == 1 { return status == 200 && body == "made \(number)" }
            return status == 200 && told == String(number) && body == page(number % 100)
        }
    }

    private static func page(_ number: Int) -> String { String(repeating: "page \(number)\n", count: 100) }

    private static func rounded(_ value: Double) -> Int { Int(value.rounded()) }

    private static let request = """
        exports.handler = async (event) => {
          const request = event.Records[0].cf.request;
          const number = Number(request.headers['x-number'][0].value);
          if (number % 20 === 0) throw new Error(`number ${number}`);
          if (request.uri === '/made') return { status: '200', body: `made ${number}` };
          return request;
        };
        """

    private static let response = """
        def handler(event, context):
            cf = event["Records"][0]["cf"]
            number = cf["request"]["headers"]["x-number"][0]["value"]
            cf["response"]["headers"]["x-number"] = [{"key": "X-Number", "value": number}]
            return cf["response"]
        """

    private static let manifest = """
        resources:
          site:
            type: bucket
            properties:
              directoryUpload: { directoryPath: www, headersPreset: static-website }
              cdn:
                enabled: true
                cachingOptions: { disableCompression: true }
                edgeFunctions: { onRequest: first, onResponse: second }
          first:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: request.js } }
          second:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: response.py } }
        """
}
