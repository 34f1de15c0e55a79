/// The environment variables of one instance of a function.
///
/// The edge lets nobody set variables of their own, so these are all there are; the host's never get in.
/// Source: `CL:configuration-envvars`, `C:lambda-at-edge-function-restrictions`.
public struct ReservedEnvironment: Sendable, Equatable {
    /// Names and values, in the order in which a handler sees them.
    public let variables: [(name: String, value: String)]

    /// Makes the variables of an instance that logs to `logStreamName`.
    public init(of function: FunctionConfiguration, logStreamName: String) {
        variables = [
            ("_HANDLER", function.code.handlerString),
            ("AWS_REGION", function.region),
            ("AWS_DEFAULT_REGION", function.region),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_\(function.runtime)"),
            ("AWS_LAMBDA_FUNCTION_NAME", function.edgeName),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String(function.memoryMB)),
            ("AWS_LAMBDA_FUNCTION_VERSION", function.version),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", function.logGroupName),
            ("AWS_LAMBDA_LOG_STREAM_NAME", logStreamName),
            // Credentials of a role: the SDKs look for them, so they are there, and they open nothing.
            ("AWS_ACCESS_KEY", "brink-local"),
            ("AWS_ACCESS_KEY_ID", "brink-local"),
            ("AWS_SECRET_ACCESS_KEY", "brink-local"),
            ("AWS_SESSION_TOKEN", "brink-local"),
            ("LAMBDA_TASK_ROOT", function.code.taskRoot),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
            ("LANG", "en_US.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin"),
            ("TZ", ":UTC"),
        ]
    }

    /// Tells whether two instances see the same variables in the same order.
    public static func == (one: ReservedEnvironment, other: ReservedEnvironment) -> Bool {
        one.variables.elementsEqual(other.variables, by: ==)
    }
}
