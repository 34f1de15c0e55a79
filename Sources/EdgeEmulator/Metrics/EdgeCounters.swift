import CloudFrontEvents
import Invocations
package import Metrics
import Synchronization

/// Counts what an emulator does: for the page's metrics, and for the metrics system of the surrounding program.
///
/// swift-metrics sees the same names and labels as readers of ``PrometheusText``.
package final class EdgeCounters: Sendable {
    struct Counts {
        private let factory: any MetricsFactory
        /// The responses by the first digit of their status.
        private(set) var responses: [Tally]
        private(set) var cacheResults: [String: Tally] = [:]
        private(set) var durations: Histogram
        private(set) var runs: [RunKey: RunCounts] = [:]
        private(set) var originRequests: Tally

        fileprivate init(_ factory: any MetricsFactory) {
            self.factory = factory
            responses = (0...5).map { Tally("responses_total", factory, [("class", "\($0)xx")]) }
            durations = Histogram("request_duration_seconds", factory)
            originRequests = Tally("origin_requests_total", factory)
        }

        fileprivate mutating func record(_ exchange: Exchange) {
            responses[min(5, max(0, exchange.status / 100))].increment()
            // Copied, so that the default does not read `self` while it is modified.
            let (factory, result) = (factory, exchange.cacheResult)
            cacheResults[result, default: Tally("cache_results_total", factory, [("result", result)])]
                .increment()
            durations.record(exchange.duration)
            for step in exchange.steps {
                switch step.action {
                case .function(let run): record(run, in: exchange.region)
                case .origin: originRequests.increment()
                case .cache: break
                }
            }
        }

        private mutating func record(_ run: FunctionRun, in region: EdgeRegion) {
            let key = RunKey(function: run.function, region: region, type: run.type.rawValue)
            var counts =
                runs[key]
                ?? RunCounts(
                    coldStarts: Tally("cold_starts_total", factory, key.labels),
                    durations: Histogram("invocation_duration_seconds", factory, key.labels)
                )
            let outcome = run.outcome?.kind.rawValue ?? "host-error"
            let labels = key.labels + [("outcome", outcome)]
            counts.outcomes[outcome, default: Tally("invocations_total", factory, labels)].increment()
            if let report = run.outcome?.report {
                if report.coldStart { counts.coldStarts.increment() }
                counts.durations.record(report.duration)
            }
            runs[key] = counts
        }
    }

    struct RunKey: Hashable {
        let function: String
        let region: EdgeRegion
        let type: String

        var labels: [(String, String)] { [("function", function), ("region", region.name), ("event", type)] }
    }

    struct RunCounts {
        var outcomes: [String: Tally] = [:]
        var coldStarts: Tally
        var durations: Histogram
    }

    /// A number that grows, with its swift-metrics counter.
    struct Tally {
        private(set) var count = 0
        private let counter: Counter

        init(_ name: String, _ factory: any MetricsFactory, _ labels: [(String, String)] = []) {
            counter = Counter(label: "brink_\(name)", dimensions: labels, factory: factory)
        }

        mutating func increment() {
            count += 1
            counter.increment()
        }
    }

    /// Durations in buckets, with their swift-metrics timer.
    struct Histogram {
        /// The upper bounds of the buckets, in seconds.
        static let bounds = [
            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
        ]

        private(set) var buckets = Array(repeating: 0, count: Histogram.bounds.count + 1)
        private(set) var sum = Duration.zero
        private let timer: Timer

        init(_ name: String, _ factory: any MetricsFactory, _ labels: [(String, String)] = []) {
            timer = Timer(label: "brink_\(name)", dimensions: labels, factory: factory)
        }

        mutating func record(_ duration: Duration) {
            let seconds = duration.milliseconds / 1000
            buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            sum += duration
            timer.record(duration: duration)
        }
    }

    private let state: Mutex<Counts>

    /// Starts at zero, and reports to a metrics system; its handlers are called under a lock and must not call back.
    package init(reportingTo factory: any MetricsFactory = MetricsSystem.factory) {
        state = Mutex(Counts(factory))
    }

    var counts: Counts { state.withLock { $0 } }

    /// Counts an exchange that has ended.
    func record(_ exchange: Exchange) { state.withLock { $0.record(exchange) } }
}
