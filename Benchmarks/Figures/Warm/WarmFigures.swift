import Brink
import CloudFrontEvents
import Invocations

/// The cost of a warm invocation compared with a hand-written loop in the bare interpreter.
enum WarmFigures {
    /// Rewrites the path and adds a header, so that each result differs from its event.
    static let handler = Twins(
        node: """
            exports.handler = async (event) => {
                const request = event.Records[0].cf.request
                request.uri = '/pages' + request.uri
                request.headers['x-added'] = [{ key: 'X-Added', value: 'yes' }]
                return request
            }
            """,
        python: """
            def handler(event, context):
                request = event['Records'][0]['cf']['request']
                request['uri'] = '/pages' + request['uri']
                request['headers']['x-added'] = [{'key': 'X-Added', 'value': 'yes'}]
                return request
            """
    )

    static func measure(_ report: inout Report) async throws {
        let small = try (0..<10_000).map(smallEvent)
        let large = try (0..<1_000).map(largeEvent)
        for language in RuntimeIdentifier.Language.allCases {
            try await measureBatches(small, language, &report)
            try await measureAwaited(small, language, &report)
            try await measureLarge(large, language, &report)
        }
    }

    private static func measureBatches(
        _ events: [InvocationEvent],
        _ language: RuntimeIdentifier.Language,
        _ report: inout Report
    ) async throws {
        let limit = language == .node ? 0.5 : 0.4
        let ratios = try await ratios(of: events, language, rounds: 40)
        report.add(
            Figure(
                "warm.\(language).batch",
                "\(language), an event in a batch of 10,000",
                ratioTo: "bare loop",
                ratios,
                target: .median(atMost: limit)
            )
        )
    }

    private static func measureLarge(
        _ events: [InvocationEvent],
        _ language: RuntimeIdentifier.Language,
        _ report: inout Report
    ) async throws {
        let ratios = try await ratios(of: events, language, rounds: 40)
        report.add(
            Figure(
                "warm.\(language).large",
                "\(language), 20 KB and 60 headers",
                ratioTo: "bare loop",
                ratios,
                target: .median(atMost: 0.6)
            )
        )
    }

    /// Runs batches and loops in turn, so that both meet the same conditions.
    private static func ratios(
        of events: [InvocationEvent],
        _ language: RuntimeIdentifier.Language,
        rounds: Int
    ) async throws -> [Double] {
        try await withLoopAndFunction(events, language) { loop, host, function in
            var ratios: [Double] = []
            for round in -3..<rounds {
                let bare = try loop.microseconds()
                let begin = ContinuousClock.now
                let outcomes = try await host.invoke(function, withEach: events)
                let own = (ContinuousClock.now - begin) / .microseconds(1) / Double(events.count)
                guard outcomes.allSatisfy({ $0.handlerResult != nil }) else {
                    throw BenchError("a result was not accepted: \(outcomes[0])")
                }
                if round >= 0 { ratios.append(own / bare) }
            }
            return ratios
        }
    }

    private static func measureAwaited(
        _ events: [InvocationEvent],
        _ language: RuntimeIdentifier.Language,
        _ report: inout Report
    ) async throws {
        try await withLoopAndFunction(events, language) { loop, host, function in
            var extra: [Double] = []
            var tails: [Double] = []
            var all = LatencyHistogram()
            var bareAll = LatencyHistogram()
            for _ in 1...7 {
                let bare = try loop.latencies()
                var own = LatencyHistogram()
                for event in events[..<2000] { _ = try await host.invoke(function, with: event) }
                for event in events {
                    let begin = ContinuousClock.now
                    _ = try await host.invoke(function, with: event)
                    own.record(ContinuousClock.now - begin)
                }
                extra.append(own.median - bare.median)
                tails.append(own.percentile(99) / own.median)
                all.add(own)
                bareAll.add(bare)
            }
            report.add(
                Figure(
                    "warm.\(language).awaited",
                    "\(language), awaited one by one: more than a bare loop at p50",
                    unit: "µs",
                    extra,
                    target: .median(atMost: 12)
                )
            )
            report.add(
                Figure(
                    "warm.\(language).tail",
                    "\(language), awaited one by one: p99",
                    ratioTo: "p50",
                    tails,
                    target: .median(atMost: 5)
                )
            )
            let name = language == .node ? "Node" : "Python"
            report.addLatencies(series: "\(name), awaited", all)
            report.addLatencies(series: "\(name), bare loop", bareAll)
        }
    }

    private static func withLoopAndFunction<Result>(
        _ events: [InvocationEvent],
        _ language: RuntimeIdentifier.Language,
        _ body: (BareLoop, HandlerHost, FunctionAddress) async throws -> Result
    ) async throws -> Result {
        let host = HandlerHost()
        let function = try await host.load(FunctionDefinition(source(language)))
        let result = try await BareLoop.with(handler, language, events) { loop in
            try await body(loop, host, function)
        }
        await host.shutdown()
        return result
    }

    static func source(_ language: RuntimeIdentifier.Language) -> FunctionDefinition.Source {
        switch language {
        case .node: .text(handler.node, path: "/var/task/bench.js")
        case .python: .text(handler.python, path: "/var/task/bench.py")
        }
    }

    static func smallEvent(_ number: Int) throws -> InvocationEvent {
        try InvocationEvent(
            EventBuilder(.viewerRequest)
                .uri("/articles/\(number)").querystring("page=\(number)")
                .header(
                    "User-Agent",
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 n\(number)"
                )
                .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9")
                .header("Accept-Language", "en-US,en;q=0.9,de;q=0.8")
                .header("Accept-Encoding", "gzip, deflate, br")
                .header("Cookie", "session=abcdef0123456789\(number)")
                .header("Referer", "https://example.com/articles/\(number + 1)")
                .header("Cache-Control", "max-age=0")
                .event()
        )
    }

    private static func largeEvent(_ number: Int) throws -> InvocationEvent {
        var builder = EventBuilder(.originRequest).method("POST").uri("/forms/\(number)")
        for header in 0..<56 {
            builder = builder.header(
                "X-Header-Number-\(header)",
                "the value of header \(header) of event \(number)"
            )
        }
        let body = (0..<9_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
        return try InvocationEvent(builder.includeBody(true).body(body).event())
    }
}
