import CloudFrontEvents
import Testing

/// Decoding and encoding of events.
struct EventCodecTests {
    /// Makes an event with members of `cf`.
    private static func record(_ members: String) -> [UInt8] {
        Array(#"{"Records":[{"cf":{\#(members)}}]}"#.utf8)
    }

    private static let config = #""config":{"eventType":"viewer-request"}"#
    private static let request = #""request":{"headers":{},"method":"GET","querystring":"","uri":"/"}"#

    @Test(arguments: [
        record("\(config),\(request)"),
        record(
            """
            "config":{"distributionDomainName":"d111111abcdef8.cloudfront.net","distributionId":"EDFDVBD6EXAMPLE",\
            "eventType":"viewer-request","requestId":"4TyzHTaYWb1GX1qTfsHhEqV6=="},\
            "request":{"body":{"action":"read-only","data":"YQ==","encoding":"base64","inputTruncated":false},\
            "clientIp":"203.0.113.178","headers":{"host":[{"key":"Host","value":"d111111abcdef8.cloudfront.net"}],\
            "cookie":[{"key":"Cookie","value":"a=\\"é\\u0001\\""},{"key":"cookie","value":"b=2"}],"x":[{"value":""}]},\
            "method":"GET","querystring":"","uri":"/"}
            """
        ),
        record(
            """
            \(config),"request":{"headers":{},"method":"GET","origin":{"custom":{"customHeaders":{},\
            "domainName":"a.b","keepaliveTimeout":5.0,"path":"","port":4.43e2,"protocol":"https","readTimeout":-0,\
            "sslProtocols":["TLSv1.2"],"new":[1, 2]},"beside":null},"querystring":"","uri":"/"}
            """
        ),
        record(
            """
            \(config),\(request),"response":{"headers":{"a":[{"key":"A","value":"1","\\u0061b":{"x": 1e5}}]},\
            "status":"200","statusDescription":"OK"},"future":{"a":[true,{}]}
            """
        ),
    ])
    func `an event is written as it was read`(json: [UInt8]) throws {
        let event = try CloudFrontEvent(json: json)

        #expect(String(decoding: event.json(), as: UTF8.self) == String(decoding: json, as: UTF8.self))
    }

    @Test func `members outside of cf survive`() throws {
        let json = #"{"Records":[{"cf":{\#(Self.config),\#(Self.request)},"id":7}],"source":"x"}"#

        let event = try CloudFrontEvent(json: Array(json.utf8))

        #expect(String(decoding: event.json(), as: UTF8.self) == json)
    }

    @Test func `escapes, white space and the order of members do not matter`() throws {
        let json = """
            { "Records" : [ { "cf" : { "request" : { "uri" : "\\/a\\u002fb", "method" : "GET",
              "he\\u0061ders" : { "X\\u002dA" : [ { "value" : "1", "key" : "X-A" } ], "x-a" : [ { "value" : "2" } ] } },
              "config" : { "eventType" : "viewer-request" } } } ] }
            """

        let event = try CloudFrontEvent(json: Array(json.utf8))

        #expect(event.request.uri == "/a/b")
        #expect(event.request.headers["X-a"] == ["1", "2"])
        #expect(event.request.querystring == "")
    }

    @Test func `the last of repeated members wins`() throws {
        let twice =
            #""request":{"headers":{},"method":"GET","uri":"/a","querystring":"a","uri":"/b","querystring":""}"#

        let event = try CloudFrontEvent(json: Self.record("\(Self.config),\(twice)"))

        #expect(event.request.uri == "/b")
        #expect(event.request.querystring == "")
    }

    @Test func `any collection of bytes is read`() throws {
        let json = Self.record("\(Self.config),\(Self.request)")

        let event = try CloudFrontEvent(json: json)

        #expect(try CloudFrontEvent(json: json[...]) == event)
        #expect(try CloudFrontEvent(json: json.lazy.map { $0 }) == event)
        #expect(try CloudFrontEvent(json: String(decoding: json, as: UTF8.self).utf8) == event)
    }

    /// A malformed event, and the error's description.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let json: [UInt8]

        init(_ json: [UInt8], _ sentence: String) { (self.json, testDescription) = (json, sentence) }
    }

    @Test(arguments: [
        Mistake([], "byte 0: expected a JSON value, found the end"),
        Mistake(Array("[]".utf8), "byte 0: expected an object with \"Records\", found an array"),
        Mistake(Array("{}".utf8), "byte 0: expected the member \"Records\", found none"),
        Mistake(
            Array(#"{"Records":[]}"#.utf8),
            "byte 11 at Records: expected an array of one record, found an array"
        ),
        Mistake(
            Array(#"{"Records":[{}]}"#.utf8),
            "byte 12 at Records[0]: expected the member \"cf\", found none"
        ),
        Mistake(record(config), "byte 18 at Records[0].cf: expected the member \"request\", found none"),
        Mistake(
            record("\(config),\"request\":{\"uri\":7}"),
            "byte 76 at Records[0].cf.request.uri: expected a string, found a number"
        ),
        Mistake(
            record("\(config),\"request\":{\"headers\":{\"x y\":[{\"value\":null}]}}"),
            "byte 97 at Records[0].cf.request.headers[\"x y\"][0].value: "
                + "expected a string or an array of strings, found null"
        ),
        Mistake(
            record(#""config":{"eventType":"viewer"}"#),
            "byte 41 at Records[0].cf.config.eventType: "
                + "expected viewer-request, origin-request, origin-response or viewer-response, found a string"
        ),
        Mistake(
            record(#""config":{"eventType":"origin-response"},\#(request)"#),
            "byte 18 at Records[0].cf: expected the member \"response\" of a response event, found none"
        ),
        Mistake(
            Array(record(config).dropLast(4)),
            "byte 58 at Records[0].cf: expected \",\" or \"}\", found the end"
        ),
    ])
    func `a mistake is reported with its byte offset and path`(mistake: Mistake) {
        #expect {
            try CloudFrontEvent(json: mistake.json)
        } throws: {
            "\($0)" == mistake.testDescription
        }
    }
}
