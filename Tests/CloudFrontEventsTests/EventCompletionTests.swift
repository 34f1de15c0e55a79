import CloudFrontEvents
import Testing

/// Event records from files that lack what CloudFront always sends.
struct EventCompletionTests {
    private static let request =
        #""method":"GET","uri":"/a","headers":{"host":[{"key":"Host","value":"a.example"}]}"#
    private static let response = #""response":{"status":"200","headers":{}}"#
    private static let origin = #""origin":{"custom":{"domainName":"a.example"}}"#

    private func completed(_ cf: String, as type: EventType? = nil) throws -> (CloudFrontEvent, String)? {
        let json = Array(#"{"Records":[{"cf":\#(cf)}]}"#.utf8)
        guard let completion = EventCompletion(of: json, as: type) else { return nil }
        return (try CloudFrontEvent(json: completion.json), completion.warning.message)
    }

    @Test(arguments: [
        (#"{"config":{"distributionId":"E"},"request":{\#(request)}}"#, EventType.viewerRequest),
        (#"{"config":{},"request":{\#(request),\#(origin)}}"#, .originRequest),
        (#"{"request":{\#(request)},\#(response)}"#, .viewerResponse),
        (#"{"request":{\#(request),\#(origin)},\#(response)}"#, .originResponse),
    ])
    func `a missing type is inferred from the response and the origin`(cf: String, type: EventType) throws {
        let (event, message) = try #require(try completed(cf))

        #expect(event.type == type)
        #expect(message.contains("assumed config.eventType \(type.rawValue) (it has "))
    }

    @Test(arguments: EventType.allCases)
    func `a given type is filled in`(type: EventType) throws {
        let (event, message) = try #require(
            try completed(#"{"request":{\#(Self.request)},\#(Self.response)}"#, as: type)
        )

        #expect(event.type == type)
        #expect(message.hasSuffix("assumed config.eventType \(type.rawValue)."))
    }

    @Test(arguments: [
        (#"{"uri":"/","headers":{}}"#, "request.method GET"),
        (#"{"uri":"/","headers":{},"body":{"data":""}}"#, "request.method POST"),
        (#"{"method":"GET","headers":{}}"#, "request.uri /"),
        (#"{"method":"GET","uri":"/"}"#, "no request.headers"),
        ("{}", "request.method GET, request.uri /, no request.headers"),
    ])
    func `missing members of a request are filled in`(request: String, assumed: String) throws {
        let (event, message) = try #require(
            try completed(#"{"config":{"eventType":"viewer-request"},"request":\#(request)}"#)
        )

        #expect(event.type == .viewerRequest)
        #expect(message.contains("assumed \(assumed)"))
    }

    @Test(arguments: [
        (#""custom":{}"#, "a.example"), (#""s3":{"path":""}"#, "a.example"),
    ])
    func `an origin's missing domain name is the header Host`(origin: String, domainName: String) throws {
        let cf = #"{"request":{\#(Self.request),"origin":{\#(origin)}}}"#

        let (event, message) = try #require(try completed(cf))

        #expect(event.request.origin?.domainName == domainName)
        #expect(message.contains("domainName \(domainName) (the header Host)"))
    }

    @Test func `without a usable Host an origin has an example's domain name`() throws {
        let request =
            #"{"method":"GET","uri":"/","headers":{"host":[{"value":"not a name"}]},"origin":{"s3":{}}}"#

        let (event, _) = try #require(try completed(#"{"request":\#(request)}"#))

        #expect(event.request.origin?.domainName == "example.s3.amazonaws.com")
    }

    @Test(arguments: [
        ("{}", "request"), (#"{"config":{}}"#, "request"), (#"{"config":1,"request":{}}"#, "config"),
        (#"{"request":{"uri":1}}"#, "uri"), (#"{"request":{},"response":{}}"#, "status"),
        (#"{"config":{"eventType":"viewer"},"request":{}}"#, "eventType"),
        (#"{"config":{"eventType":null},"request":{}}"#, "eventType"),
    ])
    func `what cannot be inferred is named`(cf: String, member: String) throws {
        let json = Array(#"{"Records":[{"cf":\#(cf)}]}"#.utf8)
        let completion = try #require(EventCompletion(of: json, as: nil))

        let error = #expect(throws: EventDecodingError.self) { try CloudFrontEvent(json: completion.json) }
        #expect(error?.description.contains(member) == true)
        #expect(try completion.original(#require(error)).offset < json.count)
    }

    @Test func `a given type needs its response`() throws {
        let json = Array(#"{"Records":[{"cf":{"request":{}}}]}"#.utf8)
        let completion = try #require(EventCompletion(of: json, as: .originResponse))

        let error = #expect(throws: EventDecodingError.self) { try CloudFrontEvent(json: completion.json) }
        #expect(error?.description.contains(#"the member "response" of a response event"#) == true)
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"Records":[]}"#, #"{"Records":[{}]}"#, #"{"Records":[{"cf":1}]}"#,
    ])
    func `a text that is no record is left alone`(json: String) {
        #expect(EventCompletion(of: Array(json.utf8), as: .viewerRequest) == nil)
    }

    @Test(arguments: EventType.allCases)
    func `a whole record is left alone`(type: EventType) throws {
        #expect(EventCompletion(of: try EventBuilder(type).event().json(), as: nil) == nil)
    }
}
