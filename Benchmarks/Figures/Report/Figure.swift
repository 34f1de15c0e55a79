/// One thing that is measured, and what was promised of it.
struct Figure: Sendable {
    /// Which way a figure should go.
    enum Direction: String, Codable, Sendable {
        case lowerIsBetter = "lower"
        case higherIsBetter = "higher"
    }

    /// What the figure is known by from run to run, such as `warm.node.batch`.
    let id: String
    let name: String
    let unit: String
    /// What a ratio is measured against, such as `node -e 0`.
    let yardstick: String?
    let direction: Direction
    let values: Measurements
    /// What was promised, in words; a figure without a target only informs.
    let target: String?
    let isMet: Bool?

    /// A quantity with a unit, which says something of the machine that it was measured on.
    init(
        _ id: String,
        _ name: String,
        unit: String,
        _ values: some Sequence<Double>,
        better direction: Direction = .lowerIsBetter,
        target: Target? = nil
    ) {
        self.init(id, name, unit, nil, direction, Measurements(values), target)
    }

    /// A ratio to something that was measured in the same run, which may be compared between machines.
    init(
        _ id: String,
        _ name: String,
        ratioTo yardstick: String,
        _ values: some Sequence<Double>,
        better direction: Direction = .lowerIsBetter,
        target: Target? = nil
    ) {
        self.init(id, name, "times", yardstick, direction, Measurements(values), target)
    }

    private init(
        _ id: String,
        _ name: String,
        _ unit: String,
        _ yardstick: String?,
        _ direction: Direction,
        _ values: Measurements,
        _ target: Target?
    ) {
        self.id = id
        self.name = name
        self.unit = unit
        self.yardstick = yardstick
        self.direction = direction
        self.values = values
        self.target = target?.words
        self.isMet = target?.isMet(values)
    }

    /// Whether it may be compared between machines.
    var isRatio: Bool { yardstick != nil }

    /// The name with its unit or its yardstick.
    var title: String { yardstick.map { "\(name) / \($0)" } ?? "\(name), \(unit)" }
}

/// What was promised: in words, and as a condition.
struct Target {
    let words: String
    let isMet: (Measurements) -> Bool

    init(_ words: String, isMet: @escaping (Measurements) -> Bool) {
        self.words = words
        self.isMet = isMet
    }
}
