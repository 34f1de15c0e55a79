/// Rules for the origin that an origin-request function returns (C:lambda-event-structure).
extension Rule {
    static let originSection = [
        originExactlyOne, originRequiredMembers, originMembers, originCustomDomainName, originS3DomainName,
        originPath, originPort, originProtocol, originTimeouts, originCompletionTimeout, originSSLProtocols,
        originAuthMethod, originRegion, originAccessIdentity, originCustomHeaders, originCustomHeaderLimits,
        originHost, originViewerRequest, originMissing, originSwitch,
    ]

    private static func origin(
        _ id: String,
        _ summary: String,
        says clause: String,
        page: Text? = nil,
        _ enforcement: Enforcement = .refused,
        source: String = "DOC C:lambda-event-structure; status INF",
        choice: Int? = nil
    ) -> Rule {
        let lead = "The Lambda function returned an invalid origin configuration"
        let texts = Texts.ours(clause, page: lead, log: lead)
        return Rule(
            id,
            in: [.originRequest],
            summary,
            says: Texts(page: page ?? texts.page, log: texts.log),
            enforcement,
            source: source,
            choice: choice
        )
    }

    private static let invalidDomainName = Text.seen(
        "The Lambda function returned an invalid origin configuration: The value of DomainName is invalid.",
        in: "I:aws-amplify/amplify-hosting#3701"
    )

    static let originExactlyOne = origin(
        "origin.exactly-one",
        "`origin` has exactly one of `custom` and `s3`.",
        says: "exactly one of custom and s3 must be given"
    )
    static let originRequiredMembers = origin(
        "origin.required-members",
        "An origin has all members of its kind; a bucket's `region` and the newer timeouts are optional.",
        says: "the member {member} is missing"
    )
    static let originMembers = origin(
        "origin.members",
        "Every member of an origin has its documented type.",
        says: "the member {member} has an invalid value; expected {expected}"
    )
    static let originCustomDomainName = origin(
        "origin.custom-domain-name",
        "A custom origin's `domainName` is a DNS name of 1 to 253 characters; no IP address, no port.",
        says: "the value of DomainName is invalid, domainName : {value}",
        page: invalidDomainName,
        source: "DOC C:lambda-event-structure; OBS I:aws-amplify/amplify-hosting#3701"
    )
    static let originS3DomainName = origin(
        "origin.s3-domain-name",
        "A bucket's `domainName` is a DNS name of 1 to 128 characters in lower case.",
        says: "the value of DomainName is invalid, domainName : {value}",
        page: invalidDomainName,
        source: "DOC C:lambda-event-structure; OBS I:aws-amplify/amplify-hosting#3701 (a custom origin)"
    )
    static let originPath = origin(
        "origin.path",
        "`path` is empty, or starts with a slash and does not end with one; at most 255 URL-encoded characters.",
        says: "the path {value} is invalid"
    )
    static let originPort = origin(
        "origin.port",
        "`port` is 80, 443 or 1024 to 65535.",
        says: "the port {value} is invalid"
    )
    static let originProtocol = origin(
        "origin.protocol",
        "`protocol` is `http` or `https`.",
        says: "the protocol {value} is invalid"
    )
    static let originTimeouts = origin(
        "origin.timeouts",
        "`keepaliveTimeout` and `readTimeout` are 1 to 120 seconds.",
        says: "the {member} {value} is not between 1 and 120",
        choice: 21
    )
    static let originCompletionTimeout = origin(
        "origin.response-completion-timeout",
        "`responseCompletionTimeout` is 0 or at least `readTimeout`.",
        says: "the responseCompletionTimeout {value} is less than the readTimeout"
    )
    static let originSSLProtocols = origin(
        "origin.ssl-protocols",
        "`sslProtocols` is one or more of `TLSv1.2`, `TLSv1.1`, `TLSv1` and `SSLv3`.",
        says: "the sslProtocols are invalid",
        choice: 22
    )
    static let originAuthMethod = origin(
        "origin.auth-method",
        "`authMethod` is `origin-access-identity` or `none`.",
        says: "the authMethod {value} is invalid"
    )
    static let originRegion = origin(
        "origin.region",
        "`region` is required with `origin-access-identity`.",
        says: "the region is required with origin-access-identity"
    )
    static let originAccessIdentity = origin(
        "origin.access-identity",
        "A bucket that replaces a custom origin does not use `origin-access-identity`.",
        says: "an origin access identity cannot be used when a custom origin is replaced",
        .warnedUnlessStrict,
        source: "DOC C:lambda-event-structure; the newest official example 10 does so",
        choice: 20
    )
    static let originCustomHeaders = Rule(
        "origin.custom-headers",
        in: [.originRequest],
        "`customHeaders` has no disallowed or denied header, and none that is also in `headers`.",
        says: Texts(
            page: .seen(
                "The Lambda function returned an invalid origin configuration: "
                    + "One or more HeaderName or HeaderValue values are invalid.",
                in: "I:aws-amplify/amplify-cli#8604"
            ),
            log: .ours(
                "Validation error: The Lambda function returned an invalid origin configuration, "
                    + "one or more HeaderName or HeaderValue values are invalid, headerName : {header}."
            )
        ),
        source:
            "DOC C:lambda-event-structure, A:add-origin-custom-headers; OBS I:aws-amplify/amplify-cli#8604"
    )
    static let originCustomHeaderLimits = origin(
        "origin.custom-header-limits",
        "`customHeaders` has at most 30 headers, names of 256, values of 1,783 and 10,240 characters in total.",
        says: "the custom headers exceed the maximum size",
        source: "DOC H:cloudfront-limits; status INF"
    )
    static let originHost = origin(
        "origin.host",
        "`Host` is the new domain name when the origin changes; otherwise the origin may refuse the request.",
        says: "the header Host is not the new domain name {value}",
        .warned,
        source: "DOC A:lambda-examples; OBS jealous.dev"
    )
    static let originViewerRequest = Rule(
        "origin.viewer-request",
        in: [.viewerRequest],
        "`origin` has no effect in viewer-request.",
        says: .ours("the function set an origin in viewer-request; it is ignored"),
        .warnedUnlessStrict,
        source: "DOC C:lambda-event-structure; effect INF"
    )
    static let originMissing = Rule(
        "origin.missing",
        in: [.originRequest],
        "A returned request without `origin` goes to its original origin.",
        choice: 19
    )
    static let originSwitch = Rule(
        "origin.switch",
        in: [.originRequest],
        "A custom origin or a bucket may replace the origin; it need not be part of the distribution.",
        source: "DOC A:lambda-event-structure"
    )
}

extension Refusal {
    /// Refuses a member of `origin` that could not be read.
    init(originAt path: JSONPath, from failure: JSONFailure) {
        let names = path.names
        if names.count == 1, failure.problem == .value {
            self.init(.originExactlyOne)
        } else if names.count > 3, names[2] == "customHeaders" {
            self.init(.originCustomHeaders, ["header": names[3]])
        } else if failure.problem == .missing {
            self.init(.originRequiredMembers, ["member": "domainName"])
        } else {
            self.init(.originMembers, ["member": path.description, "expected": "\(failure.expected)"])
        }
    }
}
