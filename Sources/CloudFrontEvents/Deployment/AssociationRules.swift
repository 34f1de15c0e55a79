/// Section 2.12: what is checked when a function is bound to a distribution.
extension Rule {
    static let associationSection =
        [
            associationVersion, associationRegion, associationTrust, associationIncludeBody,
            associationPermission,
            associationEnvironment, associationArchitecture, associationEphemeralStorage,
            associationConnections,
            associationOnePerEvent,
        ] + FunctionSettings.Feature.allCases.map(unsupported)

    static let associationVersion = Rule(
        "association.version",
        "The association names a numbered version, neither `$LATEST` nor an alias.",
        says: .seen(
            answer: "The function ARN must reference a specific function version. "
                + "(The ARN must end with the version number.) ARN: {arn}"
        ),
        source: "DOC; OBS I:chantzlarge/terraform-aws-hugo#44"
    )
    static let associationRegion = Rule(
        "association.region",
        "The function is created in us-east-1.",
        says: .seen(answer: "The function must be in region 'us-east-1'. ARN: {arn}"),
        source: "DOC; OBS I:aws/serverless-application-model#635"
    )
    static let associationTrust = Rule(
        "association.role-trust",
        "The role trusts `lambda.amazonaws.com` and `edgelambda.amazonaws.com`.",
        says: .seen(
            answer: "The function execution role must be assumable with edgelambda.amazonaws.com as well as "
                + "lambda.amazonaws.com principals. Update the IAM role and try again. Role: {role}"
        ),
        source: "DOC; OBS I:aws/aws-cdk#5180"
    )
    static let associationIncludeBody = Rule(
        "association.include-body",
        "Include Body is for request events alone.",
        says: .seen(
            answer: "The IncludeBody option can only be used with viewer-request or origin-request events."
        ),
        source: "OBS I:serverless-nextjs/serverless-next.js#533"
    )
    static let associationPermission = Rule(
        "association.get-function",
        "Whoever associates may call lambda:GetFunction on the version; cannot be checked from here.",
        .allowed,
        source: "OBS I:aws/aws-cdk#1474"
    )
    static let associationEnvironment = Rule(
        "association.environment-variables",
        "A function has no environment variables of its own; `connectTo` injects none.",
        says: .ours(answer: "The function must not have environment variables: {names}."),
        source: "DOC C:lambda-at-edge-function-restrictions; Stacktape's page"
    )
    static let associationArchitecture = Rule(
        "association.architecture",
        "The architecture is x86_64.",
        says: .ours(answer: "The architecture {value} is not supported, expected x86_64."),
        source: "DOC C:lambda-at-edge-function-restrictions"
    )
    static let associationEphemeralStorage = Rule(
        "association.ephemeral-storage",
        "`/tmp` has 512 MB.",
        says: .ours(answer: "The ephemeral storage of {value} MB is beyond the limit of 512 MB."),
        source: "DOC C:lambda-at-edge-function-restrictions"
    )
    static let associationConnections = Rule(
        "association.connections",
        "A resource that can be reached from within a VPC alone is not connected.",
        says: .ours(
            answer: "The resource {value} is reachable from within a VPC only, edge functions are in none."
        ),
        source: "Stacktape's page; S:.../_utils/edge-lambdas.ts"
    )
    static let associationOnePerEvent = Rule(
        "association.one-per-event",
        "A cache behavior has at most one function for each event.",
        says: .ours(answer: "The event {value} is associated twice."),
        source: "DOC H:edge-function-restrictions-all"
    )

    /// The rule against a feature that Lambda has and Lambda@Edge does not.
    static func unsupported(_ feature: FunctionSettings.Feature) -> Rule {
        Rule(
            "association.\(feature.rawValue)",
            "A function does not use: \(feature.rawValue).",
            says: .ours(
                answer: "The function uses a feature that edge functions do not have: \(feature.rawValue)."
            ),
            source: "DOC C:lambda-at-edge-function-restrictions, H:edge-function-restrictions-all"
        )
    }
}
