import CloudFrontEvents
import HTTPTypes
import HandlerRuntime
import NIOCore

// What the cache does on a request's way (C:lambda-cloudfront-trigger-events, C:Expiration).
extension Passage {
    /// Answers the request as the viewer-request function left it: from the cache, or from the origin.
    mutating func answer(_ behavior: Behavior) async throws -> EdgeAnswer {
        try await answer(objectRequest, behavior)
    }

    /// The answer to a request that nobody has to wait for: it is in the cache, and no function runs on its way.
    mutating func hit() -> EdgeAnswer? {
        guard request.body == nil, let behavior = try? checkedBehavior(),
            behavior.functions[.viewerRequest] == nil, behavior.functions[.viewerResponse] == nil,
            behavior.cachedMethods.contains(request.method)
        else { return nil }
        let start = EdgeClock.now
        let now = WallClock.epochMilliseconds
        guard let object = edge.cache.hit(key(of: objectRequest, behavior), now: now),
            !distribution.customErrorResponses.contains(where: { $0.errorCode == object.status }),
            let answer = EdgeAnswer(object, "Hit from cloudfront", now: now)
        else { return nil }
        note(.cache("hit"), since: start)
        return delivered(answer)
    }

    /// The request for the object that is meant.
    private var objectRequest: ViewerRequest {
        guard request.path == "/", let root = distribution.defaultRootObject else { return request }
        var request = request
        request.path = "/" + root
        return request
    }

    private func key(of request: ViewerRequest, _ behavior: Behavior) -> CacheKey {
        CacheKey(
            request,
            context,
            distribution: distribution.id,
            policy: behavior.cachePolicy,
            compresses: behavior.compresses
        )
    }

    /// Answers a request for an object.
    private mutating func answer(_ request: ViewerRequest, _ behavior: Behavior) async throws -> EdgeAnswer {
        guard behavior.cachedMethods.contains(request.method) else {
            return try await originAnswer(OriginRequest(request, behavior, self), behavior)
        }
        let key = key(of: request, behavior)
        while true {
            let start = EdgeClock.now
            let now = WallClock.epochMilliseconds
            switch edge.cache.lookup(key, now: now) {
            case .fresh(let object):
                guard let answer = EdgeAnswer(object, "Hit from cloudfront", now: now) else { continue }
                note(.cache("hit"), since: start)
                return answer
            case .follow(let flight):
                let outcome = await flight.outcome()
                note(.cache("waited for the same object"), since: start)
                switch outcome {
                case .stored(let object):
                    if let answer = EdgeAnswer(object, "Hit from cloudfront", now: now) { return answer }
                    // Its body was too long to be kept, and has passed by.
                    return try await originAnswer(OriginRequest(request, behavior, self), behavior)
                case .notShared:
                    return try await originAnswer(OriginRequest(request, behavior, self), behavior)
                case .failed(let failure): throw failure
                case .abandoned: try Task.checkCancellation()
                }
            case .lead(let flight):
                note(.cache("miss"), since: start)
                return try await lead(flight, for: request, behavior, stale: nil)
            case .stale(let object, let flight):
                if object.canServe(whileRevalidatingAt: now),
                    let answer = EdgeAnswer(object, "Hit from cloudfront", now: now)
                {
                    note(.cache("stale, and asked for anew behind this answer"), since: start)
                    revalidate(object, flight, for: request, behavior)
                    return answer
                }
                note(.cache("stale"), since: start)
                return try await lead(flight, for: request, behavior, stale: object)
            }
        }
    }

    /// Asks the origin for an object that is given out meanwhile (RFC 5861, 3).
    private func revalidate(
        _ stale: CachedObject,
        _ flight: Flight,
        for request: ViewerRequest,
        _ behavior: Behavior
    ) {
        var passage = self
        var request = request
        // What comes is for all who ask from now on.
        request.method = "GET"
        Task.detached { [request] in
            let answer = try? await passage.lead(flight, for: request, behavior, stale: stale)
            try? await answer?.body.drain()
        }
    }

    /// Asks the origin for an object that others may be waiting for, and stores what may be stored.
    private mutating func lead(
        _ flight: Flight,
        for request: ViewerRequest,
        _ behavior: Behavior,
        stale: CachedObject?
    ) async throws -> EdgeAnswer {
        // Whatever happens, nobody waits for ever.
        defer { flight.end(.abandoned) }
        // A HEAD brings no body to store: whoever waits asks for himself.
        if request.method == "HEAD" { flight.end(.notShared) }
        var onward = OriginRequest(request, behavior, self)
        if let stale { onward.addConditions(of: stale.fields) }
        let answer: EdgeAnswer
        do {
            answer = try await originAnswer(onward, behavior)
        } catch {
            let isOrigins = (error as? EdgeFailure)?.isOrigins == true
            if isOrigins, let stale, let answer = substitute(stale, flight, behavior, status: 502) {
                return answer
            }
            // A viewer that goes away takes nobody along.
            if !Task.isCancelled, let failure = error as? EdgeFailure { flight.end(.failed(failure)) }
            throw error
        }
        let now = WallClock.epochMilliseconds
        if let stale {
            if answer.status == 304 {
                if let answer = refreshed(stale, by: answer, flight, behavior, now: now) { return answer }
                return try await originAnswer(OriginRequest(request, behavior, self), behavior)
            }
            if answer.status >= 500, !answer.isGenerated,
                let answer = substitute(stale, flight, behavior, status: answer.status)
            {
                return answer
            }
        }
        guard request.method != "HEAD" else { return answer }
        return store(answer, flight, behavior, now: now)
    }

