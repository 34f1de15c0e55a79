import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// Counts what an emulator does, for its metrics.
public final class EdgeCounters: Sendable {
    /// The upper bounds of the buckets that durations are counted in, in seconds.
    static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    struct Counts {
        /// By the first digit of the status.
        var responses = Array(repeating: 0, count: 6)
        var cacheResults: [String: Int] = [:]
        var durations = Histogram()
        var runs: [RunKey: RunCounts] = [:]
        var originRequests = 0
    }

    struct RunKey: Hashable {
        let function: String
        let region: EdgeRegion
        let type: String
    }

    struct RunCounts {
        var outcomes: [String: Int] = [:]
        var coldStarts = 0
        var durations = Histogram()
    }

    struct Histogram {
        private(set) var buckets = Array(repeating: 0, count: EdgeCounters.bounds.count + 1)
        private(set) var sum = Duration.zero

        mutating func note(_ duration: Duration) {
            let seconds = duration.milliseconds / 1000
            let place = EdgeCounters.bounds.firstIndex { seconds <= $0 } ?? EdgeCounters.bounds.count
            buckets[place] += 1
            sum += duration
        }
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock { $0 } }

    func note(_ exchange: Exchange) {
        state.withLock { counts in
            counts.responses[min(5, max(0, exchange.status / 100))] += 1
            counts.cacheResults[exchange.cacheResult, default: 0] += 1
            counts.durations.note(exchange.duration)
            for step in exchange.steps {
                switch step.action {
                case .function(let run): counts.note(run, in: exchange.region)
                case .origin: counts.originRequests += 1
                case .cache: break
                }
            }
        }
    }
}

extension EdgeCounters.Counts {
    fileprivate mutating func note(_ run: FunctionRun, in region: EdgeRegion) {
        let key = EdgeCounters.RunKey(function: run.function, region: region, type: run.type.rawValue)
        var counts = runs[key] ?? EdgeCounters.RunCounts()
        counts.outcomes[run.outcome?.kind.rawValue ?? "host-error", default: 0] += 1
        if let report = run.outcome?.report {
            if report.coldStart { counts.coldStarts += 1 }
            counts.durations.note(report.duration)
        }
        runs[key] = counts
    }
}
