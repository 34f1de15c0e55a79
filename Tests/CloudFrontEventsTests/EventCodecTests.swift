import CloudFrontEvents
import Testing

/// Reading and writing whole records.
struct EventCodecTests {
    static let viewerRequest = """
        {"Records":[{"cf":{"config":{"distributionDomainName":"d111111abcdef8.cloudfront.net",\
        "distributionId":"EDFDVBD6EXAMPLE","eventType":"viewer-request","requestId":"4TyzHTaYWb1GX1qTfsHhEqV6=="},\
        "request":{"body":{"action":"read-only","data":"YQ==","encoding":"base64","inputTruncated":false},\
        "clientIp":"203.0.113.178","headers":{"host":[{"key":"Host","value":"d111111abcdef8.cloudfront.net"}],\
        "cookie":[{"key":"Cookie","value":"a=\\"é\\u0001\\""},{"key":"cookie","value":"b=2"}],\
        "x":[{"value":""}]},"method":"GET","querystring":"","uri":"/"}}}]}
        """

    @Test func `a record that was read is written as it came`() throws {
        let event = try CloudFrontEvent(json: Array(Self.viewerRequest.utf8))

        #expect(String(decoding: event.json(), as: UTF8.self) == Self.viewerRequest)
        #expect(event.type == .viewerRequest)
        #expect(event.request.headers["COOKIE"] == ["a=\"é\u{1}\"", "b=2"])
    }
}
