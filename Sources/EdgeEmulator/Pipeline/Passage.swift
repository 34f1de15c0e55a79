import CloudFrontEvents
import HTTPTypes
import Invocations
import NIOCore

/// One request on its way through the edge: viewer-request, cache, origin-request, origin, origin-response,
/// viewer-response.
///
/// The stages are in the extensions, their shared state is here.
struct Passage {
    let edge: EmulatedEdge
    let site: Site
    let distribution: Distribution
    /// The behavior for the path that was asked for.
    var behavior: Behavior
    let region: EdgeRegion
    let requestId: String
    let context: ViewerContext
    /// The request, as the viewer-request function left it.
    var request: ViewerRequest
    var steps: [Exchange.Step] = []
    private var skippedStages = Exchange.SkippedStages()
    /// The response to a request that does not get past the edge.
    private let rejection: EdgeFailure?
    private let original: ViewerRequest
    private let began = ContinuousClock.now
    private let beganAt = WallClock.epochMilliseconds
    private var keptBody: EdgeBody?

    init(_ request: ViewerRequest, through edge: EmulatedEdge) {
        self.edge = edge
        self.request = request
        site = edge.site
        let found = site.distribution(for: request.fields[.hostName] ?? "")
        distribution = found ?? .none
        behavior = distribution.behavior(for: request.path)
        rejection =
            found == nil
            ? .noDistribution : Self.rejection(of: request, by: behavior, edge.settings.bodyLimit)
        region = request.region.flatMap { EdgeRegion($0) } ?? edge.settings.region
        requestId = edge.ids.next()
        context = ViewerContext(request, edge.settings)
        var bodiless = request
        bodiless.body = nil
        original = bodiless
        skippedStages.skip(
            EventType.allCases.filter { [behavior] in behavior.functions[$0] == nil },
            because: .noFunction
        )
    }

    /// Responds from the cache, if no function runs and nothing has to be waited for; nil leaves the request to
    /// ``run()``.
    mutating func hit() -> ViewerResponse? {
        guard rejection == nil, let response = cacheHit() else { return nil }
        return finish(response)
    }

    /// Responds to the request; failures become responses too.
    mutating func run() async -> ViewerResponse {
        // Two statements: as one, `finish` would see the passage before its steps.
        let response = await response()
        return finish(response)
    }

    private mutating func response() async -> PassageResponse {
        do {
            if let rejection { throw rejection }
            limitBody()
            if let generated = try await viewerRequest() { return generated }
            var response = try await cachedOrOriginResponse(to: objectRequest)
            response = try await errorPage(for: response) ?? response
            return try await viewerResponse(to: delivered(response))
        } catch let failure as EdgeFailure {
            skip(EventType.allCases, because: failure.edgeError == nil ? .functionFailed : .edgeError)
            return failure.response(requestId: requestId)
        } catch {
            skip(EventType.allCases, because: .edgeError)
            // The viewer went away while its body was read, so this page is not seen.
            return EdgeFailure.badRequest.response(requestId: requestId)
        }
    }

    /// Records the exchange, and adds the fields that CloudFront adds to every response.
    private func finish(_ response: PassageResponse) -> ViewerResponse {
        var fields = response.fields
        if let age = response.age { fields[.age] = String(age) }
        if !response.isErrorPage || fields[.via] == nil {
            EdgeFields.appendVia(to: &fields, context.viewer.httpVersion)
        }
        fields[.xCache] = response.cacheResult
        fields[.xAmzCfPop] = "\(region.airport)50-P1"
        fields[.xAmzCfId] = requestId
        let id = edge.exchanges.claimId()
        let exchange = Exchange(
            id: id,
            beganAt: beganAt,
            requestId: requestId,
            request: original,
            distribution: distribution.name,
            region: region,
            context: context,
            status: response.status,
            responseFields: fields,
            cacheResult: response.cacheResult,
            duration: .now - began,
            bodyLength: original.method == "HEAD" ? 0 : response.body.length,
            steps: steps,
            skippedStages: skippedStages,
            keptBody: keptBody
        )
        edge.counters.record(exchange)
        edge.exchanges.add(exchange)
        return ViewerResponse(
            status: response.status,
            reason: response.reason,
            fields: fields,
            body: response.body,
            exchange: id
        )
    }

    /// Records a step that began at `start` and ends now.
    mutating func record(_ action: Exchange.Action, since start: ContinuousClock.Instant) {
        steps.append(Exchange.Step(action: action, start: start - began, duration: .now - start))
    }

    /// Records the reason for each of some stages whose function has not run.
    mutating func skip(_ stages: [EventType], because reason: Exchange.SkipReason) {
        let done = steps.compactMap { if case .function(let run) = $0.action { run.type } else { nil } }
        skippedStages.skip(stages.filter { !done.contains($0) }, because: reason)
    }

    /// Keeps the body, so that the request can be sent again.
    mutating func keep(_ body: EdgeBody) {
        keptBody = body
    }

    // MARK: Rejected requests

    private static func rejection(
        of request: ViewerRequest,
        by behavior: Behavior,
        _ bodyLimit: Int
    ) -> EdgeFailure? {
        let hostNames = request.fields[values: .hostName]
        guard request.path.utf8.first == UInt8(ascii: "/"), hostNames.count == 1, isAuthority(hostNames[0])
        else { return .badRequest }
        // 8,192 bytes per URL, 20,480 per request without its body (D:cloudfront-limits).
        let length = request.path.utf8.count + request.query.utf8.count
        guard length < 8192 else { return .uriTooLong }
        let headers = request.fields.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
        guard length + headers <= 20_480 else { return .headersTooLong }
        guard behavior.allowedMethods.contains(request.method) else { return .methodNotAllowed }
        guard let body = request.body else { return nil }
        // A GET with a body is rejected (C:RequestAndResponseBehaviorCustomOrigin).
        guard request.method != "GET" && request.method != "HEAD" || body.length == 0 else {
            return .bodyOnGet
        }
        return body.length ?? 0 <= bodyLimit ? nil : .bodyTooLong
    }

    /// Holds a streamed body to its limits while it arrives.
    private mutating func limitBody() {
        guard case .stream(let stream, let length) = request.body else { return }
        let settings = edge.settings
        let limited = LimitedStream(
            source: StreamSource(stream),
            limit: settings.bodyLimit,
            patience: settings.bodyPatience
        )
        request.body = .stream(limited, length: length)
    }

    /// Reports if a text looks like a name or an address, with or without a port.
    private static func isAuthority(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte >= 0x80
                    || authoritySigns.contains(byte)
            }
    }

    private static let authoritySigns = Array("-._~:[]%".utf8)
}

extension Distribution {
    /// Stands in where a site has no distribution.
    fileprivate static let none = Distribution(
        name: "",
        origin: OriginSettings(.s3(S3Origin(domainName: "")), target: .unmapped(""))
    )
}
