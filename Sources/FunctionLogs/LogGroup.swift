public import HandlerRuntime

/// The name of a log group, which is the same in every region.
public struct LogGroupName: Hashable, Sendable, CustomStringConvertible {
    private static let functionPrefix = "/aws/lambda/us-east-1."

    /// The whole name, such as `/aws/lambda/us-east-1.auth`.
    public let text: String

    /// Takes a whole name as it is.
    public init(_ text: String) {
        self.text = text
    }

    /// Names what was asked for: a whole name when it begins with a slash, otherwise a function's.
    public init(selecting selection: String) {
        self = selection.hasPrefix("/") ? LogGroupName(selection) : .function(selection)
    }

    /// Names the group that a function logs to.
    ///
    /// The region in it is the one where functions are created, wherever they run. Source: `C:edge-functions-logs`.
    public static func function(_ name: String) -> LogGroupName {
        LogGroupName(functionPrefix + name)
    }

    /// Names the group where CloudFront itself tells of results that it refused.
    ///
    /// Source: `C:lambda-edge-testing-debugging`.
    public static func distribution(_ id: String) -> LogGroupName {
        LogGroupName("/aws/cloudfront/LambdaEdge/" + id)
    }

    /// The function whose group this is; nil when it is no function's.
    public var function: String? {
        text.hasPrefix(Self.functionPrefix) ? String(text.dropFirst(Self.functionPrefix.count)) : nil
    }

    /// The shortest text that ``init(selecting:)`` makes this name of.
    public var selection: String { function ?? text }

    /// The whole name.
    public var description: String { text }
}

/// A log group: a name, and the region where the functions ran that logged to it.
public struct LogGroup: Hashable, Sendable {
    /// Its name.
    public let name: LogGroupName
    /// Where it is.
    public let region: EdgeRegion

    /// Describes a group.
    public init(_ name: LogGroupName, in region: EdgeRegion) {
        self.name = name
        self.region = region
    }
}
