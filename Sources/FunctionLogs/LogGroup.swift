package import Invocations

/// The name of a log group, the same in every region.
package struct LogGroupName: Hashable, Sendable {
    private static let functionPrefix = "/aws/lambda/us-east-1."

    /// The full name, such as `/aws/lambda/us-east-1.auth`.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Creates the name that a user selected: a full name if it begins with a slash, otherwise a function's group.
    package init(selecting selection: String) {
        self = selection.hasPrefix("/") ? LogGroupName(selection) : .function(selection)
    }

    /// Returns the group that a function logs to.
    ///
    /// Its region is the one where functions are created, wherever they run. Source: `C:edge-functions-logs`.
    package static func function(_ name: String) -> LogGroupName {
        LogGroupName(functionPrefix + name)
    }

    /// Returns the group where CloudFront reports refused results.
    ///
    /// Source: `C:lambda-edge-testing-debugging`.
    package static func distribution(_ id: String) -> LogGroupName {
        LogGroupName("/aws/cloudfront/LambdaEdge/" + id)
    }

    /// The function that logs to the group; nil for other groups.
    package var function: String? {
        text.hasPrefix(Self.functionPrefix) ? String(text.dropFirst(Self.functionPrefix.count)) : nil
    }

    /// The shortest argument of ``init(selecting:)`` for this name.
    package var selection: String { function ?? text }
}

/// A log group: a name, and the region where its functions ran.
package struct LogGroup: Hashable, Sendable {
    package let name: LogGroupName
    package let region: EdgeRegion

    package init(_ name: LogGroupName, in region: EdgeRegion) {
        self.name = name
        self.region = region
    }
}
