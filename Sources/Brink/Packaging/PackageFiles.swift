/// Patterns of files to add to a package or to leave out.
package struct PackageFiles: Sendable, Equatable {
    /// The absolute path of the folder that the patterns are relative to.
    package var folder: String
    /// The files to add, at their relative paths.
    package var included: [String]
    /// The files to leave out, even if something else adds them.
    package var excluded: [String]

    /// Creates patterns.
    package init(of folder: String, included: [String] = [], excluded: [String] = []) {
        self.folder = folder
        self.included = included
        self.excluded = excluded
    }
}
