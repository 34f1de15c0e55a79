import Glibc

/// A standard stream of the process, written straight to its descriptor: no buffer is shared with anybody.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// Whether a person reads this on a terminal, and did not ask for plain text.
    var isColourful: Bool { unsafe isTerminal && getenv("NO_COLOR") == nil }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    func write(line: String) {
        write(Array((line + "\n").utf8))
    }

    /// Writes all of it.
    ///
    /// A stream that nobody reads any more takes nothing, which is no error of ours.
    func write(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + written },
                    bytes.count - written
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}

extension StandardStream {
    /// Keeps standard output for the caller alone: what others write to descriptor 1 from now on goes where
    /// standard error goes.
    static func takeOutput() -> StandardStream {
        let own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard own >= 0 else { return .output }
        dup2(STDERR_FILENO, STDOUT_FILENO)
        return StandardStream(descriptor: own)
    }
}
