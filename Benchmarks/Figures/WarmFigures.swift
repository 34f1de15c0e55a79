import Brink
import CloudFrontEvents
import HandlerRuntime

/// What a warm invocation costs, beside a loop written by hand in the bare interpreter.
enum WarmFigures {
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

    static func events(_ count: Int) throws -> [InvocationEvent] {
        try (0..<count).map { number in
            try InvocationEvent(
                EventBuilder(.viewerRequest).uri("/articles/\(number)").querystring("page=\(number)")
                    .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 n\(number)")
                    .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9")
                    .header("Accept-Language", "en-US,en;q=0.9,de;q=0.8")
                    .header("Cookie", "session=abcdef0123456789\(number)")
                    .header("Referer", "https://example.com/articles/\(number - 1)")
                    .header("Cache-Control", "max-age=0")
                    .event()
            )
        }
    }

    static func measure(_ table: inout FigureTable) async throws {
        let host = HandlerHost()
        let events = try events(10_000)
        print("bytes", events[0].json.count, String(decoding: events[0].json, as: UTF8.self))
        for language in RuntimeIdentifier.Language.allCases where CommandLine.arguments.count < 3 || CommandLine.arguments[2] == "\(language)" {
            let source: FunctionDefinition.Source =
                language == .node ? .text(handler.node, path: "/var/task/w.js") : .text(handler.python, path: "/var/task/w.py")
            let function = try await host.load(FunctionDefinition(source))
            for _ in 0..<3 { _ = try await host.invoke(function, withEach: events) }
            var costs: [Double] = []
            for _ in 0..<10 {
                let begin = ContinuousClock.now
                let outcomes = try await host.invoke(function, withEach: events)
                costs.append((ContinuousClock.now - begin).milliseconds * 1000 / Double(events.count))
                precondition(outcomes.allSatisfy { $0.kind == .accepted }, "\(outcomes[0])")
            }
            table.add("\(language) batch, µs an event", costs, target: "") { _ in true }
            var calls: [Double] = []
            for event in events {
                let begin = ContinuousClock.now
                _ = try await host.invoke(function, with: event)
                calls.append((ContinuousClock.now - begin).milliseconds * 1000)
            }
            let sorted = calls.sorted()
            table.add("\(language) await, µs: p50 \(sorted.percentile(50)!) p99 \(sorted.percentile(99)!)", calls, target: "") { _ in true }
        }
    }
}
