import Brink
import EdgeEmulator

extension PrometheusText {
    /// Adds the metrics of a host of functions.
    mutating func add(_ metrics: HostMetrics) {
        begin("instances", "gauge", "Instances of functions, by state.")
        let states = [
            ("running", metrics.running), ("idle", metrics.idle), ("starting", metrics.starting),
            ("stuck", metrics.stuck),
        ]
        for (state, count) in states { add("instances", [("state", state)], count) }
        begin("waiting_calls", "gauge", "Calls that wait for an instance.")
        add("waiting_calls", metrics.waiting)
        begin("retired_instances_total", "counter", "Instances that have ended.")
        add("retired_instances_total", metrics.retired)
    }
}
