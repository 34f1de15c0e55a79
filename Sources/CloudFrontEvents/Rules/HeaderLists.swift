/// Headers that no function sees or may add (H:edge-function-restrictions-all).
package enum DisallowedHeaders {
    static let names: Set<String> = [
        "client-cert", "client-cert-chain", "cloudfront-viewer-cert-pem", "connection", "expect",
        "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "trailer", "upgrade",
        "x-accel-buffering", "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect", "x-amzn-auth",
        "x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype", "x-amzn-fle-profile",
        "x-amzn-header-count", "x-amzn-header-order", "x-amzn-lambda-integration-tag", "x-amzn-requestid",
        "x-cache", "x-forwarded-proto", "x-real-ip",
    ]
    static let prefixes = ["x-amz-cf-", "x-edge-"]

    /// Returns true for a disallowed name; expects lower case.
    package static func contains(_ name: String) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
}

/// Headers that a function may read but not add, change or delete (H:edge-function-restrictions-all).
enum ReadOnlyHeaders {
    static func names(for type: EventType) -> [String] {
        switch type {
        case .viewerRequest: ["cdn-loop", "content-length", "host", "transfer-encoding", "via"]
        case .originRequest:
            [
                "accept-encoding", "cdn-loop", "content-length", "if-modified-since", "if-none-match",
                "if-range", "if-unmodified-since", "transfer-encoding", "via",
            ]
        case .originResponse: ["transfer-encoding", "via"]
        case .viewerResponse: ["content-encoding", "content-length", "transfer-encoding", "via", "warning"]
        }
    }

    /// The read-only headers that a generated response may not have: CloudFront sets them.
    static let inGeneratedResponses = ["content-length", "transfer-encoding", "via"]
}

/// Headers that an origin's custom headers may not set (A:add-origin-custom-headers).
enum DeniedCustomHeaders {
    static let names: Set<String> = [
        "cache-control", "connection", "content-length", "cookie", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "max-forwards", "pragma", "proxy-authorization",
        "proxy-connection", "range", "request-range", "te", "trailer", "transfer-encoding", "upgrade", "via",
        "x-real-ip",
    ]
    static let prefixes = ["x-amz-", "x-edge-"]

    /// Returns true for a denied name; expects lower case.
    static func contains(_ name: String) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) } || DisallowedHeaders.contains(name)
    }
}
