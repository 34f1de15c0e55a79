/// Collects problems while a manifest is read.
final class Problems {
    private let file: String
    private var errors: Set<ManifestProblem> = []
    private var warnings: Set<ManifestProblem> = []

    init(file: String) { self.file = file }

    /// Records an error.
    func refuse(_ message: String, at position: SourcePosition) {
        errors.insert(ManifestProblem(file: file, position: position, message: message))
    }

    /// Records a warning.
    func warn(_ message: String, at position: SourcePosition) {
        warnings.insert(ManifestProblem(file: file, position: position, message: message))
    }

    /// The errors, sorted by position.
    var sortedErrors: [ManifestProblem] { Self.sorted(errors) }

    /// The warnings, sorted by position.
    var sortedWarnings: [ManifestProblem] { Self.sorted(warnings) }

    private static func sorted(_ problems: Set<ManifestProblem>) -> [ManifestProblem] {
        problems.sorted { ($0.position, $0.message) < ($1.position, $1.message) }
    }
}
