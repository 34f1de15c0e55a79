/// Tells a person at a terminal how far a long piece of work is; tells nobody else anything.
struct Progress {
    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(200)

    private let stream = StandardStream.error
    private let what: String
    private let total: Int
    private let began = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    /// Begins to count; nothing is shown in the first second.
    init(_ what: String, total: Int) {
        self.what = what
        self.total = total
    }

    /// Shows how many are done, if it is time to.
    mutating func show(done: Int) {
        let now = ContinuousClock.now
        guard stream.isTerminal, now - began > Self.patience else { return }
        if let lastShown, now - lastShown < Self.pause { return }
        lastShown = now
        stream.write(Array("\r\(what): \(done) of \(total)".utf8))
    }

    /// Takes the line away again.
    func finish() {
        guard lastShown != nil else { return }
        stream.write(Array("\r\u{1B}[K".utf8))
    }
}
