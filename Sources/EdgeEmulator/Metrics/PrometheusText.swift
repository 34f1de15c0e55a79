import HandlerRuntime

/// What was counted as Prometheus reads it (text format 0.0.4).
public struct PrometheusText: Sendable {
    /// The lines so far.
    public private(set) var text = ""

    /// Begins an empty text.
    public init() {}

    /// Begins a metric.
    ///
    /// - Parameters:
    ///   - name: without a prefix.
    ///   - type: `counter`, `gauge` or `histogram`.
    ///   - help: one sentence.
    public mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP brink_\(name) \(help)\n# TYPE brink_\(name) \(type)\n"
    }

    /// Adds a value of the metric that was begun last.
    public mutating func add(_ name: String, _ value: Int) {
        add(name, [:], value)
    }

    /// Adds a value of the metric that was begun last, for one set of labels.
    public mutating func add(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Int) {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += "brink_\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(value)\n"
    }

    /// Puts an emulator's counts into words.
    public mutating func add(_ emulator: EmulatedEdge) {
        let counts = emulator.counters.counts
        begin("responses_total", "counter", "Answers to viewers, by the class of their status.")
        for digit in 1...5 { add("responses_total", ["class": "\(digit)xx"], counts.responses[digit]) }
        begin("cache_results_total", "counter", "Answers to viewers, by what X-Cache says.")
        for (result, count) in counts.cacheResults.sorted(by: { $0.key < $1.key }) {
            add("cache_results_total", ["result": result], count)
        }
        begin("request_duration_seconds", "histogram", "The time from a request to the head of its answer.")
        add("request_duration_seconds", labels: [], counts.durations)
        begin("origin_requests_total", "counter", "Requests that origins were asked.")
        add("origin_requests_total", counts.originRequests)
        addRuns(counts)
        let cache = emulator.cache.statistics
        begin("cache_objects", "gauge", "Objects in the cache.")
        add("cache_objects", cache.entries)
        begin("cache_bytes", "gauge", "Bytes in the cache.")
        add("cache_bytes", cache.bytes)
        begin("cache_evictions_total", "counter", "Objects that went because the cache was full.")
        add("cache_evictions_total", cache.evictions)
    }

    private mutating func addRuns(_ counts: EdgeCounters.Counts) {
        let runs = counts.runs.sorted {
            ($0.key.function, $0.key.region.name, $0.key.type) < (
                $1.key.function, $1.key.region.name, $1.key.type
            )
        }
        begin("invocations_total", "counter", "Runs of functions, by how they ended.")
        for (key, run) in runs {
            for (outcome, count) in run.outcomes.sorted(by: { $0.key < $1.key }) {
                add(
                    "invocations_total",
                    [
                        "function": key.function, "region": key.region.name, "event": key.type,
                        "outcome": outcome,
                    ],
                    count
                )
            }
        }
        begin("cold_starts_total", "counter", "Runs of functions that started an environment.")
        for (key, run) in runs {
            add(
                "cold_starts_total",
                ["function": key.function, "region": key.region.name, "event": key.type],
                run.coldStarts
            )
        }
        begin("invocation_duration_seconds", "histogram", "The wall time of handlers.")
        for (key, run) in runs {
            let labels = [("function", key.function), ("region", key.region.name), ("event", key.type)]
            add("invocation_duration_seconds", labels: labels, run.durations)
        }
    }

    private mutating func add(
        _ name: String,
        labels: [(String, String)],
        _ histogram: EdgeCounters.Histogram
    ) {
        let own = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
        var total = 0
        for (place, count) in histogram.buckets.enumerated() {
            total += count
            let bound = place < EdgeCounters.bounds.count ? "\(EdgeCounters.bounds[place])" : "+Inf"
            text += "brink_\(name)_bucket{\((own + ["le=\"\(bound)\""]).joined(separator: ","))} \(total)\n"
        }
        let braces = own.isEmpty ? "" : "{\(own.joined(separator: ","))}"
        text += "brink_\(name)_sum\(braces) \(histogram.sum.milliseconds / 1000)\n"
        text += "brink_\(name)_count\(braces) \(total)\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        // By scalars: a line end of two is one character.
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
