/// Rules for associating a function with a distribution.
extension Rule {
    static let associationSection =
        [
            associationVersion, associationRegion, associationTrust, associationIncludeBody,
            associationPermission, associationEnvironment, associationArchitecture,
            associationEphemeralStorage, associationConnections, associationOnePerEvent,
        ] + FunctionSettings.Feature.allCases.map(unsupported)

    static let associationVersion = Rule(
        "association.version",
        "The association names a numbered version, neither `$LATEST` nor an alias.",
        says: .seen(
            response: "The function ARN must reference a specific function version. "
                + "(The ARN must end with the version number.) ARN: {arn}",
            in: "I:chantzlarge/terraform-aws-hugo#44"
        ),
        source: "DOC; OBS I:chantzlarge/terraform-aws-hugo#44"
    )
    static let associationRegion = Rule(
        "association.region",
        "The function is created in us-east-1.",
        says: .seen(
            response: "The function must be in region 'us-east-1'. ARN: {arn}",
            in: "I:aws/serverless-application-model#635"
        ),
        source: "DOC; OBS I:aws/serverless-application-model#635"
    )
    static let associationTrust = Rule(
        "association.role-trust",
        "The role trusts `lambda.amazonaws.com` and `edgelambda.amazonaws.com`.",
        says: .seen(
            response:
                "The function execution role must be assumable with edgelambda.amazonaws.com as well as "
                + "lambda.amazonaws.com principals. Update the IAM role and try again. Role: {value}",
            in: "I:aws/aws-cdk#5180"
        ),
        source: "DOC; OBS I:aws/aws-cdk#5180"
    )
    static let associationIncludeBody = Rule(
        "association.include-body",
        "Include Body is for request events only.",
        says: .seen(
            response: "The IncludeBody option can only be used with viewer-request or origin-request events.",
            in: "I:serverless-nextjs/serverless-next.js#533"
        ),
        source: "OBS I:serverless-nextjs/serverless-next.js#533"
    )
    static let associationPermission = Rule(
        "association.get-function",
        "The deployer may call `lambda:GetFunction` on the version; Brink cannot check this.",
        source: "OBS I:aws/aws-cdk#1474"
    )
    static let associationEnvironment = Rule(
        "association.environment-variables",
        "A function has no environment variables; `connectTo` injects none.",
        says: .seen(
            response: "The function cannot have environment variables. Function: {arn}",
            in: "a public note of 2017 on CloudFront's responses"
        ),
        source: "DOC C:lambda-at-edge-function-restrictions; Stacktape's page; OBS a public note of 2017"
    )
    static let associationArchitecture = Rule(
        "association.architecture",
        "The architecture is x86_64.",
        says: .seen(
            response: "Lambda@Edge does not support functions with an architecture of {value}",
            in: "I:opennextjs/opennextjs-aws#47"
        ),
        source: "DOC C:lambda-at-edge-function-restrictions; OBS I:opennextjs/opennextjs-aws#47"
    )
    static let associationEphemeralStorage = Rule(
        "association.ephemeral-storage",
        "`/tmp` has 512 MB.",
        says: .ours(response: "The ephemeral storage of {value} MB exceeds the limit of 512 MB."),
        source: "DOC C:lambda-at-edge-function-restrictions"
    )
    static let associationConnections = Rule(
        "association.connections",
        "`connectTo` names no resource that can be reached only from within a VPC.",
        says: .ours(
            response:
                "The resource {value} can be reached only from within a VPC, where edge functions do not run."
        ),
        source: "Stacktape's page; S:.../_utils/edge-lambdas.ts"
    )
    static let associationOnePerEvent = Rule(
        "association.one-per-event",
        "A cache behavior has at most one function per event.",
        says: .ours(response: "The event {value} is associated twice."),
        source: "DOC H:edge-function-restrictions-all"
    )

    /// Makes the rule against a feature that Lambda has and Lambda@Edge lacks.
    static func unsupported(_ feature: FunctionSettings.Feature) -> Rule {
        Rule(
            "association.\(feature.rawValue)",
            "Edge functions do not support \(feature.words).",
            says: feature.seenText ?? .ours(response: "Edge functions do not support \(feature.words)."),
            source: "DOC C:lambda-at-edge-function-restrictions, H:edge-function-restrictions-all"
        )
    }
}

extension FunctionSettings.Feature {
    /// CloudFront's response to the feature, where it was seen.
    fileprivate var seenText: Rule.Texts? {
        switch self {
        case .vpc:
            .seen(
                response: "The function cannot have a VPC configuration. Function: {arn}",
                in: "I:serverless-nextjs/serverless-next.js#180"
            )
        case .layers:
            .seen(
                response: "The function cannot have a layer. Function: {arn}",
                in: "I:awslabs/cognito-at-edge#70"
            )
        default: nil
        }
    }

    /// The feature in words.
    fileprivate var words: String {
        switch self {
        case .vpc: "access to a VPC"
        case .deadLetterQueue: "dead-letter queues"
        case .layers: "layers"
        case .tracing: "tracing with X-Ray"
        case .provisionedConcurrency: "provisioned or reserved concurrency"
        case .containerImage: "container images"
        case .runtimeManagement: "runtime management other than Auto"
        case .customerManagedKey: "packages encrypted with a customer managed key"
        case .otherAccount: "a distribution in another account"
        case .tags: "tags"
        }
    }
}
