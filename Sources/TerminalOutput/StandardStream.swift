import Glibc
package import SystemPackage

/// A standard stream of the process, written to its descriptor without a buffer.
///
/// The host writes to duplicates of descriptors 1 and 2, which handlers in its process may close or replace.
package struct StandardStream: Sendable {
    package static let output = StandardStream(
        descriptor: HostDescriptors.privateDuplicate(of: .standardOutput)
    )
    package static let error = StandardStream(
        descriptor: HostDescriptors.privateDuplicate(of: .standardError)
    )

    /// The name that this process was started under, for lines in its own name.
    private static let programName =
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "brink"

    package let descriptor: FileDescriptor

    /// Writes to any descriptor as to a standard stream.
    package init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    package var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    /// True on a terminal, unless `NO_COLOR` is set.
    package var showsColor: Bool { unsafe isTerminal && getenv("NO_COLOR") == nil }

    package func write(line: String) {
        write(Array((line + "\n").utf8))
    }

    /// Writes a message in the program's own name, in one line.
    package func note(_ message: String) {
        write(line: "\(Self.programName): \(message.inOneLine)")
    }

    /// Writes all bytes; a closed reader is not an error.
    package func write(_ bytes: [UInt8]) {
        _ = try? descriptor.writeAll(bytes)
    }

    /// Reserves standard output for the returned stream.
    ///
    /// Whatever else writes to descriptor 1 from now on, such as a handler, ends up on standard error.
    package static func claimOutput() -> StandardStream {
        // Duplicated before it is replaced.
        let claimed = output
        _ = try? error.descriptor.duplicate(as: .standardOutput)
        return claimed
    }
}
