import CloudFrontEvents
import HTTPTypes
import Invocations
import NIOCore

// The cache on a request's way (C:lambda-cloudfront-trigger-events, C:Expiration).
extension Passage {
    /// Responds from the cache if no viewer function runs and the whole object is there.
    mutating func cacheHit() -> PassageResponse? {
        guard request.body == nil, behavior.functions[.viewerRequest] == nil,
            behavior.functions[.viewerResponse] == nil, behavior.cachedMethods.contains(request.method)
        else { return nil }
        let start = ContinuousClock.now
        let now = WallClock.epochMilliseconds
        guard let object = edge.cache.hit(key(of: objectRequest), now: now),
            !distribution.customErrorResponses.contains(where: { $0.errorCode == object.head.status }),
            let response = PassageResponse(object, "Hit from cloudfront", now: now)
        else { return nil }
        record(.cache("hit"), since: start)
        skip([.originRequest, .originResponse], because: .cacheHit)
        return delivered(response)
    }

    /// The request for the object: the root's is for the default root object.
    var objectRequest: ViewerRequest {
        guard request.path == "/", let root = distribution.defaultRootObject else { return request }
        var request = request
        request.path = "/" + root
        return request
    }

    private func key(of request: ViewerRequest) -> CacheKey {
        CacheKey(
            request,
            context,
            distribution: distribution.id,
            policy: behavior.cachePolicy,
            compresses: behavior.compresses
        )
    }

    /// Responds from the cache or from the origin.
    mutating func cachedOrOriginResponse(to request: ViewerRequest) async throws -> PassageResponse {
        guard behavior.cachedMethods.contains(request.method) else {
            return try await originResponse(to: OriginRequest(request, self))
        }
        let key = key(of: request)
        while true {
            let start = ContinuousClock.now
            let now = WallClock.epochMilliseconds
            switch edge.cache.lookup(key, now: now) {
            case .fresh(let object):
                guard let response = hit(on: object, now) else { continue }
                record(.cache("hit"), since: start)
                return response
            case .follow(let flight):
                let ending = await flight.ending()
                record(.cache("waited for another request for the same object"), since: start)
                switch ending {
                case .stored(let object):
                    if let response = hit(on: object, now) { return response }
                    // Its body was too long to keep and is no longer available.
                    fallthrough
                case .notShared:
                    return try await originResponse(to: OriginRequest(request, self))
                case .failed(let failure): throw failure
                case .abandoned: try Task.checkCancellation()
                }
            case .lead(let flight):
                record(.cache("miss"), since: start)
                return try await lead(flight, for: request, stale: nil)
            case .stale(let object, let flight):
                if object.lifetime.canServe(whileRevalidatingAt: now), let response = hit(on: object, now) {
                    record(.cache("stale, revalidated in the background"), since: start)
                    revalidate(object, flight, for: request)
                    return response
                }
                record(.cache("stale"), since: start)
                return try await lead(flight, for: request, stale: object)
            }
        }
    }

    /// Responds with an object in the cache; nil when its body is no longer available.
    private mutating func hit(on object: CachedObject, _ now: Int64) -> PassageResponse? {
        guard let response = PassageResponse(object, "Hit from cloudfront", now: now) else { return nil }
        skip([.originRequest, .originResponse], because: .cacheHit)
        return response
    }

    /// Asks the origin for an object while the stale one is served (RFC 5861, 3).
    private func revalidate(_ stale: CachedObject, _ flight: Flight, for request: ViewerRequest) {
        var passage = self
        var request = request
        // The response is for everyone who asks from now on; a body goes with its viewer.
        if request.method == "HEAD" { request.method = "GET" }
        request.body = nil
        Task.detached { [request] in
            let response = try? await passage.lead(flight, for: request, stale: stale)
            try? await response?.body.drain()
        }
    }

    /// Asks the origin for an object that others may be waiting for, and stores it if it may be stored.
    private mutating func lead(
        _ flight: Flight,
        for request: ViewerRequest,
        stale: CachedObject?
    ) async throws -> PassageResponse {
        // In any case the others stop waiting.
        defer { flight.end(.abandoned) }
        // A HEAD brings no body to store: the others ask for themselves.
        if request.method == "HEAD" { flight.end(.notShared) }
        var onward = OriginRequest(request, self)
        if let stale { onward.addConditions(of: stale.head.fields) }
        let response: PassageResponse
        do {
            response = try await originResponse(to: onward)
        } catch {
            let isOriginFailure = (error as? EdgeFailure)?.isOriginFailure == true
            if isOriginFailure, let stale, let response = substitute(stale, flight, status: 502) {
                return response
            }
            // A viewer that goes away does not fail the others' requests.
            if !Task.isCancelled, let failure = error as? EdgeFailure { flight.end(.failed(failure)) }
            throw error
        }
        let now = WallClock.epochMilliseconds
        if let stale {
            if response.status == 304 {
                if let fresh = refreshed(stale, by: response, flight, now: now) { return fresh }
                return try await originResponse(to: OriginRequest(request, self))
            }
            if response.status >= 500, !response.isGenerated,
                let response = substitute(stale, flight, status: response.status)
            {
                return response
            }
        }
        guard request.method != "HEAD" else { return response }
        return store(response, flight, now: now)
    }

