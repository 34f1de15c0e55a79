import CloudFrontEvents
import HTTPTypes
import Invocations
import NIOCore

// The four stages and their events (docs/platform.md, "Events").
extension Passage {
    /// Runs the viewer-request function, and returns the response that it generated; nothing else runs then.
    mutating func viewerRequest() async throws -> PassageResponse? {
        try await keepBody()
        var changed = request
        let result = try await result(of: .viewerRequest, &changed)
        request = changed
        guard let response = result.response else { return nil }
        skip([.originRequest, .originResponse, .viewerResponse], because: .viewerRequestResponded)
        return generated(response, cacheResult: "LambdaGeneratedResponse from cloudfront")
    }

    /// Runs the origin-request function, and returns the response that it generated; the origin is not asked then.
    mutating func originRequest(_ onward: inout OriginRequest) async throws -> PassageResponse? {
        let result = try await result(of: .originRequest, &onward.request, origin: onward.origin)
        if let origin = result.origin { onward.origin = origin }
        guard let response = result.response else { return nil }
        skip([.originResponse], because: .originRequestResponded)
        return generated(response, cacheResult: "Miss from cloudfront")
    }

    /// Runs the function of a request event, if the behavior has one, and applies its result to the request.
    private mutating func result(
        of type: EventType,
        _ request: inout ViewerRequest,
        origin: Origin? = nil
    ) async throws -> (response: EdgeResponse?, origin: Origin?) {
        guard let function = behavior.functions[type] else { return (nil, nil) }
        var event = CloudFrontEvent(config: config(type), request: edgeRequest(request, origin: origin))
        if behavior.functions.includesBody.contains(type) {
            event.request.body = try await shownBody(of: &request, for: type)
        }
        switch try await run(function, event) {
        case .request(let returned):
            apply(returned, given: event.request, to: &request)
            return (nil, returned.origin)
        case .generated(let response), .response(let response): return (response, nil)
        }
    }

    /// Runs the origin-response function, if the behavior has one.
    mutating func originResponse(
        to onward: OriginRequest,
        _ response: PassageResponse
    ) async throws -> PassageResponse {
        guard let function = behavior.functions[.originResponse] else { return response }
        let request = edgeRequest(onward.request, origin: onward.origin)
        var event = CloudFrontEvent(config: config(.originResponse), request: request)
        event.response = edgeResponse(response)
        guard case .response(let returned) = try await run(function, event), returned != event.response else {
            return response
        }
        return applied(returned, to: response)
    }

    /// Runs the viewer-response function, if the behavior has one and CloudFront would run it.
    mutating func viewerResponse(to response: PassageResponse) async throws -> PassageResponse {
        guard let function = behavior.functions[.viewerResponse] else { return response }
        guard response.originStatus < 400, !response.isErrorPage else {
            skip([.viewerResponse], because: response.originStatus < 400 ? .errorPage : .originError)
            return response
        }
        var event = CloudFrontEvent(config: config(.viewerResponse), request: edgeRequest(request))
        var shown = response
        if let age = response.age { shown.fields[.age] = String(age) }
        EdgeFields.appendVia(to: &shown.fields, context.viewer.httpVersion)
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
        let start = ContinuousClock.now
        var run = FunctionRun(function: function, event: event)
        defer { record(.function(run), since: start) }
        var outcome: InvocationOutcome
        do {
            let invocation = InvocationEvent(event)
            outcome = try await edge.backend.invoke(address, with: invocation, start: .warmIfPossible)
        } catch {
            run.hostError = "\(error)"
            throw EdgeFailure(.function(.executionError))
        }
        if outcome.handlerResult == nil { outcome.judge(by: edge.judge, for: event) }
        run.outcome = outcome
        edge.log?.note(outcome, of: address)
        switch outcome.kind {
        case .accepted:
            guard let accepted = outcome.handlerResult else { throw EdgeFailure(.function(.executionError)) }
            return accepted
        case .refused:
            guard let refusal = outcome.refusal else { throw EdgeFailure(.function(.validationError)) }
            edge.log?.note(refusal, requestId: requestId, distributionId: distribution.id, region: region)
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

    private func edgeRequest(_ request: ViewerRequest, origin: Origin? = nil) -> EdgeRequest {
        EdgeRequest(
            clientIp: request.viewer.address,
            headers: HeaderMap(shown: request.fields),
            method: request.method,
            querystring: request.query,
            uri: request.path,
            origin: origin
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
