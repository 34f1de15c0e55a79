/// Rules for sizes and quotas.
extension Rule {
    static let limitSection = [
        limitMemory, limitSmallestMemory, limitTimeout, limitShortestTimeout, limitPackage,
        limitUnzippedPackage, limitViewerEvents, limitRequestSize,
        limitShownBody, limitPayload, limitConcurrency, limitDescriptors,
    ]

    static let limitMemory = Rule(
        "limits.memory",
        "Memory is at most 10,240 MB; with Stacktape's figures, 128 MB for viewer events.",
        says: .seen(
            response:
                "The function memory size is larger than the maximum allowed size for functions that are "
                + "triggered by a CloudFront event: {value} Max allowed: {maximum} Function: {arn}",
            in: "I:serverless-operations/serverless-lambda-edge-pre-existing-cloudfront#11"
        ),
        source: "DOC H:cloudfront-limits; Stacktape's page; "
            + "OBS I:serverless-operations/serverless-lambda-edge-pre-existing-cloudfront#11"
    )
    static let limitSmallestMemory = Rule(
        "limits.smallest-memory",
        "Memory is at least 128 MB.",
        says: .ours(response: "The memory of {value} MB is less than the minimum of {minimum} MB."),
        source: "DOC H:cloudfront-limits"
    )
    static let limitTimeout = Rule(
        "limits.timeout",
        "The timeout is at most 30 seconds; with Stacktape's figures, 5 seconds for viewer events.",
        says: .seen(
            response: "The function timeout is larger than the maximum allowed for functions that are "
                + "triggered by a CloudFront event: {value} Max allowed: {maximum} Function: {arn}",
            in: "I:awslabs/aws-cloudfront-extensions#112"
        ),
        source: "DOC H:cloudfront-limits; Stacktape's page; OBS I:awslabs/aws-cloudfront-extensions#112"
    )
    static let limitShortestTimeout = Rule(
        "limits.shortest-timeout",
        "The timeout is at least 1 second.",
        says: .ours(response: "The timeout of {value} s is less than the minimum of {minimum} s."),
        source: "DOC L:gettingstarted-limits"
    )
    static let limitPackage = Rule(
        "limits.package",
        "The zipped package is at most 50 MB; with Stacktape's figures, 1 MB for viewer events.",
        says: .seen(
            response: "The function code size is larger than the maximum allowed size for functions that are "
                + "triggered by a CloudFront event: {value} Max allowed: {maximum} Function: {arn}",
            in: "I:Widen/cloudfront-auth#43, I:aws/serverless-application-model#733"
        ),
        source: "DOC H:cloudfront-limits; Stacktape's page; OBS I:Widen/cloudfront-auth#43"
    )
    static let limitUnzippedPackage = Rule(
        "limits.unzipped-package",
        "The unzipped package is at most 250 MB.",
        says: .ours(response: "The unzipped package of {value} bytes exceeds the limit of {maximum}."),
        source: "DOC L:gettingstarted-limits"
    )
    static let limitViewerEvents = Rule(
        "limits.viewer-events",
        in: [.viewerRequest, .viewerResponse],
        "The limits profile sets the figures for viewer events: Stacktape's (5 s, 128 MB, 1 MB) "
            + "or AWS's newest (30 s, Lambda's memory, 50 MB).",
        source: "DOC A:cloudfront-limits against H:cloudfront-limits",
        choice: 3
    )
    static let limitRequestSize = Rule(
        "limits.request-size",
        in: requestEvents,
        "A request is at most 20,480 bytes with its headers and query string, without its body.",
        says: .ours("the request has {size} bytes without its body; the maximum is 20480"),
        .warned,
        source: "DOC A:cloudfront-limits; consequence INF"
    )
    static let limitShownBody = Rule(
        "limits.shown-body",
        in: requestEvents,
        "A function sees the first 40 KB of a body in viewer-request, the first 1 MB in origin-request.",
        source: "DOC C:lambda-event-structure"
    )
    static let limitPayload = Rule(
        "limits.payload",
        "An event and a result are at most 6 MB each.",
        source: "DOC L:gettingstarted-limits"
    )
    static let limitConcurrency = Rule(
        "limits.concurrency",
        "A Region runs 1,000 executions at a time and 10,000 requests per second; more are throttled.",
        source: "DOC H:cloudfront-limits"
    )
    static let limitDescriptors = Rule(
        "limits.descriptors",
        "An instance has 1,024 file descriptors and 1,024 processes and threads.",
        source: "DOC L:gettingstarted-limits"
    )
}

extension Examination {
    mutating func examineSize(of request: EdgeRequest) throws(Refusal) {
        let line = request.method.utf8.count + request.uri.utf8.count + request.querystring.utf8.count
        let size = line + request.headers.size
        if size > 20_480 { try broken(.limitRequestSize, ["size": String(size)]) }
    }
}
