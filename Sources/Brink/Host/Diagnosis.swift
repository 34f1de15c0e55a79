import FoundationEssentials
import NodeRuntime
import PythonRuntime
import SystemPackage

/// The interpreters and tools that Brink found on this machine, and those that are missing.
///
/// ## Usage
///
/// ```swift
/// let missing = Diagnosis().findings.compactMap(\.package)
/// if !missing.isEmpty { print("apt-get install \(missing.joined(separator: " "))") }
/// ```
public struct Diagnosis: Sendable {
    /// An interpreter, library or tool.
    public struct Finding: Sendable {
        /// The name.
        public let subject: String
        /// The version and the path, or what does not work without it.
        public let text: String
        /// The Debian package to install if it is missing.
        public let package: String?
    }

    /// All findings: interpreters first, then tools.
    public let findings: [Finding]

    /// Examines the machine without starting anything; versions of tools are left out.
    public init() {
        self.init(esbuild: Esbuild.candidates(for: FileManager.default.currentDirectoryPath).first)
    }

    /// Examines the machine, and runs tools for their versions.
    package static func withVersions() async -> Diagnosis {
        let esbuild = await Esbuild.find(for: FileManager.default.currentDirectoryPath)
        return Diagnosis(esbuild: esbuild.map { "\($0.version) (\($0.path))" })
    }

    private init(esbuild: String?) {
        let libraries = Self.loadedLibraries()
        let python = EmbeddedPython.shared.embeddedVersion
        let stdlib = "/usr/lib/python\(python.split(separator: ".").prefix(2).joined(separator: "."))"
        let pip = "/usr/lib/python3/dist-packages/pip"
        findings = [
            Finding("Node", EmbeddedNode.shared.embeddedVersion, library: "libnode.so", of: libraries),
            Finding("Python", python, library: "libpython3", of: libraries),
            Finding(
                "stdlib",
                at: Self.exists(stdlib + "/os.py") ? stdlib : nil,
                missing: "\(stdlib) not found: Python handlers cannot run",
                "libpython3-stdlib"
            ),
            Finding(
                "esbuild",
                at: esbuild,
                missing: "not found: TypeScript handlers cannot run",
                "esbuild"
            ),
            Finding(
                "pip",
                at: Self.exists(pip) ? pip : nil,
                missing: "not found: packages in a packageManagerFile cannot be installed",
                "python3-pip"
            ),
        ]
    }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Returns the files that are mapped into this process.
    private static func loadedLibraries() -> [String] {
        let descriptor = try? FileDescriptor.open(FilePath("/proc/self/maps"), .readOnly)
        let maps = (try? descriptor?.closeAfter { try descriptor?.readAll() }) ?? []
        let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    }
}

extension Diagnosis.Finding {
    fileprivate init(_ interpreter: String, _ version: String, library: String, of libraries: [String]) {
        let path = libraries.first { $0.contains("/" + library) } ?? "linked into the program"
        self.init(subject: interpreter, text: "\(version) (\(path))", package: nil)
    }

    fileprivate init(_ tool: String, at path: String?, missing: String, _ package: String) {
        self.init(subject: tool, text: path ?? missing, package: path == nil ? package : nil)
    }
}
