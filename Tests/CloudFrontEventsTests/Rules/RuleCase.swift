import CloudFrontEvents
import Testing

/// A result for an event, and the expected outcome.
struct RuleCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        case accepted
        case warned(String)
        case refused(String)
    }

    let testDescription: String
    let type: EventType
    let expected: Outcome
    let event: @Sendable (EventBuilder) -> EventBuilder
    let result: @Sendable (CloudFrontEvent) throws -> [UInt8]

    /// Makes a case of JSON text.
    init(_ name: String, _ type: EventType, json: String, _ expected: Outcome) {
        self.init(testDescription: name, type: type, expected: expected, event: { $0 }) { _ in
            Array(json.utf8)
        }
    }

    private init(
        testDescription: String,
        type: EventType,
        expected: Outcome,
        event: @escaping @Sendable (EventBuilder) -> EventBuilder,
        result: @escaping @Sendable (CloudFrontEvent) throws -> [UInt8]
    ) {
        self.testDescription = testDescription
        self.type = type
        self.expected = expected
        self.event = event
        self.result = result
    }

    /// Makes a case of a changed request.
    static func request(
        _ name: String,
        in type: EventType = .viewerRequest,
        _ expected: Outcome,
        given: @escaping @Sendable (EventBuilder) -> EventBuilder = { $0 },
        _ change: @escaping @Sendable (inout EdgeRequest) -> Void
    ) -> RuleCase {
        RuleCase(testDescription: name, type: type, expected: expected, event: given) { event in
            var request = event.request
            change(&request)
            return HandlerResult.request(request).json()
        }
    }

    /// Makes a case of a changed custom origin.
    static func origin(
        _ name: String,
        _ expected: Outcome,
        _ change: @escaping @Sendable (inout CustomOrigin) -> Void
    ) -> RuleCase {
        request(name, in: .originRequest, expected) { request in
            guard case .custom(var origin) = request.origin else { return }
            change(&origin)
            request.origin = .custom(origin)
            request.headers.set("host", origin.domainName)
        }
    }

    /// Makes a case of a changed bucket.
    static func bucket(
        _ name: String,
        _ expected: Outcome,
        _ change: @escaping @Sendable (inout S3Origin) -> Void
    ) -> RuleCase {
        let bucket = S3Origin(domainName: "demo.s3.amazonaws.com")
        return request(name, in: .originRequest, expected, given: { $0.origin(.s3(bucket)) }) { request in
            guard case .s3(var origin) = request.origin else { return }
            change(&origin)
            request.origin = .s3(origin)
            request.headers.set("host", origin.domainName)
        }
    }

    /// Makes a case of a changed response.
    static func response(
        _ name: String,
        _ type: EventType,
        _ expected: Outcome,
        given: @escaping @Sendable (EventBuilder) -> EventBuilder = { $0 },
        _ change: @escaping @Sendable (inout EdgeResponse) -> Void
    ) -> RuleCase {
        RuleCase(testDescription: name, type: type, expected: expected, event: given) { event in
            var response = try #require(event.response)
            change(&response)
            return HandlerResult.response(response).json()
        }
    }

    /// Judges the result and compares the outcome.
    func check(
        with judge: Judge = Judge(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let event = try event(EventBuilder(type)).event()
        let outcome = Outcome(judge.verdict(on: try result(event), for: event))
        #expect(outcome == expected, sourceLocation: sourceLocation)
    }
}

extension RuleCase.Outcome {
    init(_ verdict: Verdict) {
        switch verdict {
        case .refused(let refusal): self = .refused(refusal.rule.id)
        case .accepted(_, let warnings): self = warnings.first.map { .warned($0.rule.id) } ?? .accepted
        }
    }
}
