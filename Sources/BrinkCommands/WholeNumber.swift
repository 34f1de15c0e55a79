/// Reads whole numbers of a range as options' values; says which are expected otherwise.
func wholeNumber(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
    { text in
        if let number = Int(text), range.contains(number) { return number }
        throw WholeNumberError(range: range)
    }
}

/// A text that is no number of a range.
struct WholeNumberError: Error, CustomStringConvertible {
    let range: ClosedRange<Int>

    var description: String {
        range.upperBound == .max
            ? "expected a whole number, at least \(range.lowerBound)"
            : "expected \(range.lowerBound) to \(range.upperBound)"
    }
}
