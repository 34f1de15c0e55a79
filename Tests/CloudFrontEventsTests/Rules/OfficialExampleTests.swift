import CloudFrontEvents
import Testing

/// Results of the platform's 18 official examples (A:lambda-examples, C:lambda-examples).
struct OfficialExampleTests {
    private static let bucket = S3Origin(domainName: "demo.s3.amazonaws.com")
    private static let form = Array("name1=Ann&name2=B+C".utf8)

    @Test(
        arguments: [
            .request("1 A/B test", .accepted) { $0.uri = "/experiment-group/control-pixel.jpg" },
            .request("1d any other uri", .accepted) { _ in },
            .request("5 header from query", .accepted) {
                $0.headers.append("Auth-Header", "s3cr3t")
                $0.querystring = "x=1"
            },
            .request("6 normalised query", .accepted) { $0.querystring = "color=red&q=a%20b&size=large" },
            .request("6 in Python", .accepted) { $0.querystring = "color=red&q=a+b&size=large" },
            .request("9 by device", in: .originRequest, .accepted) { $0.uri = "/mobile/x" },
            .request("10 custom to S3 (2023)", in: .originRequest, .accepted) {
                var bucket = S3Origin(domainName: "demo.s3.amazonaws.com", region: "")
                bucket.authMethod = "none"
                $0.origin = .s3(bucket)
                $0.headers.set("host", "demo.s3.amazonaws.com")
            },
            .request("10 custom to S3 (newest)", in: .originRequest, .warned("origin.access-identity")) {
                $0.origin = .s3(S3Origin(domainName: "demo.s3.amazonaws.com", region: ""))
                $0.headers.set("host", "demo.s3.amazonaws.com")
            },
            .bucket("11 region by country", .accepted) {
                $0.region = "eu-central-1"
                $0.domainName = "demo.s3.eu-central-1.amazonaws.com"
            },
            .request("12 S3 to custom", in: .originRequest, .accepted, given: { $0.origin(.s3(bucket)) }) {
                var origin = CustomOrigin(domainName: "www.example.com")
                origin.sslProtocols = ["TLSv1", "TLSv1.1"]
                origin.readTimeout = 5
                $0.origin = .custom(origin)
                $0.headers.set("host", "www.example.com")
            },
            .bucket("13 gradual move", .accepted) { $0.domainName = "blue.s3.amazonaws.com" },
            .origin("14 domain by country", .accepted) { $0.domainName = "eu.example.com" },
            .request("17 read form", .accepted, given: { $0.body(form) }) { _ in },
            .request("18 modify form", in: .originRequest, .accepted, given: { $0.body(form) }) {
                $0.body?.action = .replace
                $0.body?.encoding = .text
                $0.body?.data = "name1=Ann&name2=B%20C&new-param-name=new-param-value"
            },
        ] as [RuleCase]
    )
    func `returned requests are accepted`(_ test: RuleCase) throws { try test.check() }

    @Test(arguments: [
        RuleCase(
            "3 static content",
            .viewerRequest,
            json: """
                {"status":"200","statusDescription":"OK","headers":{\
                "cache-control":[{"key":"Cache-Control","value":"max-age=100"}],\
                "content-type":[{"key":"Content-Type","value":"text/html"}]},\
                "body":"<!DOCTYPE html>\\n<html></html>\\n"}
                """,
            .accepted
        ),
        RuleCase(
            "4 redirect",
            .originRequest,
            json: """
                {"status":"302","statusDescription":"Found","headers":{\
                "location":[{"key":"Location","value":"https://docs.aws.amazon.com/"}]}}
                """,
            .accepted
        ),
        RuleCase(
            "7 sign-in",
            .viewerRequest,
            json: """
                {"status":"302","statusDescription":"Found","headers":{"location":[{"key":"Location","value":\
                "https://www.example.com/signin?redirect_url=https%3A%2F%2Fd1.cloudfront.net%2Fa%3Fx%3D1%26y%3D(z)"}]}}
                """,
            .accepted
        ),
        RuleCase(
            "8 country",
            .originRequest,
            json: """
                {"status":"302","statusDescription":"Found","headers":{\
                "location":[{"key":"Location","value":"https://tw.example.com/"}]}}
                """,
            .accepted
        ),
        RuleCase(
            "5b an undefined value",
            .viewerRequest,
            json: #"{"uri":"/","method":"GET","headers":{"auth-header":[{"key":"Auth-Header"}]}}"#,
            .refused("headers.value-type")
        ),
    ])
    func `generated responses are judged`(_ test: RuleCase) throws { try test.check() }

    @Test(arguments: [EventType.originResponse, .viewerResponse])
    func `2 an overridden header is accepted with either key`(type: EventType) throws {
        let event = try EventBuilder(type).responseHeader("X-Amz-Meta-Last-Modified", "V").event()
        let json = String(
            decoding: HandlerResult.response(try #require(event.response)).json(),
            as: UTF8.self
        )
        let old = json.replacing("{\"content-type\"", with: Self.overridden(by: "X-Amz-Meta-Last-Modified"))
        let new = json.replacing("{\"content-type\"", with: Self.overridden(by: "Last-Modified"))

        #expect(
            RuleCase.Outcome(Judge().verdict(on: Array(old.utf8), for: event))
                == .warned("headers.key-mismatch")
        )
        #expect(RuleCase.Outcome(Judge().verdict(on: Array(new.utf8), for: event)) == .accepted)
    }

    private static func overridden(by key: String) -> String {
        #"{"last-modified":[{"key":"\#(key)","value":"V"}],"content-type""#
    }

    @Test(
        arguments: [
            .response("15 error to 200", .originResponse, .accepted, given: { $0.status(404) }) {
                $0.status = .number(200)
                $0.statusDescription = "OK"
                $0.body = "Body generation example"
            },
            .response("16 error to 302", .originResponse, .accepted, given: { $0.status(404) }) {
                $0.status = .number(302)
                $0.statusDescription = "Found"
                $0.body = ""
                $0.headers.set("Location", "/plan-b/path?a=1")
            },
        ] as [RuleCase]
    )
    func `error pages are replaced with numeric statuses`(_ test: RuleCase) throws { try test.check() }
}
