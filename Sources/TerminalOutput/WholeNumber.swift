import ArgumentParser

/// Parses whole numbers in a range as an option's values.
package func wholeNumber(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
    { text in
        if let number = Int(text), range.contains(number) { return number }
        throw ValidationError(
            range.upperBound == .max
                ? "expected a whole number, at least \(range.lowerBound)"
                : "expected \(range.lowerBound) to \(range.upperBound)"
        )
    }
}
