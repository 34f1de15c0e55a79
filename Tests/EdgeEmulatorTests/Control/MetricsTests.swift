import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Metrics
import Synchronization
import Testing

/// The metrics for Prometheus, and for the metrics system of the surrounding program.
@Suite struct MetricsTests {
    /// One line of the text.
    private struct Sample {
        let name: String
        let labels: String
        let value: Double

        /// Parses a line; nil when it is no sample.
        init?(_ line: Substring) {
            let sample =
                /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*",?)*\})? (\S+)/
            guard let match = line.wholeMatch(of: sample), let value = Double(match.3) else { return nil }
            name = String(match.1)
            labels = match.2.map(String.init) ?? ""
            self.value = value
        }
    }

    private static func samples(of text: String) throws -> [Sample] {
        try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            try #require(Sample($0), "\($0)")
        }
    }

    private static func withMetrics<Result: Sendable>(
        _ acts: [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = [:],
        functions: [EventType: String] = [:],
        metrics: @escaping @Sendable (inout PrometheusText) -> Void = { _ in },
        _ body: (Control, Edge) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { seen in
            .text("hello", status: seen.target == "/missing" ? .notFound : .ok, [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, acts, functions: functions)
            return try await Served.control(edge, metrics: metrics) { port, _ in
                try await body(Control(port: port), edge)
            }
        }
    }

    @Test func `every line is a sample or a comment, and a metric begins once`() async throws {
        try await Self.withMetrics(
            ["f": { _ in .request { _ in } }],
            functions: [.viewerRequest: "f", .originRequest: "f"]
        ) { control, edge in
            for path in ["/a", "/a", "/missing"] { _ = try await edge.get(path) }

            let answer = try await control.get("metrics")
            let text = answer.body

            #expect(answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(text.hasSuffix("\n"))
            let samples = try Self.samples(of: text)
            #expect(samples.allSatisfy { $0.name.hasPrefix("brink_") && $0.value >= 0 })
            let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            #expect(Set(types).count == types.count && types.count >= 8)
            let series = samples.map { $0.name + $0.labels }
            #expect(Set(series).count == series.count, "\(series)")
        }
    }

    @Test func `the counts add up`() async throws {
        try await Self.withMetrics { control, edge in
            for path in ["/a", "/a", "/a", "/missing"] { _ = try await edge.get(path) }
            _ = try await edge.get("a")

            let samples = try Self.samples(of: try await control.get("metrics").body)
            func sum(_ name: String, _ part: String = "") -> Double {
                samples.filter { $0.name == name && $0.labels.contains(part) }.reduce(0) { $0 + $1.value }
            }

            #expect(sum("brink_responses_total") == 5)
            #expect(sum("brink_responses_total", "2xx") == 3 && sum("brink_responses_total", "4xx") == 2)
            #expect(sum("brink_cache_results_total") == 5)
            #expect(sum("brink_cache_results_total", "Hit from cloudfront") == 2)
            #expect(sum("brink_origin_requests_total") == 2)
            #expect(sum("brink_request_duration_seconds_count") == 5)
            #expect(sum("brink_request_duration_seconds_bucket", "+Inf") == 5)
            #expect(sum("brink_cache_objects") == 2)
        }
    }

    @Test func `the buckets of a histogram never decrease`() async throws {
        try await Self.withMetrics(["f": { _ in .request { _ in } }], functions: [.viewerRequest: "f"]) {
            control,
            edge in
            for number in 0..<20 { _ = try await edge.get("/\(number)") }

            let samples = try Self.samples(of: try await control.get("metrics").body)

            for name in ["request", "invocation"] {
                let counts = samples.filter { $0.name == "brink_\(name)_duration_seconds_bucket" }.map(
                    \.value
                )
                #expect(!counts.isEmpty && counts == counts.sorted() && counts.last == 20)
            }
        }
    }

    @Test func `labels with quotes, backslashes and line ends are escaped`() async throws {
        let name = "a\"b\\c\nd\r\ne"
        try await Self.withMetrics(
            [name: { _ in .request { _ in } }],
            functions: [.viewerRequest: name],
            metrics: { $0.add("own", [("label", "x\"\n\\")], 1) }
        ) { control, edge in
            _ = try await edge.get("/a")

            let text = try await control.get("metrics").body

            _ = try Self.samples(of: text)
            #expect(text.contains(#"function="a\"b\\c\nd"#))
            #expect(text.contains(#"brink_own{label="x\"\n\\"} 1"#))
        }
    }

    @Test func `a metrics system sees the same metrics`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello", [.cacheControl: "max-age=60"])
        } _: { (origin: ScriptedOrigin) async throws in
            let metrics = RecordedMetrics()
            let plain = Edge(origin, ["f": { _ in .request { _ in } }], functions: [.viewerRequest: "f"])
            let edge = Edge(
                emulator: EmulatedEdge(backend: plain.backend, site: plain.emulator.site, metrics: metrics),
                backend: plain.backend
            )

            for _ in 0..<3 { _ = try await edge.get("/a") }

            let run = "event=viewer-request,function=f,region=us-east-1"
            #expect(metrics["brink_responses_total{class=2xx}"] == 3)
            #expect(metrics["brink_cache_results_total{result=Hit from cloudfront}"] == 2)
            #expect(metrics["brink_cache_results_total{result=Miss from cloudfront}"] == 1)
            #expect(metrics["brink_origin_requests_total{}"] == 1)
            #expect(metrics["brink_request_duration_seconds{}"] == 3)
            #expect(
                metrics[
                    "brink_invocations_total{event=viewer-request,function=f,outcome=accepted,region=us-east-1}"
                ] == 3
            )
            #expect(metrics["brink_invocation_duration_seconds{\(run)}"] == 3)
            #expect(metrics.handlersPerMetric == [1])
        }
    }

    @Test func `functions that could not run are counted`() async throws {
        try await Self.withMetrics(functions: [.viewerRequest: "missing"]) { control, edge in
            _ = try await edge.get("/a")

            let text = try await control.get("metrics").body

            #expect(text.contains(#"event="viewer-request",outcome="host-error"} 1"#))
            #expect(text.contains(#"brink_responses_total{class="5xx"} 1"#))
        }
    }
}

/// A metrics system that counts increments and recorded durations, by metric and sorted labels.
private final class RecordedMetrics: MetricsFactory {
    private struct State {
        var counts: [String: Int64] = [:]
        var handlers: [String: Int] = [:]
    }

    private final class Handler: CounterHandler, TimerHandler {
        let add: @Sendable (Int64) -> Void

        init(_ add: @escaping @Sendable (Int64) -> Void) { self.add = add }

        func increment(by amount: Int64) { add(amount) }

        func recordNanoseconds(_ duration: Int64) { add(duration > 0 ? 1 : 0) }

        func reset() {}
    }

    private let state = Mutex(State())

    subscript(metric: String) -> Int64? { state.withLock { $0.counts[metric] } }

    /// The different numbers of handlers that one metric and set of labels has.
    var handlersPerMetric: Set<Int> { state.withLock { Set($0.handlers.values) } }

    private func handler(_ label: String, _ dimensions: [(String, String)]) -> Handler {
        let labels = dimensions.map { "\($0)=\($1)" }.sorted().joined(separator: ",")
        let metric = "\(label){\(labels)}"
        state.withLock { $0.handlers[metric, default: 0] += 1 }
        return Handler { [weak self] amount in
            self?.state.withLock { $0.counts[metric, default: 0] += amount }
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handler(label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        handler(label, dimensions)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
