import SystemPackage

/// A path in a manifest, as written and resolved.
package struct ManifestPath: Sendable, Hashable {
    /// The path as written, relative to the manifest's folder or absolute.
    package let written: String
    /// The absolute path, without `.` and `..`.
    package let absolute: String
    /// Its position in the manifest.
    package let position: SourcePosition

    /// Resolves a path against the manifest's folder.
    package init(_ written: String, in folder: String, at position: SourcePosition) {
        self.written = written
        self.position = position
        absolute = Self.resolved(written, in: folder)
    }

    /// Resolves a path against a folder.
    static func resolved(_ path: String, in folder: String) -> String {
        FilePath(folder).pushing(FilePath(path)).lexicallyNormalized().string
    }
}
