/// A region that functions run in: one of those with a regional edge cache that the product makes log groups in
/// (S:shared/utils/constants.ts).
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

    /// The region that functions are created in, and the default.
    public static let usEast1 = all[0]

    /// Finds a region by its name; nil when functions do not run there.
    public init?(_ name: some StringProtocol) {
        guard let known = Self.all.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// The region's name.
    public var description: String { name }
}
