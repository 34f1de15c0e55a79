/// A length of time as one writes it on the command line: `90s`, `10m`, `2h`, `3d`.
struct TimeSpan: Equatable {
    /// Milliseconds, at most those of a hundred thousand years.
    let milliseconds: Int64

    private static let units: [Character: Int64] = [
        "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]
    private static let maximum: Int64 = 36_525_000 * 86_400_000

    /// Reads a whole number and a unit.
    init(parsing text: String) throws(TimeSpanError) {
        guard
            let unit = text.last.flatMap({ Self.units[$0] }),
            text.dropLast().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(text.dropLast())
        else {
            throw TimeSpanError(
                text: text,
                problem: "expected a number and a unit, such as 90s, 10m, 2h or 3d"
            )
        }
        let (product, isTooLong) = number.multipliedReportingOverflow(by: unit)
        guard !isTooLong, product <= Self.maximum else {
            throw TimeSpanError(text: text, problem: "expected at most \(Self.maximum / 86_400_000)d")
        }
        milliseconds = product
    }

    /// The moment that was so long before another, both in milliseconds since 1970.
    func before(_ moment: Int64) -> Int64 { moment - milliseconds }
}

/// A length of time that cannot be understood.
struct TimeSpanError: Error, CustomStringConvertible {
    let text: String
    let problem: String

    var description: String { "since \(text): \(problem)" }
}
