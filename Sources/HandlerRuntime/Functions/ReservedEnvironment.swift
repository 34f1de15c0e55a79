import Invocations

/// The environment variables of one instance of a function (`docs/platform.md`, "Environment variables").
///
/// Functions at the edge cannot have variables of their own, and the host's are never passed on; so these are all.
/// Source: `CL:configuration-envvars`, `C:lambda-at-edge-function-restrictions`.
package struct ReservedEnvironment: Sendable {
    /// Names and values, in the order in which a handler sees them.
    package let variables: [(name: String, value: String)]

    /// Creates the variables of an instance that logs to `logStreamName`.
    package init(of function: FunctionConfiguration, logStreamName: String) {
        var variables = [
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
            // The SDKs look for the credentials of a role; these grant nothing.
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
        if function.runtime.language == .node {
            let layers = "/opt/nodejs/node\(function.runtime.release)/node_modules:/opt/nodejs/node_modules"
            let runtime = "/var/runtime/node_modules:/var/runtime"
            variables.append(("NODE_PATH", "\(layers):\(runtime):\(function.code.taskRoot)"))
        }
        self.variables = variables
    }
}
