import TerminalOutput

/// Prints what would be refused at deployment, and warnings, in a line each on standard output.
struct CheckReport {
    private var isRefused = false
    private var isClean = true

    mutating func add(_ rule: String, _ text: String, isRefusal: Bool, at position: String? = nil) {
        isRefused = isRefused || isRefusal
        isClean = false
        let prefix = position.map { "\($0): " } ?? ""
        StandardStream.output.write(line: "\(prefix)\(isRefusal ? "refused" : "warning")  \(rule)  \(text)")
    }

    /// Ends the check of a file: throws `ExitStatus.refused` if anything would be refused.
    func finish(_ file: String) throws {
        if isRefused { throw ExitStatus.refused }
        if isClean { StandardStream.output.write(line: "nothing found: \(file) can be deployed") }
    }
}
