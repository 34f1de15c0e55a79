/// A measured quantity with its target.
struct Figure: Sendable {
    /// The better direction of a figure.
    enum Direction: String, Codable, Sendable {
        case lowerIsBetter = "lower"
        case higherIsBetter = "higher"
    }

    /// The identifier across runs, such as `warm.node.batch`.
    let id: String
    let name: String
    let unit: String
    /// The reference of a ratio, such as `node -e 0`.
    let yardstick: String?
    let direction: Direction
    let values: Measurements
    /// The target in words; nil for figures that only inform.
    let target: String?
    let isMet: Bool?

    /// Creates a quantity with a unit, which depends on the machine.
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

    /// Creates a ratio to a reference of the same run, which can be compared between machines.
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

    /// True if it can be compared between machines.
    var isRatio: Bool { yardstick != nil }

    /// The name with its unit or reference.
    var title: String { yardstick.map { "\(name) / \($0)" } ?? "\(name), \(unit)" }
}

/// A target: in words, and as a condition.
struct Target {
    let words: String
    let isMet: (Measurements) -> Bool

    init(_ words: String, isMet: @escaping (Measurements) -> Bool) {
        self.words = words
        self.isMet = isMet
    }

    static func median(atMost limit: Double) -> Target {
        Target("median at most \(limit.tickText)") { $0.median <= limit }
    }

    static func median(atLeast limit: Double) -> Target {
        Target("median at least \(limit.tickText)") { $0.median >= limit }
    }

    static func all(atMost limit: Double) -> Target {
        Target("at most \(limit.tickText)") { $0.max <= limit }
    }
}