    /// What is there in the place of an error, for all who wait and for as long as the error would be kept; nil when it
    /// may not be given out.
    private func substitute(
        _ stale: CachedObject,
        _ flight: Flight,
        _ behavior: Behavior,
        status: Int
    ) -> EdgeAnswer? {
        let now = WallClock.epochMilliseconds
        guard stale.canServe(onErrorAt: now),
            let answer = EdgeAnswer(stale, "Hit from cloudfront", now: now)
        else { return nil }
        let kept = Int64(ttl(behavior, status).error) * 1000
        edge.cache.hold(stale, until: min(now + kept, stale.lifetime.staleOnErrorUntil), flight)
        return answer
    }

    /// Goes on with an object of which the origin says that it is good still.
    private func refreshed(
        _ stale: CachedObject,
        by answer: EdgeAnswer,
        _ flight: Flight,
        _ behavior: Behavior,
        now: Int64
    ) -> EdgeAnswer? {
        let fresh = CachedObject(stale, freshenedBy: answer.fields, stale.lifetime, at: now)
        let lifetime = Lifetime(
            status: fresh.status,
            fields: fresh.fields,
            ttls: ttl(behavior, fresh.status),
            now: now
        )
        let object = edge.cache.freshen(
            stale,
            with: answer.fields,
            lifetime ?? stale.lifetime,
            flight,
            now: now
        )
        var result = EdgeAnswer(object, "RefreshHit from cloudfront", now: now)
        result?.age = nil
        return result
    }

    /// Stores an answer, if it may be stored, and answers from there.
    private func store(_ answer: EdgeAnswer, _ flight: Flight, _ behavior: Behavior, now: Int64) -> EdgeAnswer
    {
        let lifetime = Lifetime(
            status: answer.status,
            fields: answer.fields,
            ttls: ttl(behavior, answer.status),
            now: now
        )
        guard let lifetime, let (object, body) = edge.cache.store(answer, lifetime, flight, now: now) else {
            flight.end(.notShared)
            return answer
        }
        var stored = EdgeAnswer(object, body, answer.cacheResult, now: now)
        stored.age = nil
        stored.originStatus = answer.originStatus
        return stored
    }

    /// How long an answer may be in the cache, in seconds; errors have a shortest time of their own.
    private func ttl(_ behavior: Behavior, _ status: Int) -> TTLs {
        let policy = behavior.cachePolicy
        let error = distribution.customErrorResponses.first { $0.errorCode == status }?.minimumTTL
        return TTLs(
            minimum: policy.minimumTTL,
            default: policy.defaultTTL,
            maximum: policy.maximumTTL,
            error: error ?? 10
        )
    }

    // MARK: Custom error pages

    /// The page that viewers see in the place of an origin's error; nil when there is none, or it cannot be had.
    mutating func errorPage(for answer: EdgeAnswer) async throws -> EdgeAnswer? {
        guard answer.status >= 400, !answer.isErrorPage,
            let rule = distribution.customErrorResponses.first(where: { $0.errorCode == answer.status })
        else { return nil }
        guard let path = rule.pagePath else {
            var answer = answer
            answer.status = rule.responseCode ?? answer.status
            answer.isErrorPage = true
            return answer
        }
        // CloudFront fetches the page itself: no viewer-request function sees that (spec 1.1).
        var pageRequest = request
        pageRequest.method = "GET"
        pageRequest.path = path
        pageRequest.query = ""
        pageRequest.body = nil
        guard var page = try? await self.answer(pageRequest, distribution.behavior(for: path)),
            page.status == 200
        else { return nil }
        page.status = rule.responseCode ?? answer.status
        page.reason = nil
        page.originStatus = answer.originStatus
        page.cacheResult = "Error from cloudfront"
        page.isErrorPage = true
        page.isWhole = false
        return page
    }

    // MARK: Ranges and conditions

    /// The part of an answer that the viewer asked for, or that it has what it asked for already.
    func delivered(_ answer: EdgeAnswer) -> EdgeAnswer {
        guard answer.isWhole, answer.status == 200, request.method == "GET" || request.method == "HEAD" else {
            return answer
        }
        var answer = answer
        switch ConditionalRequest(request.fields).verdict(on: answer.fields) {
        case .notModified:
            answer.status = 304
            answer.reason = nil
            answer.body = .empty
            answer.fields.removeFields { !ConditionalRequest.staysInNotModified($0.name) }
            return answer
        case .preconditionFailed:
            answer.status = 412
            answer.reason = nil
            answer.body = .empty
            answer.fields[.contentLength] = "0"
            return answer
        case .goOn: break
        }
        guard request.method == "GET", let length = answer.body.length else { return answer }
        answer.fields[.acceptRanges] = "bytes"
        switch ByteRange.requested(in: request.fields, of: answer.fields, length: length) {
        case .whole: break
        case .part(let range):
            answer.status = 206
            answer.reason = nil
            answer.fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
            answer.fields[.contentLength] = String(range.count)
            answer.body = answer.body.part(range)
        case .unsatisfiable:
            answer.status = 416
            answer.reason = nil
            answer.fields[.contentRange] = "bytes */\(length)"
            answer.fields[.contentLength] = "0"
            answer.body = .empty
        }
        return answer
    }
}
