import Glibc
import SystemPackage

/// A standard stream of the process, written straight to its descriptor: no buffer is shared with anybody.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: .standardOutput)
    static let error = StandardStream(descriptor: .standardError)

    let descriptor: FileDescriptor

    /// Whether a person reads this on a terminal, and did not ask for plain text.
    var isColourful: Bool { unsafe isTerminal && getenv("NO_COLOR") == nil }

    var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    func write(line: String) {
        write(Array((line + "\n").utf8))
    }

    /// Says something in the program's own name, in one line.
    func note(_ message: String) {
        write(line: "brink: " + message.inOneLine)
    }

    /// Writes all of it.
    ///
    /// A stream that nobody reads any more takes nothing, which is no error of ours.
    func write(_ bytes: [UInt8]) {
        _ = try? descriptor.writeAll(bytes)
    }

    /// Keeps standard output for the caller alone: what others write to descriptor 1 from now on goes where
    /// standard error goes.
    static func takeOutput() -> StandardStream {
        guard let own = try? FileDescriptor.standardOutput.duplicate() else { return .output }
        _ = fcntl(own.rawValue, F_SETFD, FD_CLOEXEC)
        _ = try? FileDescriptor.standardError.duplicate(as: .standardOutput)
        return StandardStream(descriptor: own)
    }
}
