import Brink
import EdgeEmulator

extension PrometheusText {
    /// Puts what a host of functions does into words.
    mutating func add(_ metrics: HostMetrics) {
        begin("instances", "gauge", "Environments of functions, by what they do.")
        let states = [
            ("running", metrics.running), ("idle", metrics.idle), ("starting", metrics.starting),
            ("stuck", metrics.stuck),
        ]
        for (state, count) in states { add("instances", ["state": state], count) }
        begin("waiting_calls", "gauge", "Calls that wait for an environment.")
        add("waiting_calls", metrics.waiting)
        begin("retired_instances_total", "counter", "Environments that are gone.")
        add("retired_instances_total", metrics.retired)
    }
}
