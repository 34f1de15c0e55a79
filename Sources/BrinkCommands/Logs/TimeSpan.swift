import ArgumentParser

/// A length of time as written on the command line: `90s`, `10m`, `2h`, `3d`.
struct TimeSpan: Sendable {
    /// At most the milliseconds of a hundred thousand years.
    private let milliseconds: Int64

    private static let units: [Character: Int64] = [
        "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]
    private static let maximum: Int64 = 36_525_000 * 86_400_000

    /// Parses a whole number with a unit, as an option's value.
    @Sendable
    init(parsing text: String) throws {
        guard
            let unit = text.last.flatMap({ Self.units[$0] }),
            text.dropLast().utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(text.dropLast())
        else {
            throw ValidationError("expected a number and a unit, such as 90s, 10m, 2h or 3d")
        }
        let (product, overflows) = number.multipliedReportingOverflow(by: unit)
        guard !overflows, product <= Self.maximum else {
            throw ValidationError("expected at most \(Self.maximum / 86_400_000)d")
        }
        milliseconds = product
    }

    /// Returns the time this long before another, both in milliseconds since 1970.
    func before(_ time: Int64) -> Int64 { time - milliseconds }
}
