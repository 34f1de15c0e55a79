/// Collects what is found while a manifest is read.
final class Problems {
    private let file: String
    private var errors: Set<ManifestProblem> = []
    private var warnings: Set<ManifestProblem> = []

    init(file: String) { self.file = file }

    /// Takes note of something that is wrong.
    func refuse(_ message: String, at place: Place) {
        errors.insert(ManifestProblem(file: file, place: place, message: message))
    }

    /// Takes note of something that somebody should know.
    func warn(_ message: String, at place: Place) {
        warnings.insert(ManifestProblem(file: file, place: place, message: message))
    }

    /// What is wrong, in order of place.
    var sortedErrors: [ManifestProblem] { Self.sorted(errors) }

    /// What somebody should know, in order of place.
    var sortedWarnings: [ManifestProblem] { Self.sorted(warnings) }

    private static func sorted(_ problems: Set<ManifestProblem>) -> [ManifestProblem] {
        problems.sorted { ($0.place, $0.message) < ($1.place, $1.message) }
    }
}
