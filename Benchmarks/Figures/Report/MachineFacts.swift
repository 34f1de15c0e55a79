import Brink
import Glibc
import SystemPackage

/// The facts of the machine that figures depend on.
struct MachineFacts: Codable {
    let cores: Int
    let kernel: String
    let node: String
    let python: String

    /// Reads the facts of this machine.
    init() {
        cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        kernel = Self.line(of: "/proc/sys/kernel/osrelease")
        let versions = Dictionary(
            Diagnosis().findings.map { ($0.subject, String($0.text.prefix { $0 != " " })) },
            uniquingKeysWith: { first, _ in first }
        )
        node = versions["Node"] ?? "unknown"
        python = versions["Python"] ?? "unknown"
    }

    /// The facts in one line, for the foot of the drawing.
    var summary: String { "\(cores) cores, Linux \(kernel), Node \(node), Python \(python)" }

    private static func line(of path: String) -> String {
        let file = try? FileDescriptor.open(FilePath(path), .readOnly)
        let bytes = (try? file?.closeAfter { try file?.readAll() }) ?? []
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
