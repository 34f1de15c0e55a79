import CloudFrontEvents
import HTTPTypes
import Invocations
import NIOCore

// The four stages and their events (docs/platform.md, "Events").
extension Passage {
    /// Runs the viewer-request function, if the behavior has one, and applies its result to the request.
    ///
    /// - Returns: the response that the function generated; nothing else runs then.
    mutating func viewerRequest() async throws -> PassageResponse? {
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
            skip([.originRequest, .originResponse, .viewerResponse], because: .viewerRequestResponded)
            return generated(response, cacheResult: "LambdaGeneratedResponse from cloudfront")
        }
    }

    /// Runs the origin-request function, if the behavior has one, and applies its result to the request.
    ///
    /// - Returns: the response that the function generated; the origin is not asked then.
    mutating func originRequest(_ onward: inout OriginRequest) async throws -> PassageResponse? {
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
            skip([.originResponse], because: .originRequestResponded)
            return generated(response, cacheResult: "Miss from cloudfront")
        }
    }

    /// Runs the origin-response function, if the behavior has one.
    mutating func originResponse(
        to onward: OriginRequest,
        _ response: PassageResponse
    ) async throws -> PassageResponse {
        guard let function = behavior.functions[.originResponse] else { return response }
        var event = CloudFrontEvent(config: config(.originResponse), request: edgeRequest(onward))
        event.response = edgeResponse(response)
        guard case .response(let returned) = try await run(function, event), returned != event.response else {
            return response
        }
        return applied(returned, to: response)
    }

    /// Runs the viewer-response function, if the behavior has one and CloudFront would run it.
    mutating func viewerResponse(to response: PassageResponse) async throws -> PassageResponse {
        guard let function = behavior.functions[.viewerResponse] else { return response }
        guard response.originStatus < 400 else {
            skip([.viewerResponse], because: .originError)
            return response
        }
        guard !response.isErrorPage else {
            skip([.viewerResponse], because: .errorPage)
            return response
        }
        var event = CloudFrontEvent(config: config(.viewerResponse), request: edgeRequest())
        var shown = response
        if let age = response.age { shown.fields[.age] = String(age) }
        EdgeFields.appendVia(to: &shown.fields, context.viaVersion)
        event.response = edgeResponse(shown)
        guard case .response(let returned) = try await run(function, event), returned != event.response else {
            return response
        }
        var result = response
        result.fields = HTTPFields(returned.headers)
        // Every response gets both at its end.
        result.fields[.age] = nil
        result.fields[.via] = response.fields[.via]
        return result
    }

    // MARK: One run

    private mutating func run(_ function: String, _ event: CloudFrontEvent) async throws -> HandlerResult {
        let address = FunctionAddress(name: function, region: region.name)
        let start = EdgeClock.now
        var run = FunctionRun(function: function, event: event)
        defer { record(.function(run), since: start) }
        var outcome: InvocationOutcome
        do {
            outcome = try await edge.backend.invoke(
                address,
                with: InvocationEvent(event),
                start: .warmIfPossible
            )
        } catch {
            run.hostError = "\(error)"
            throw EdgeFailure(.function(.executionError))
        }
        if outcome.handlerResult == nil { outcome.judge(by: edge.judge, for: event) }
        run.outcome = outcome
        edge.log.note(outcome, of: address)
        switch outcome.kind {
        case .accepted:
            guard let accepted = outcome.handlerResult else { throw EdgeFailure(.function(.executionError)) }
            return accepted
        case .refused:
            guard let refusal = outcome.refusal else { throw EdgeFailure(.function(.validationError)) }
            edge.log.note(refusal, requestId: requestId, distributionId: distribution.id, region: region)
            throw EdgeFailure(.refused(refusal))
        case .throttled: throw EdgeFailure(.function(.limitExceeded))
        case .failed, .timedOut, .outOfMemory, .crashed: throw EdgeFailure(.function(.executionError))
        }
    }

    // MARK: Events

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

    private func edgeResponse(_ response: PassageResponse) -> EdgeResponse {
        EdgeResponse(
            status: StatusCode(response.status),
            statusDescription: response.reason ?? StatusCode.reasonPhrase(of: response.status),
            headers: HeaderMap(shown: response.fields)
        )
    }

    /// Returns the part of the body that a function sees; an empty body for a request without one
    /// (docs/platform.md, "Choices").
    private func shownBody(of request: inout ViewerRequest, for type: EventType) async throws -> RequestBody {
        guard let body = request.body else { return RequestBody(data: "") }
        let limit = LimitProfile.stacktape.limits(for: type).shownBodyBytes
        let (head, isCut, whole) = try await body.peek(limit)
        request.body = whole
        return RequestBody(data: Base64.encode(head.readableBytesView), inputTruncated: isCut)
    }

    /// Keeps a body of up to 1 MiB, so that the request can be sent again; others are streamed.
    private mutating func keepBody() async throws {
        guard let body = request.body, let length = body.length, length <= 1 << 20 else { return }
        let whole = try await body.collected(upTo: length)
        request.body = whole
        keep(whole)
    }
}
