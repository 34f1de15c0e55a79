import CloudFrontEvents
import Testing

/// Rules for origins.
struct OriginRuleTests {
    @Test(
        arguments: [
            .origin("domain name", .accepted) { $0.domainName = "eu.example.com" },
            .origin("253 characters", .accepted) { $0.domainName = long(253) },
            .origin("254 characters", .refused("origin.custom-domain-name")) { $0.domainName = long(254) },
            .origin("empty name", .refused("origin.custom-domain-name")) { $0.domainName = "" },
            .origin("name with port", .refused("origin.custom-domain-name")) { $0.domainName = "a.b:80" },
            .origin("IPv4", .refused("origin.custom-domain-name")) { $0.domainName = "192.0.2.1" },
            .origin("IPv6", .refused("origin.custom-domain-name")) { $0.domainName = "::1" },
            .origin("path", .accepted) { $0.path = "/a/b" },
            .origin("255 characters of path", .accepted) {
                $0.path = "/" + String(repeating: "a", count: 254)
            },
            .origin("256 characters of path", .refused("origin.path")) {
                $0.path = "/" + String(repeating: "a", count: 255)
            },
            .origin("path without a slash", .refused("origin.path")) { $0.path = "a" },
            .origin("path ending in a slash", .refused("origin.path")) { $0.path = "/a/" },
            .origin("path that is not encoded", .refused("origin.path")) { $0.path = "/ä" },
            .origin("port 80", .accepted) { $0.port = 80 },
            .origin("port 81", .refused("origin.port")) { $0.port = 81 },
            .origin("port 1,023", .refused("origin.port")) { $0.port = 1023 },
            .origin("port 1,024", .accepted) { $0.port = 1024 },
            .origin("port 65,535", .accepted) { $0.port = 65_535 },
            .origin("port 65,536", .refused("origin.port")) { $0.port = 65_536 },
            .origin("protocol", .accepted) { $0.protocol = "http" },
            .origin("unknown protocol", .refused("origin.protocol")) { $0.protocol = "HTTP" },
            .origin("read timeout 0", .refused("origin.timeouts")) { $0.readTimeout = 0 },
            .origin("read timeout 1", .accepted) { $0.readTimeout = 1 },
            .origin("read timeout 120", .accepted) { $0.readTimeout = 120 },
            .origin("read timeout 121", .refused("origin.timeouts")) { $0.readTimeout = 121 },
            .origin("keepalive 0", .refused("origin.timeouts")) { $0.keepaliveTimeout = 0 },
            .origin("keepalive 1", .accepted) { $0.keepaliveTimeout = 1 },
            .origin("keepalive 120", .accepted) { $0.keepaliveTimeout = 120 },
            .origin("keepalive 121", .refused("origin.timeouts")) { $0.keepaliveTimeout = 121 },
            .origin("completion 0", .accepted) { $0.responseCompletionTimeout = 0 },
            .origin("completion 29", .refused("origin.response-completion-timeout")) {
                $0.responseCompletionTimeout = 29
            },
            .origin("completion 30", .accepted) { $0.responseCompletionTimeout = 30 },
            .origin("one TLS version", .accepted) { $0.sslProtocols = ["TLSv1.2"] },
            .origin("no TLS version", .refused("origin.ssl-protocols")) { $0.sslProtocols = [] },
            .origin("unknown TLS version", .refused("origin.ssl-protocols")) {
                $0.sslProtocols = ["TLSv1.3"]
            },
            .origin("no port", .refused("origin.required-members")) { $0.port = nil },
            .origin("no path", .refused("origin.required-members")) { $0.path = nil },
            .origin("custom header", .accepted) { $0.customHeaders.append("X-A", "1") },
            .origin("denied header", .refused("origin.custom-headers")) {
                $0.customHeaders.append("Cookie", "1")
            },
            .origin("denied prefix", .refused("origin.custom-headers")) {
                $0.customHeaders.append("X-Amz-A", "1")
            },
            .origin("disallowed header", .refused("origin.custom-headers")) {
                $0.customHeaders.append("Expect", "1")
            },
            .origin("header that is in the request", .refused("origin.custom-headers")) {
                $0.customHeaders.append("User-Agent", "1")
            },
            .origin("illegal character", .refused("origin.custom-headers")) {
                $0.customHeaders.append("A", "\n")
            },
            .origin("30 headers", .accepted) { origin in
                for index in 0..<30 { origin.customHeaders.append("X-\(index)", "1") }
            },
            .origin("31 headers", .refused("origin.custom-header-limits")) { origin in
                for index in 0..<31 { origin.customHeaders.append("X-\(index)", "1") }
            },
            .origin("a value of 1,783", .accepted) {
                $0.customHeaders.append("A", String(repeating: "a", count: 1783))
            },
            .origin("a value of 1,784", .refused("origin.custom-header-limits")) {
                $0.customHeaders.append("A", String(repeating: "a", count: 1784))
            },
        ] as [RuleCase]
    )
    func `a custom origin is checked against its rules`(_ test: RuleCase) throws { try test.check() }

