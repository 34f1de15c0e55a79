/// A Lambda runtime as a function declares it, such as `nodejs22.x` or `python3.13`.
///
/// The declared runtime decides which of the platform's rules a handler is held to, whatever version of the
/// interpreter is embedded. Source: `C:lambda-at-edge-function-restrictions`, and the product page's list.
public struct RuntimeIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The languages that Lambda@Edge runs.
    public enum Language: String, Sendable, CaseIterable {
        case node
        case python
    }

    /// The language of the runtime.
    public let language: Language

    /// The part of the version that tells one runtime of a language from another: 22 in `nodejs22.x`, 13 in
    /// `python3.13`.
    public let release: Int

    private init(_ language: Language, _ release: Int) {
        self.language = language
        self.release = release
    }

    /// Every runtime that a function may declare, oldest first in each language.
    public static let all: [RuntimeIdentifier] =
        [18, 20, 22, 24].map { .init(.node, $0) } + (8...14).map { .init(.python, $0) }

    /// Reads a runtime's name as it stands in a manifest; `nil` when the edge has no such runtime.
    public init?(_ name: some StringProtocol) {
        guard let known = Self.all.first(where: { $0.description == name }) else { return nil }
        self = known
    }

    /// Picks the runtime that a version of an embedded interpreter is: Node by its major version, Python 3 by
    /// its minor one.
    ///
    /// Outside the platform's range the nearest runtime is taken.
    public init(nearest release: Int, of language: Language) {
        let releases = Self.all.filter { $0.language == language }.map(\.release)
        let lowest = releases.min() ?? release
        let highest = releases.max() ?? release
        let within = min(max(release, lowest), highest)
        self.init(language, releases.last { $0 <= within } ?? within)
    }

    /// The name as the platform writes it.
    public var description: String {
        switch language {
        case .node: "nodejs\(release).x"
        case .python: "python3.\(release)"
        }
    }
}