    /// Serves a stale object instead of an error, to everyone who waits and for as long as the error would be cached;
    /// nil when it may not be served.
    private mutating func substitute(_ stale: CachedObject, _ flight: Flight, status: Int) -> PassageResponse?
    {
        let now = WallClock.epochMilliseconds
        guard stale.lifetime.canServe(onErrorAt: now), let response = hit(on: stale, now) else { return nil }
        let end = min(now + Int64(errorTTL(of: status)) * 1000, stale.lifetime.staleOnErrorUntil)
        edge.cache.put(stale.held(until: end), broughtBy: flight)
        return response
    }

    /// Serves an object that the origin's 304 has confirmed.
    private func refreshed(
        _ stale: CachedObject,
        by response: PassageResponse,
        _ flight: Flight,
        now: Int64
    ) -> PassageResponse? {
        var fresh = stale.freshened(by: response.fields, stale.lifetime, at: now)
        if let lifetime = lifetime(of: fresh.head, now: now) {
            fresh = stale.freshened(by: response.fields, lifetime, at: now)
        }
        edge.cache.put(fresh, broughtBy: flight)
        var result = PassageResponse(fresh, "RefreshHit from cloudfront", now: now)
        result?.age = nil
        return result
    }

    /// Stores a response if it may be stored, and responds with the stored object.
    private func store(_ response: PassageResponse, _ flight: Flight, now: Int64) -> PassageResponse {
        guard let lifetime = lifetime(of: response, now: now),
            let (object, body) = edge.cache.store(response, lifetime, flight, now: now)
        else {
            flight.end(.notShared)
            return response
        }
        var stored = PassageResponse(object, body, response.cacheResult, now: now)
        stored.age = nil
        return stored
    }

    private func lifetime(of response: PassageResponse, now: Int64) -> Lifetime? {
        Lifetime(
            status: response.status,
            fields: response.fields,
            policy: behavior.cachePolicy,
            errorTTL: errorTTL(of: response.status),
            now: now
        )
    }

    private func errorTTL(of status: Int) -> Int {
        distribution.customErrorResponses.first { $0.errorCode == status }?.minimumTTL ?? 10
    }

    // MARK: Custom error pages

    /// Fetches the page that replaces an error of the origin; nil when there is none or it cannot be fetched.
    mutating func errorPage(for response: PassageResponse) async throws -> PassageResponse? {
        guard response.status >= 400, !response.isErrorPage,
            let rule = distribution.customErrorResponses.first(where: { $0.errorCode == response.status })
        else { return nil }
        guard let path = rule.pagePath else {
            var response = response
            response.status = rule.responseCode ?? response.status
            response.isErrorPage = true
            return response
        }
        // CloudFront fetches the page itself: no viewer-request function sees that (docs/platform.md, "Error pages").
        var fetch = self
        fetch.behavior = distribution.behavior(for: path)
        fetch.request.method = "GET"
        fetch.request.path = path
        fetch.request.query = ""
        fetch.request.body = nil
        let fetched = try? await fetch.cachedOrOriginResponse(to: fetch.request)
        steps = fetch.steps
        guard var page = fetched, page.status == 200 else { return nil }
        page.status = rule.responseCode ?? response.status
        page.reason = nil
        page.originStatus = response.originStatus
        page.cacheResult = "Error from cloudfront"
        page.isErrorPage = true
        page.isWhole = false
        return page
    }

    // MARK: Ranges and conditions

    /// Applies range and conditional headers: 206, 304, 412 or 416.
    func delivered(_ response: PassageResponse) -> PassageResponse {
        guard response.isWhole, response.status == 200, request.method == "GET" || request.method == "HEAD"
        else { return response }
        switch ConditionalRequest(request.fields).evaluate(against: response.fields) {
        case .notModified:
            var response = response.withoutBody(status: 304)
            ConditionalRequest.removeBodyFields(from: &response.fields)
            return response
        case .preconditionFailed:
            var response = response.withoutBody(status: 412)
            response.fields[.contentLength] = "0"
            return response
        case .proceed: break
        }
        guard request.method == "GET", let length = response.body.length else { return response }
        var response = response
        response.fields[.acceptRanges] = "bytes"
        switch ByteRange.requested(in: request.fields, of: response.fields, length: length) {
        case .whole: break
        case .part(let range):
            response.status = 206
            response.reason = nil
            response.fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
            response.fields[.contentLength] = String(range.count)
            response.body = response.body.part(range)
        case .unsatisfiable:
            response = response.withoutBody(status: 416)
            response.fields[.contentRange] = "bytes */\(length)"
            response.fields[.contentLength] = "0"
        }
        return response
    }
}

extension PassageResponse {
    fileprivate func withoutBody(status: Int) -> PassageResponse {
        var response = self
        response.status = status
        response.reason = nil
        response.body = .empty
        return response
    }
}
