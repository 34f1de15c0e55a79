/// A region that functions run in: one with a regional edge cache in which Stacktape makes log groups.
///
/// Source: `S:shared/utils/constants.ts`.
///
/// ## Usage
///
/// ```swift
/// let frankfurt = EdgeRegion("eu-central-1")
/// let names = EdgeRegion.all.map(\.name)
/// ```
public struct EdgeRegion: Hashable, Sendable, CustomStringConvertible {
    /// The region's name, such as `eu-central-1`.
    public let name: String
    /// The code of an airport near it, as in `x-amz-cf-pop`.
    public let airport: String

    private init(_ name: String, _ airport: String) {
        self.name = name
        self.airport = airport
    }

    /// The thirteen regions.
    public static let all = [
        EdgeRegion("us-east-1", "IAD"), EdgeRegion("us-east-2", "CMH"), EdgeRegion("us-west-1", "SFO"),
        EdgeRegion("us-west-2", "HIO"), EdgeRegion("ap-south-1", "BOM"), EdgeRegion("ap-northeast-1", "NRT"),
        EdgeRegion("ap-northeast-2", "ICN"), EdgeRegion("ap-southeast-1", "SIN"),
        EdgeRegion("ap-southeast-2", "SYD"), EdgeRegion("eu-west-1", "DUB"), EdgeRegion("eu-west-2", "LHR"),
        EdgeRegion("eu-central-1", "FRA"), EdgeRegion("sa-east-1", "GRU"),
    ]

    /// The default: the region that functions are created in.
    public static let usEast1 = all[0]

    /// Looks a region up by its name; nil when functions do not run there.
    public init?(_ name: some StringProtocol) {
        guard let known = Self.all.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// The region's name.
    public var description: String { name }
}

/// A region that functions do not run in.
package struct UnknownRegion: Error, Equatable, CustomStringConvertible {
    /// The unknown name.
    package let name: String

    /// One line with the name, the likely intention and the known regions.
    package var description: String {
        let names = EdgeRegion.all.map(\.name)
        let meant = name.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        return "region \(name): expected one of \(names.joined(separator: ", "))\(meant)"
    }
}

extension EdgeRegion {
    /// Looks a region up by its name; throws when functions do not run there.
    package init(validating name: String) throws(UnknownRegion) {
        guard let region = EdgeRegion(name) else { throw UnknownRegion(name: name) }
        self = region
    }
}
