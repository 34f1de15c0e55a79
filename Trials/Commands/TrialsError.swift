/// Why the program could not do what it was asked for, in one line.
struct TrialsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
