/// Choices about errors, logs and the runtime that bind the rest of Brink (docs/platform.md, "Choices").
extension Rule {
    static let outcomeSection = [
        outcomeExecutionStatus, outcomeTimeout, outcomeLogGroup, outcomeFunctionName, outcomeFunctionARN,
        outcomeCustomErrorPages, outcomeNotCached, outcomeExit, outcomeCallback,
    ]

    static let outcomeExecutionStatus = Rule(
        "outcome.execution-status",
        "The viewer gets 503 when a handler fails.",
        source: "DOC C:http-503-service-unavailable",
        choice: 1
    )
    static let outcomeTimeout = Rule(
        "outcome.timeout",
        "The viewer gets 503, as for an execution error, when a handler times out.",
        source: "DOC C:standard-logs-reference; OBS I:serverless-nextjs/serverless-next.js#2014",
        choice: 2
    )
    static let outcomeLogGroup = Rule(
        "outcome.log-group",
        "The log group is `/aws/lambda/us-east-1.<function>` in every Region.",
        source: "DOC C:edge-functions-logs",
        choice: 7
    )
    static let outcomeFunctionName = Rule(
        "outcome.function-name",
        "`context.functionName` is `us-east-1.<name>` by default.",
        choice: 24
    )
    static let outcomeFunctionARN = Rule(
        "outcome.function-arn",
        "The invoked ARN is `arn:aws:lambda:us-east-1:<account>:function:<name>:<version>`.",
        choice: 25
    )
    static let outcomeCustomErrorPages = Rule(
        "outcome.custom-error-pages",
        "A distribution's custom error pages do not replace the 502 and 503 that functions cause.",
        choice: 26
    )
    static let outcomeNotCached = Rule(
        "outcome.not-cached",
        "The 502 and 503 that functions cause are not cached.",
        choice: 27
    )
    static let outcomeExit = Rule(
        "outcome.exit",
        "A Node 24 handler that exits or never settles causes 503 with `Runtime.ExitError`.",
        choice: 29
    )
    static let outcomeCallback = Rule(
        "outcome.node-24",
        "Node 24 is supported; a handler that takes a callback fails on it.",
        source: "DOC C:lambda-at-edge-function-restrictions; N4:function/callback-deprecation.ts",
        choice: 32
    )
}
