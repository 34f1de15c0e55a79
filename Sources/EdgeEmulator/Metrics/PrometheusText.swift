import Invocations

/// Metrics in Prometheus' text format 0.0.4.
package struct PrometheusText: Sendable {
    /// Names and values of labels.
    package typealias Labels = [(String, String)]

    /// The lines so far.
    package private(set) var text = ""

    /// Creates an empty text.
    package init() {}

    /// Begins a metric of Prometheus' types `counter`, `gauge` or `histogram`; its name gets the prefix `brink_`.
    package mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP brink_\(name) \(help)\n# TYPE brink_\(name) \(type)\n"
    }

    /// Adds a value of the metric that was begun last.
    package mutating func add(_ name: String, _ value: Int) { add(name, [], value) }

    /// Adds a value of the metric that was begun last, for a set of labels.
    package mutating func add(_ name: String, _ labels: Labels, _ value: Int) {
        text += "brink_\(name)\(Self.braces(labels)) \(value)\n"
    }

    /// Adds an emulator's counts.
    package mutating func add(_ emulator: EmulatedEdge) {
        let counts = emulator.counters.counts
        begin("responses_total", "counter", "Responses to viewers, by status class.")
        for digit in 1...5 {
            add("responses_total", [("class", "\(digit)xx")], counts.responses[digit].count)
        }
        begin("cache_results_total", "counter", "Responses to viewers, by X-Cache value.")
        for (result, tally) in counts.cacheResults.sorted(by: { $0.key < $1.key }) {
            add("cache_results_total", [("result", result)], tally.count)
        }
        begin("request_duration_seconds", "histogram", "Time from a request to the head of its response.")
        add("request_duration_seconds", [], counts.durations)
        begin("origin_requests_total", "counter", "Requests sent to origins.")
        add("origin_requests_total", counts.originRequests.count)
        addRuns(counts)
        let cache = emulator.cache.statistics
        begin("cache_objects", "gauge", "Objects in the cache.")
        add("cache_objects", cache.entries)
        begin("cache_bytes", "gauge", "Bytes in the cache.")
        add("cache_bytes", cache.bytes)
        begin("cache_evictions_total", "counter", "Objects evicted because the cache was full.")
        add("cache_evictions_total", cache.evictions)
    }

    private mutating func addRuns(_ counts: EdgeCounters.Counts) {
        let runs = counts.runs.sorted {
            ($0.key.function, $0.key.region.name, $0.key.type)
                < ($1.key.function, $1.key.region.name, $1.key.type)
        }
        begin("invocations_total", "counter", "Invocations of functions, by outcome.")
        for (key, run) in runs {
            for (outcome, tally) in run.outcomes.sorted(by: { $0.key < $1.key }) {
                add("invocations_total", key.labels + [("outcome", outcome)], tally.count)
            }
        }
        begin("cold_starts_total", "counter", "Invocations that started an instance.")
        for (key, run) in runs { add("cold_starts_total", key.labels, run.coldStarts.count) }
        begin("invocation_duration_seconds", "histogram", "Wall time of handlers.")
        for (key, run) in runs { add("invocation_duration_seconds", key.labels, run.durations) }
    }

    private mutating func add(_ name: String, _ labels: Labels, _ histogram: EdgeCounters.Histogram) {
        let bounds = EdgeCounters.Histogram.bounds.map { "\($0)" } + ["+Inf"]
        var total = 0
        for (bound, count) in zip(bounds, histogram.buckets) {
            total += count
            add("\(name)_bucket", labels + [("le", bound)], total)
        }
        text += "brink_\(name)_sum\(Self.braces(labels)) \(histogram.sum.milliseconds / 1000)\n"
        add("\(name)_count", labels, total)
    }

    private static func braces(_ labels: Labels) -> String {
        let pairs = labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
        return pairs.isEmpty ? "" : "{\(pairs)}"
    }

    private static func escaped(_ value: String) -> String {
        let escapes: [Unicode.Scalar: String] = ["\\": "\\\\", "\"": "\\\"", "\n": "\\n"]
        // By scalars: CR LF is one character.
        return value.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    }
}
