import Brink
import Glibc
import SystemPackage

/// What a reader of figures must know of the machine.
struct MachineFacts: Codable {
    let cores: Int
    let kernel: String
    let node: String
    let python: String

    /// Looks at this machine.
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

    /// The facts in one line, for a drawing's foot.
    var summary: String { "\(cores) cores, Linux \(kernel), Node \(node), Python \(python)" }

    private static func line(of path: String) -> String {
        let file = try? FileDescriptor.open(FilePath(path), .readOnly)
        let bytes = (try? file?.closeAfter { try file?.readAll() }) ?? []
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
