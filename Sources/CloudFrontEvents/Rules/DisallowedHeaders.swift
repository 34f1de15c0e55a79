/// The headers that no function ever sees and none may add (H:edge-function-restrictions-all).
enum DisallowedHeaders {
    static let names: Set<String> = [
        "client-cert", "client-cert-chain", "cloudfront-viewer-cert-pem", "connection", "expect",
        "keep-alive",
        "proxy-authenticate", "proxy-authorization", "proxy-connection", "trailer", "upgrade",
        "x-accel-buffering", "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect", "x-amzn-auth",
        "x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype", "x-amzn-fle-profile",
        "x-amzn-header-count", "x-amzn-header-order", "x-amzn-lambda-integration-tag", "x-amzn-requestid",
        "x-cache", "x-forwarded-proto", "x-real-ip",
    ]
    static let prefixes = ["x-amz-cf-", "x-edge-"]

    /// Tells whether a name in lower case is disallowed.
    static func contains(_ name: String) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
}
