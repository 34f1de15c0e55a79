/// The measurements of one figure, sorted; without any, minimum, median and maximum are NaN and no target is met.
struct Measurements: Sendable {
    let sorted: [Double]

    init(_ values: some Sequence<Double>) {
        sorted = values.sorted()
    }

    var count: Int { sorted.count }

    var min: Double { sorted.first ?? .nan }

    var max: Double { sorted.last ?? .nan }

    /// The median; of an even number the lower of the two in the middle.
    var median: Double { sorted.isEmpty ? .nan : sorted[(count - 1) / 2] }
}
