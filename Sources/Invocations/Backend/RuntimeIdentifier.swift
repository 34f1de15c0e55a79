/// A Lambda runtime as a function declares it, such as `nodejs22.x` or `python3.13`.
///
/// The declared runtime selects the platform's rules for a handler, whatever version of the interpreter is embedded
/// (`docs/platform.md`, "Runtimes"). Source: `C:lambda-at-edge-function-restrictions`, and the product page's list.
///
/// ## Usage
///
/// ```swift
/// let declared = RuntimeIdentifier("nodejs22.x")
/// let unknown = RuntimeIdentifier("ruby3.3")  // nil
/// let nearest = RuntimeIdentifier(nearest: 21, of: .node)  // nodejs20.x
/// ```
public struct RuntimeIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The languages that Lambda@Edge runs.
    public enum Language: String, Sendable, CaseIterable {
        case node
        case python
    }

    /// The language of the runtime.
    public let language: Language

    /// The number that identifies the runtime among those of its language: 22 in `nodejs22.x`, 13 in `python3.13`.
    public let release: Int

    private init(_ language: Language, _ release: Int) {
        self.language = language
        self.release = release
    }

    /// Every runtime that a function may declare, oldest first in each language.
    public static let all: [RuntimeIdentifier] =
        [18, 20, 22, 24].map { .init(.node, $0) } + (8...14).map { .init(.python, $0) }

    /// Parses a runtime's name as in a manifest; nil when the edge has no such runtime.
    public init?(_ name: some StringProtocol) {
        guard let known = Self.all.first(where: { $0.description == name }) else { return nil }
        self = known
    }

    /// Selects the runtime for a version of an interpreter: Node's major version, or Python 3's minor version.
    ///
    /// A version between two runtimes selects the older one; one outside the platform's range, the nearest.
    public init(nearest release: Int, of language: Language) {
        let releases = Self.all.filter { $0.language == language }.map(\.release)
        self.init(language, releases.last { $0 <= release } ?? releases[0])
    }

    /// The name as the platform writes it.
    public var description: String {
        switch language {
        case .node: "nodejs\(release).x"
        case .python: "python3.\(release)"
        }
    }
}
