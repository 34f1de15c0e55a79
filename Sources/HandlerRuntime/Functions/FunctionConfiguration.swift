package import Invocations

/// A Lambda@Edge function as it would be published: its code, its runtime and its limits.
package struct FunctionConfiguration: Sendable, Equatable {
    /// The function's name, without the `us-east-1.` prefix that it has at the edge.
    package var name: String

    /// The published version, which at the edge is always a number.
    package var version: String

    /// The location of the handler.
    package var code: HandlerCode

    /// The declared runtime.
    package var runtime: RuntimeIdentifier

    /// The memory that the handler may use, in MB of 1,048,576 bytes; the platform's default is 128.
    package var memoryMB: Int

    /// The time that one invocation may take; the platform's default is 3 s.
    package var timeout: Duration

    /// The region that the function runs in: `AWS_REGION`.
    package var region: String

    /// Creates a function with the platform's defaults.
    package init(
        name: String,
        version: String = "1",
        code: HandlerCode,
        runtime: RuntimeIdentifier,
        memoryMB: Int = 128,
        timeout: Duration = .seconds(3),
        region: String = "us-east-1"
    ) {
        self.name = name
        self.version = version
        self.code = code
        self.runtime = runtime
        self.memoryMB = memoryMB
        self.timeout = timeout
        self.region = region
    }

    /// The function's name at the edge, which is prefixed with the region where it was created.
    ///
    /// See `docs/platform.md`, "Choices".
    package var edgeName: String { "us-east-1.\(name)" }

    /// The log group of the function, in the region where it runs.
    ///
    /// Source: `C:edge-functions-logs`.
    package var logGroupName: String { "/aws/lambda/\(edgeName)" }

    /// The ARN that invocations are addressed to (`docs/platform.md`, "Choices").
    package var invokedFunctionArn: String {
        "arn:aws:lambda:us-east-1:123456789012:function:\(name):\(version)"
    }
}
