/// A progress line on standard error for work that takes over a second, shown only on a terminal.
package struct Progress {
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(200)

    private let stream = StandardStream.error
    private let label: String
    private let total: Int
    private let startedAt = ContinuousClock.now
    private var lastShownAt: ContinuousClock.Instant?

    package init(_ label: String, total: Int) {
        self.label = label
        self.total = total
    }

    /// Updates the line, at most five times a second.
    package mutating func show(done: Int) {
        let now = ContinuousClock.now
        guard stream.isTerminal, now - startedAt > Self.delay else { return }
        if let lastShownAt, now - lastShownAt < Self.interval { return }
        lastShownAt = now
        stream.write(Array("\r\(label): \(done) of \(total)".utf8))
    }

    /// Removes the line.
    package func finish() {
        guard lastShownAt != nil else { return }
        stream.write(Array("\r\u{1B}[K".utf8))
    }
}
