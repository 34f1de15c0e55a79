import FoundationEssentials
import NodeRuntime
import PythonRuntime
import SystemPackage

/// What this host found on the machine, and what it lacks.
public struct Diagnosis: Sendable {
    /// One thing that the host uses.
    public struct Finding: Sendable {
        /// What it is.
        public let subject: String
        /// Its version and where it is, or what is missing without it.
        public let text: String
        /// The Debian package to install, when it is missing.
        public let package: String?
    }

    /// All that the host uses, in the order in which a person would check it.
    public let findings: [Finding]

    /// Looks at the machine.
    ///
    /// No interpreter is started.
    public init() {
        let libraries = Self.loadedLibraries()
        findings = [
            Self.interpreter("Node", EmbeddedNode.shared.embeddedVersion, "libnode.so", libraries),
            Self.interpreter("Python", EmbeddedPython.shared.embeddedVersion, "libpython3", libraries),
            Self.pythonLibrary(EmbeddedPython.shared.embeddedVersion),
            Self.esbuild(),
            Self.pip(),
        ]
    }

    private static func interpreter(
        _ subject: String,
        _ version: String,
        _ library: String,
        _ libraries: [String]
    ) -> Finding {
        let place = libraries.first { $0.contains("/" + library) } ?? "linked into the program"
        return Finding(subject: subject, text: "\(version) (\(place))", package: nil)
    }

    private static func pythonLibrary(_ version: String) -> Finding {
        let folder = "/usr/lib/python\(version.split(separator: ".").prefix(2).joined(separator: "."))"
        let isThere = FileManager.default.fileExists(atPath: folder + "/os.py")
        return Finding(
            subject: "stdlib",
            text: isThere ? folder : "\(folder) is not there: no Python handler can run",
            package: isThere ? nil : "libpython3-stdlib"
        )
    }

    private static func esbuild() -> Finding {
        guard let program = Bundler.program else {
            return Finding(
                subject: "esbuild",
                text: "not found: no TypeScript handler can run",
                package: "esbuild"
            )
        }
        return Finding(subject: "esbuild", text: program, package: nil)
    }

    private static func pip() -> Finding {
        let folder = "/usr/lib/python3/dist-packages/pip"
        let isThere = FileManager.default.fileExists(atPath: folder)
        return Finding(
            subject: "pip",
            text: isThere ? folder : "not found: nothing that a packageManagerFile lists can be installed",
            package: isThere ? nil : "python3-pip"
        )
    }

    /// The files that the kernel says are mapped into this process.
    private static func loadedLibraries() -> [String] {
        let descriptor = try? FileDescriptor.open(FilePath("/proc/self/maps"), .readOnly)
        let maps = (try? descriptor?.closeAfter { try descriptor?.readAll() }) ?? []
        let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    }
}
