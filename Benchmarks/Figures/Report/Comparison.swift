/// The changes of ratios since a baseline; times are ignored, since they depend on the machine.
struct Comparison {
    /// A ratio of both runs.
    struct Change {
        let id: String
        let before: Double
        /// The new value; nil if it is not finite, which is the worst case.
        let now: Double?
        let direction: Figure.Direction

        /// The factor by which it became worse: 1.15 is worse by 15 %.
        var factor: Double {
            guard let now else { return .infinity }
            return direction == .lowerIsBetter ? now / before : before / now
        }

        var isWorse: Bool { factor > Comparison.tolerance }
    }

    /// The largest factor that passes: medians of runs on a busy machine differ by less.
    static let tolerance = 1.15

    private(set) var changes: [Change] = []
    private(set) var onlyInBaseline: [String] = []
    private(set) var onlyInResults: [String] = []

    init(of results: Results, with baseline: Results) {
        // A ratio without a value in the baseline counts as new.
        let known = Self.ratios(baseline).compactMapValues(\.median)
        let measured = Self.ratios(results)
        for (id, before) in known.sorted(by: { $0.key < $1.key }) {
            guard let entry = measured[id] else {
                onlyInBaseline.append(id)
                continue
            }
            changes.append(Change(id: id, before: before, now: entry.median, direction: entry.better))
        }
        onlyInResults = measured.keys.filter { known[$0] == nil }.sorted()
    }

    var worse: [Change] { changes.filter(\.isWorse) }

    private static func ratios(_ results: Results) -> [String: Results.Entry] {
        let ratios = results.figures.filter(\.isRatio).map { ($0.id, $0) }
        return Dictionary(ratios, uniquingKeysWith: { _, last in last })
    }
}
