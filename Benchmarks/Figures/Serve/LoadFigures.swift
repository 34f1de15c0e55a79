import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// A minute of requests on 64 connections, with functions that fail at one request in twenty: the correctness of each
/// response, the latency, and the growth of memory.
enum LoadFigures {
    private static let connections = 64
    private static let seconds = 60

    static func measure(_ report: inout Report) async throws {
        let pages = Dictionary(uniqueKeysWithValues: (0..<100).map { ("www/page-\($0).html", page($0)) })
        let folder = try WorkFolder(
            pages.merging([
                "stacktape.yml": manifest, "request.js": requestFunction, "response.py": responseFunction,
            ]) { $1 }
        )
        defer { folder.remove() }
        let found = try await ServeFigures.serve(folder, []) { port, process in
            try await load(port, process)
        }
        report.add(
            Figure(
                "serve.load.wrong",
                "wrong, lost or mixed-up responses in \(found.times.count)",
                unit: "responses",
                [Double(found.wrong)],
                target: Target("none") { $0.max == 0 }
            )
        )
        let quantiles = [50, 99, 100].map { found.times.percentile($0) }
        let words = zip(["p50", "p99", "max"], quantiles).map { "\($0) \(Int($1.rounded())) us" }
        report.note("64 connections: \(words.joined(separator: ", "))")
        report.add(
            Figure(
                "serve.load.p99",
                "p99 on 64 connections, 5 % failing",
                ratioTo: "p50",
                [quantiles[1] / quantiles[0]],
                target: .all(atMost: 10)
            )
        )
        report.add(
            Figure(
                "serve.load.memory",
                "memory after \(seconds) s of this load",
                ratioTo: "after 15 s",
                [found.memory],
                target: .all(atMost: 1.05)
            )
        )
    }

    private struct Found: Sendable {
        var wrong = 0
        var times = LatencyHistogram()
        var memory = 0.0
    }

    private static func load(_ port: Int, _ process: Int32) async throws -> Found {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        let client = HTTPClient(configuration: configuration)
        let end = ContinuousClock.now + .seconds(seconds)
        let found = try await withThrowingTaskGroup(of: Found.self) { group in
            for connection in 0..<connections {
                group.addTask { await request(client, port, connection, until: end) }
            }
            try await Task.sleep(for: .seconds(15))
            let early = ProcessMemory.residentBytes(of: process)
            var found = Found()
            for try await part in group {
                found.wrong += part.wrong
                found.times.add(part.times)
            }
            found.memory = Double(ProcessMemory.residentBytes(of: process)) / Double(early)
            return found
        }
        try await client.shutdown()
        return found
    }

    /// Sends one request after another, each with its own number, which its response must repeat.
    private static func request(
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
                found.times.record(ContinuousClock.now - begin)
                let repeated = response.headers.first(name: "X-Number")
                if !expected.isMet(by: Int(response.status.code), repeated, String(buffer: body)) {
                    found.wrong += 1
                }
            } catch {
                found.wrong += 1
            }
        }
        return found
    }

    /// The expected response: a cached page, a generated response, or the error page of a failed function.
    private struct Expected {
        let number: Int

        init(_ number: Int) { self.number = number }

        var path: String { number % 5 == 1 ? "/made" : "/page-\(number % 100).html" }

        func isMet(by status: Int, _ repeated: String?, _ body: String) -> Bool {
            if number % 20 == 0 { return status == 503 && body.contains("503 ERROR") }
            if number % 5 == 1 { return status == 200 && body == "made \(number)" }
            return status == 200 && repeated == String(number) && body == page(number % 100)
        }
    }

    private static func page(_ number: Int) -> String { String(repeating: "page \(number)\n", count: 100) }

    private static let requestFunction = """
        exports.handler = async (event) => {
          const request = event.Records[0].cf.request;
          const number = Number(request.headers['x-number'][0].value);
          if (number % 20 === 0) throw new Error(`number ${number}`);
          if (request.uri === '/made') return { status: '200', body: `made ${number}` };
          return request;
        };
        """

    private static let responseFunction = """
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
