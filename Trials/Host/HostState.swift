import FoundationEssentials

/// The state of the whole process that no handler may change.
struct HostState {
    /// The values by name, such as `descriptor 1`.
    private let parts: [String: String]

    static var current: HostState {
        var parts: [String: String] = [:]
        for descriptor in 0...2 {
            parts["descriptor \(descriptor)"] = target(of: "/proc/self/fd/\(descriptor)")
        }
        parts["working folder"] = target(of: "/proc/self/cwd")
        let environment = ProcessInfo.processInfo.environment
        parts["environment"] = environment.map { "\($0)=\($1)" }.sorted().joined(separator: "\n")
        let status = ProcessStatus.current
        parts["ignored signals"] = status["SigIgn"]
        parts["caught signals"] = status["SigCgt"]
        parts["file mode mask"] = status["Umask"]
        parts["user"] = status["Uid"]
        parts["limits"] = (try? String(contentsOf: URL(filePath: "/proc/self/limits"), encoding: .utf8)) ?? ""
        return HostState(parts: parts)
    }

    /// Returns the names of changed values.
    func changes(since earlier: HostState) -> [String] {
        parts.filter { earlier.parts[$0.key] != $0.value }.keys.sorted()
    }

    private static func target(of link: String) -> String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? "closed"
    }
}
