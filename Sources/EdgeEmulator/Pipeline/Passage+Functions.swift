import CloudFrontEvents
import HTTPTypes
import HandlerRuntime
import NIOCore

// The functions on a request's way, and what they are given (spec 1.1 to 1.8).
extension Passage {
    /// Runs the viewer-request function, if there is one, and goes on with what it made of the request.
    ///
    /// - Returns: the answer that it generated, if it did: nothing else runs then.
    mutating func viewerRequest(_ behavior: Behavior) async throws -> EdgeAnswer? {
        try await keepBody()
        guard let function = behavior.functions[.viewerRequest] else { return nil }
        var event = CloudFrontEvent(config: config(.viewerRequest), request: edgeRequest())
        if behavior.functions.includesBody.contains(.viewerRequest) {
            event.request.body = try await shownBody(of: &request, for: .viewerRequest)
        }
        switch try await run(function, event) {
        case .request(let returned):
            apply(returned, given: event.request, to: &request)
            return nil
        case .generated(let response), .response(let response):
            return generated(response, cacheResult: "LambdaGeneratedResponse from cloudfront")
        }
    }

    /// Runs the origin-request function, if there is one, and goes on with what it made of the request.
    ///
    /// - Returns: the answer that it generated, if it did: the origin is not asked then.
    mutating func originRequest(_ onward: inout OriginRequest, _ behavior: Behavior) async throws
        -> EdgeAnswer?
    {
        guard let function = behavior.functions[.originRequest] else { return nil }
        var event = CloudFrontEvent(config: config(.originRequest), request: edgeRequest(onward))
        if behavior.functions.includesBody.contains(.originRequest) {
            event.request.body = try await shownBody(of: &onward.request, for: .originRequest)
        }
        switch try await run(function, event) {
        case .request(let returned):
            apply(returned, given: event.request, to: &onward.request)
            if let origin = returned.origin { onward.origin = origin }
            return nil
        case .generated(let response), .response(let response):
            return generated(response, cacheResult: "Miss from cloudfront")
        }
    }

    /// Runs the origin-response function, if there is one, over an origin's answer.
    mutating func originResponse(
        to onward: OriginRequest,
        _ answer: EdgeAnswer,
        _ behavior: Behavior
    ) async throws -> EdgeAnswer {
        guard let function = behavior.functions[.originResponse] else { return answer }
        var event = CloudFrontEvent(config: config(.originResponse), request: edgeRequest(onward))
        event.response = edgeResponse(answer)
        guard case .response(let returned) = try await run(function, event) else { return answer }
        guard returned != event.response else { return answer }
        var answer = applied(returned, to: answer)
        if returned.body != nil {
            answer.body = Self.body(of: returned)
            answer.fields[.contentLength] = answer.body.length.map(String.init)
            answer.fields[.transferEncoding] = nil
        }
        return answer
    }

    /// Runs the viewer-response function, unless there is none or CloudFront would not run it (spec 1.1).
    mutating func viewerResponse(to answer: EdgeAnswer, _ behavior: Behavior) async throws -> EdgeAnswer {
        guard let function = behavior.functions[.viewerResponse] else { return answer }
        guard answer.originStatus < 400, !answer.isErrorPage else { return answer }
        var event = CloudFrontEvent(config: config(.viewerResponse), request: edgeRequest())
        var shown = answer
        if let age = answer.age { shown.fields[.age] = String(age) }
        EdgeFields.appendVia(to: &shown.fields, context.viaVersion)
        event.response = edgeResponse(shown)
        guard case .response(let returned) = try await run(function, event) else { return answer }
        guard returned != event.response else { return answer }
        var result = answer
        result.fields = HTTPFields(returned.headers)
        // Both are added to every answer at its end.
        result.fields[.age] = nil
        result.fields[.via] = answer.fields[.via]
        return result
    }

    // MARK: One run

    private mutating func run(_ function: String, _ event: CloudFrontEvent) async throws -> HandlerResult {
        let address = FunctionAddress(function, in: region)
        let start = EdgeClock.now
        var run = FunctionRun(function: function, event: event)
        defer { note(.function(run), since: start) }
        var outcome: InvocationOutcome
        do {
            outcome = try await edge.backend.invoke(
                address.backendName,
                with: InvocationEvent(event),
                start: .warmIfPossible
            )
        } catch {
            run.hostError = "\(error)"
            throw EdgeFailure(.function(.executionError))
        }
        if outcome.accepted == nil { outcome.judge(by: edge.judge, for: event) }
        run.outcome = outcome
        edge.log.note(outcome, of: address)
        switch outcome.kind {
        case .accepted:
            guard let accepted = outcome.accepted else { throw EdgeFailure(.function(.executionError)) }
            return accepted
        case .refused:
            guard let refusal = outcome.refusal else { throw EdgeFailure(.function(.validationError)) }
            edge.log.note(refusal, requestId: requestId, distributionId: distribution.id, region: region)
            throw EdgeFailure(.refused(refusal))
        case .throttled: throw EdgeFailure(.function(.limitExceeded))
        case .failed, .timedOut, .outOfMemory, .crashed: throw EdgeFailure(.function(.executionError))
        }
    }

    // MARK: What they are given

    private func config(_ type: EventType) -> EventConfig {
        EventConfig(
            distributionDomainName: distribution.domainName,
            distributionId: distribution.id,
            eventType: type,
            requestId: requestId
        )
    }

    private func edgeRequest() -> EdgeRequest {
        EdgeRequest(
            clientIp: request.viewer.address,
            headers: HeaderMap(shown: request.fields),
            method: request.method,
            querystring: request.query,
            uri: request.path
        )
    }

    private func edgeRequest(_ onward: OriginRequest) -> EdgeRequest {
        EdgeRequest(
            clientIp: request.viewer.address,
            headers: HeaderMap(shown: onward.request.fields),
            method: onward.request.method,
            querystring: onward.request.query,
            uri: onward.request.path,
            origin: onward.origin
        )
    }

    private func edgeResponse(_ answer: EdgeAnswer) -> EdgeResponse {
        EdgeResponse(
            status: StatusCode(answer.status),
            statusDescription: answer.reason ?? StatusCode.reasonPhrase(of: answer.status),
            headers: HeaderMap(shown: answer.fields)
        )
    }

    /// The beginning of the body as a function sees it; for a request without one an empty body (spec section 7, row 23).
    private func shownBody(of request: inout ViewerRequest, for type: EventType) async throws -> RequestBody {
        guard let body = request.body else { return RequestBody(data: "") }
        let limit = LimitProfile.stacktape.limits(for: type).shownBodyBytes
        let (head, isCut, whole) = try await body.peek(limit)
        request.body = whole
        return RequestBody(data: Base64.encode(head.readableBytesView), inputTruncated: isCut)
    }

    /// Keeps a body of which is known that it is short, so that the request can be sent again; others are streamed.
    private mutating func keepBody() async throws {
        guard let body = request.body, let length = body.length, length <= 1 << 20 else { return }
        let whole = try await body.collected(upTo: length)
        request.body = whole
        keep(whole)
    }
}