    @Test(
        arguments: [
            .bucket("another bucket", .accepted) { $0.domainName = "other.s3.amazonaws.com" },
            .bucket("128 characters", .accepted) { $0.domainName = long(128) },
            .bucket("129 characters", .refused("origin.s3-domain-name")) { $0.domainName = long(129) },
            .bucket("upper case", .refused("origin.s3-domain-name")) {
                $0.domainName = "Demo.s3.amazonaws.com"
            },
            .bucket("no region", .refused("origin.region")) { $0.region = nil },
            .bucket("empty region", .refused("origin.region")) { $0.region = "" },
            .bucket("empty region without an identity", .accepted) {
                $0.region = ""
                $0.authMethod = "none"
            },
            .bucket("unknown method", .refused("origin.auth-method")) { $0.authMethod = "oac" },
            .bucket("no method", .refused("origin.required-members")) { $0.authMethod = nil },
            .bucket("read timeout 121", .refused("origin.timeouts")) { $0.readTimeout = 121 },
        ] as [RuleCase]
    )
    func `a bucket is checked against its rules`(_ test: RuleCase) throws { try test.check() }

    @Test(
        arguments: [
            .request("no origin in viewer-request", .warned("origin.viewer-request")) {
                $0.origin = .custom(CustomOrigin(domainName: "a.b"))
            },
            .request("no origin", in: .originRequest, .accepted) { $0.origin = nil },
            .request("host left behind", in: .originRequest, .warned("origin.host")) {
                $0.origin = .custom(CustomOrigin(domainName: "a.b"))
            },
            .request("identity from custom", in: .originRequest, .warned("origin.access-identity")) {
                $0.origin = .s3(S3Origin(domainName: "demo.s3.amazonaws.com", region: ""))
                $0.headers.set("host", "demo.s3.amazonaws.com")
            },
        ] as [RuleCase]
    )
    func `an origin is replaced as the rules allow`(_ test: RuleCase) throws { try test.check() }

    @Test(arguments: [
        (#"{}"#, "origin.exactly-one"),
        (#"{"custom":{"domainName":"a.b"},"s3":{"domainName":"a.b"}}"#, "origin.exactly-one"),
        (#"{"custom":{}}"#, "origin.required-members"),
        (#"{"custom":{"domainName":"a.b","port":"443"}}"#, "origin.members"),
        (#"{"custom":{"domainName":"a.b","customHeaders":{"a":1}}}"#, "origin.custom-headers"),
        (#"[]"#, "origin.members"),
    ])
    func `a malformed origin is refused`(origin: String, rule: String) throws {
        let json = #"{"uri":"/","method":"GET","headers":{},"origin":\#(origin)}"#

        try RuleCase(origin, .originRequest, json: json, .refused(rule)).check()
    }

    /// Makes a DNS name of a given length.
    private static func long(_ length: Int) -> String {
        let labels = String(repeating: String(repeating: "a", count: 49) + ".", count: 5)
        return String(String(repeating: labels, count: 2).suffix(length - 1)) + "b"
    }
}
