import CloudFrontEvents
import HTTPTypes
import NIOCore

// Asking the origin, with the functions before and behind it (spec 1.1).
extension Passage {
    /// Runs origin-request, asks the origin, and runs origin-response.
    mutating func originAnswer(_ onward: OriginRequest, _ behavior: Behavior) async throws -> EdgeAnswer {
        var onward = onward
        // DNS comes before the function, which is not run for an origin that has no address (M:http-502).
        try await resolve(onward)
        if let generated = try await originRequest(&onward, behavior) { return generated }
        let given = onward.givenDomain
        if onward.origin.domainName != given { try await resolve(onward) }
        let answer = try await asked(onward, behavior)
        let result = try await originResponse(to: onward, answer, behavior)
        return try await compressed(result, onward, behavior)
    }

    private func resolve(_ onward: OriginRequest) async throws(EdgeFailure) {
        let target = edge.origins.target(of: onward, site: site)
        guard await edge.origins.hasAddress(target) else { throw .originHasNoAddress }
    }

    /// Asks what answers for the origin, by every path that the object may have there.
    private mutating func asked(_ onward: OriginRequest, _ behavior: Behavior) async throws -> EdgeAnswer {
        let isRewritten = behavior.functions[.originRequest] == nil
        let paths =
            isRewritten ? behavior.pathRewriting.candidates(for: onward.request.path) : [onward.request.path]
        var onward = onward
        var first: EdgeAnswer?
        for path in paths {
            onward.request.path = path
            let answer = try await askedOnce(onward, behavior)
            if answer.status != 404 && answer.status != 403 { return answer }
            first = first ?? answer
        }
        guard let first else { throw EdgeFailure.badRequest }
        return first
    }

    private mutating func askedOnce(_ onward: OriginRequest, _ behavior: Behavior) async throws -> EdgeAnswer
    {
        let start = EdgeClock.now
        let target = edge.origins.target(of: onward, site: site)
        var detail = "\(onward.request.method) \(target.url(of: onward))"
        defer { note(.origin(detail), since: start) }
        do {
            var response = try await edge.origins.ask(target, onward, requestId: requestId)
            detail += " → \(response.status)"
            EdgeFields.removeHopByHop(from: &response.fields)
            if response.fields[.date] == nil { response.fields[.date] = HTTPDate.now }
            return EdgeAnswer(
                status: response.status,
                reason: response.reason,
                fields: response.fields,
                body: onward.request.method == "HEAD" ? .empty : response.body,
                originStatus: response.status,
                cacheResult: response.status >= 400 ? "Error from cloudfront" : "Miss from cloudfront",
                isWhole: onward.asksForWhole
            )
        } catch {
            detail += " → \(error.reason)"
            throw EdgeFailure(status: error.status, error.sentence)
        }
    }
}

extension EdgeFailure {
    fileprivate static let originHasNoAddress = EdgeFailure(
        status: 502,
        "CloudFront wasn't able to resolve the origin domain name."
    )
}

extension Behavior.PathRewriting {
    /// The paths at which an object may be, in the order in which they are tried.
    func candidates(for path: String) -> [String] {
        let file = path[(path.lastIndex(of: "/") ?? path.startIndex)...]
        switch self {
        case .none: return [path]
        case .singlePageApp(let index): return [file.contains(".") ? path : index]
        case .normalized:
            if path.hasSuffix("/") { return ["\(path)index.html", path] }
            return file.contains(".") ? [path] : [path, "\(path).html", "\(path)/index.html"]
        }
    }
}
