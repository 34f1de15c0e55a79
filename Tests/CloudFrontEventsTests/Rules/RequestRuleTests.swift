import CloudFrontEvents
import Testing

/// Rules for requests.
struct RequestRuleTests {
    @Test(
        arguments: [
            .request("unchanged", .accepted) { _ in },
            .request("uri with a slash", .accepted) { $0.uri = "/b" },
            .request("uri without a slash", .refused("request.uri-slash")) { $0.uri = "b" },
            .request("empty uri", .refused("request.uri-slash")) { $0.uri = "" },
            .request("query", .accepted) { $0.querystring = "a=%20b&?" },
            .request("space in query", .refused("request.querystring-characters")) { $0.querystring = "a b" },
            .request("fragment in query", .refused("request.querystring-characters")) {
                $0.querystring = "a#b"
            },
            .request("tab in query", .refused("request.querystring-characters")) { $0.querystring = "a\tb" },
            .request("8,191 characters", .accepted) { $0.querystring = String(repeating: "a", count: 8190) },
            .request("8,192 characters", .refused("request.uri-length")) {
                $0.querystring = String(repeating: "a", count: 8191)
            },
            .request("8,191 characters beyond ASCII", .accepted) {
                $0.uri = "/" + String(repeating: "é", count: 8190)
            },
            .request("another method", .refused("request.method-read-only")) { $0.method = "PUT" },
            .request("another address", .warned("request.client-ip-read-only")) { $0.clientIp = "::1" },
            .request("no address", .accepted) { $0.clientIp = nil },
            .request("20,480 bytes and more", in: .originRequest, .warned("limits.request-size")) {
                $0.headers.set("X-Long", String(repeating: "a", count: 20_480))
            },
        ] as [RuleCase]
    )
    func `a request is checked against its rules`(_ test: RuleCase) throws { try test.check() }

    @Test func `another method is accepted with a warning when lenient`() throws {
        let judge = Judge(strictness: .lenient)

        try RuleCase.request("another method", .warned("request.method-read-only")) { $0.method = "PUT" }
            .check(with: judge)
    }
}
