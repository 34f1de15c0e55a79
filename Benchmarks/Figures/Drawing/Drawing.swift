import FoundationEssentials

/// The drawing of a run: one chart for latencies, one for drift.
struct Drawing {
    let report: Report
    let machine: MachineFacts

    var isEmpty: Bool { report.latencies.isEmpty && report.drifts.isEmpty }

    func write(to path: String) throws {
        var svg = SVGWriter()
        var y = 0.0
        if !report.latencies.isEmpty {
            LatencyChart(latencies: report.latencies).draw(at: y, on: &svg)
            y += PlotArea.height
        }
        if !report.drifts.isEmpty {
            DriftChart(drifts: report.drifts).draw(at: y, on: &svg)
            y += PlotArea.height
        }
        svg.text(machine.summary, x: 24, y: y + 12, size: 11)
        let document = svg.document(width: PlotArea.width, height: y + 32, title: "Brink: latency and drift")
        try TextFile.write(Data(document.utf8), to: path)
    }
}
