import CloudFrontEvents
import EdgeEmulator
import HandlerRuntime
import HTTPTypes
import Testing

/// What Prometheus reads.
@Suite struct MetricsTests {
    /// One line of the text.
    private struct Sample {
        let name: String
        let labels: String
        let value: Double

        /// Reads a line; nil when it is none.
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

    @Test func `the buckets of a histogram never fall`() async throws {
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
            metrics: { $0.add("own", ["label": "x\"\n\\"], 1) }
        ) { control, edge in
            _ = try await edge.get("/a")

            let text = try await control.get("metrics").body

            _ = try Self.samples(of: text)
            #expect(text.contains(#"function="a\"b\\c\nd"#))
            #expect(text.contains(#"brink_own{label="x\"\n\\"} 1"#))
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
