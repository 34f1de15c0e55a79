/// One Lambda@Edge function as it would be published: its code, its runtime and what it is held to.
public struct FunctionConfiguration: Sendable, Equatable {
    /// The function's name, without the `us-east-1.` prefix that the edge puts before it.
    public var name: String

    /// The published version: at the edge always a number.
    public var version: String

    /// Where the handler is.
    public var code: HandlerCode

    /// The declared runtime.
    public var runtime: RuntimeIdentifier

    /// The memory that the handler may use, in MB of 1,048,576 bytes.
    ///
    /// Product page: 128 unless set.
    public var memoryMB: Int

    /// The time that one invocation may take.
    ///
    /// Product page: 3 s unless set.
    public var timeout: Duration

    /// The region that the function runs in: `AWS_REGION`.
    public var region: String

    /// Describes a function; what is left out has the product page's default.
    public init(
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

    /// The name that the function goes by where it runs; it was created in `us-east-1`, which the edge puts
    /// before the name everywhere (spec section 7, row 24).
    public var edgeName: String { "us-east-1.\(name)" }

    /// The log group that the function writes to, in the region where it runs.
    ///
    /// Source: `C:edge-functions-logs`.
    public var logGroupName: String { "/aws/lambda/\(edgeName)" }

    /// The ARN that an invocation is addressed to (spec section 7, row 25).
    public var invokedFunctionArn: String {
        "arn:aws:lambda:us-east-1:123456789012:function:\(name):\(version)"
    }
}
