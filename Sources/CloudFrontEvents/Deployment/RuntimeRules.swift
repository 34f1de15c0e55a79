/// Rules for runtimes and handler strings.
extension Rule {
    static let runtimeSection = [
        runtimeSupported, runtimeDeprecated, runtimeDeprecatedSoon, runtimeLowered, handlerForm, handlerPath,
    ]

    static let runtimeSupported = Rule(
        "runtime.supported",
        "The runtime is a version of Node.js or Python that Lambda@Edge supports.",
        says: .seen(
            response: "The function has a runtime that is not supported by Lambda@Edge: {value} "
                + "Function: {arn} Supported runtimes: [{expected}]",
            in: "I:Widen/cloudfront-auth#59"
        ),
        source: "DOC C:lambda-at-edge-function-restrictions, CL:lambda-runtimes; Stacktape's page; "
            + "OBS I:Widen/cloudfront-auth#59"
    )
    static let runtimeDeprecated = Rule(
        "runtime.deprecated",
        "Functions with a deprecated runtime cannot be created or updated; existing functions keep running.",
        says: .ours(
            response: "The runtime {value} is deprecated; functions with it cannot be created or updated."
        ),
        source: "DOC C:lambda-at-edge-function-restrictions"
    )
    static let runtimeDeprecatedSoon = Rule(
        "runtime.deprecated-soon",
        "`nodejs20.x` is deprecated from 2026-04-30.",
        says: .ours(response: "The runtime {value} is deprecated from 2026-04-30."),
        .warned,
        source: "DOC CL:lambda-runtimes"
    )
    static let runtimeLowered = Rule(
        "runtime.lowered",
        "Stacktape silently lowers versions of Node.js above 22 to `nodejs22.x`.",
        says: .ours(response: "Stacktape lowers the runtime {value} to nodejs22.x."),
        .warned,
        source: "S:src/domain/config-manager/utils/lambdas.ts (capEdgeFunctionRuntime)"
    )
    static let handlerForm = Rule(
        "handler.form",
        "The handler is `file.function`, or `file:function` in a manifest.",
        says: .ours(response: "The handler {value} is malformed; expected file.function or file:function."),
        source: "SRC N3:UserFunction.js; Stacktape's page"
    )
    static let handlerPath = Rule(
        "handler.path",
        "The handler does not contain `..`.",
        says: .ours(
            response: "'{value}' is not a valid handler name. "
                + "Use absolute paths when specifying root directories in handler names."
        ),
        source: "SRC N3:UserFunction.js"
    )
}

/// The runtimes of each profile.
enum EdgeRuntimes {
    /// Returns the runtimes that a profile supports.
    static func supported(by profile: LimitProfile) -> [String] {
        switch profile {
        case .stacktape: node([18, 20, 22, 24]) + python(8...13)
        case .aws: node([20, 22, 24]) + python(10...14)
        }
    }

    /// The runtimes that AWS no longer creates functions with.
    static let deprecated = node([4, 6, 8, 10, 12, 14, 16, 18]) + ["python2.7"] + python(6...9)

    private static func node(_ versions: [Int]) -> [String] { versions.map { "nodejs\($0).x" } }
    private static func python(_ versions: ClosedRange<Int>) -> [String] { versions.map { "python3.\($0)" } }
}
