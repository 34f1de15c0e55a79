/// A region that functions do not run in.
public struct UnknownRegion: Error, Equatable, CustomStringConvertible {
    /// The name that was given.
    public let name: String

    /// What was given, what was perhaps meant, and what there is, in one line.
    public var description: String {
        let names = EdgeRegion.all.map(\.name)
        let meant = name.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        return "region \(name): expected one of \(names.joined(separator: ", "))\(meant)"
    }
}

extension EdgeRegion {
    /// Finds a region by its name.
    ///
    /// - Throws: ``UnknownRegion`` when functions do not run there.
    public init(validating name: String) throws(UnknownRegion) {
        guard let region = EdgeRegion(name) else { throw UnknownRegion(name: name) }
        self = region
    }
}
