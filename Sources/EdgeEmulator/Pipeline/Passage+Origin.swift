import CloudFrontEvents
import HTTPTypes
import NIOCore

// The origin, with the functions before and after it (docs/platform.md, "Events").
extension Passage {
    /// Runs origin-request, asks the origin, and runs origin-response.
    mutating func originResponse(to onward: OriginRequest) async throws -> PassageResponse {
        var onward = onward
        // CloudFront resolves the origin's name first, and runs no function when it has no address (M:http-502).
        try await resolve(onward)
        if let generated = try await originRequest(&onward) { return generated }
        if onward.origin.domainName != onward.settings.origin.domainName { try await resolve(onward) }
        let response = try await ask(onward)
        let result = try await originResponse(to: onward, response)
        return try await compressed(result, onward)
    }

    private func resolve(_ onward: OriginRequest) async throws(EdgeFailure) {
        let target = edge.origins.target(of: onward, site: site)
        guard await edge.origins.hasAddress(target) else { throw .originHasNoAddress }
    }

    /// Asks the origin for each path that the object may have there, until one is found.
    private mutating func ask(_ onward: OriginRequest) async throws -> PassageResponse {
        // A body can be sent once only.
        let isRewritten = behavior.functions[.originRequest] == nil && onward.request.body == nil
        let paths =
            isRewritten ? behavior.pathRewriting.candidates(for: onward.request.path) : [onward.request.path]
        var onward = onward
        var first: PassageResponse?
        for path in paths {
            onward.request.path = path
            let response = try await askOnce(onward)
            if response.status != 404 && response.status != 403 { return response }
            first = first ?? response
        }
        guard let first else { throw EdgeFailure.badRequest }
        return first
    }

    private mutating func askOnce(_ onward: OriginRequest) async throws -> PassageResponse {
        let start = ContinuousClock.now
        let target = edge.origins.target(of: onward, site: site)
        var detail = "\(onward.request.method) \(target.url(of: onward))"
        defer { record(.origin(detail), since: start) }
        do {
            var response = try await edge.origins.ask(target, onward, requestId: requestId)
            detail += " → \(response.status)"
            EdgeFields.removeHopByHop(from: &response.fields)
            if response.fields[.date] == nil { response.fields[.date] = HTTPDate.now }
            return PassageResponse(
                status: response.status,
                reason: response.reason,
                fields: response.fields,
                body: onward.request.method == "HEAD" ? .empty : response.body,
                originStatus: response.status,
                cacheResult: response.status >= 400 ? "Error from cloudfront" : "Miss from cloudfront",
                isWhole: onward.asksForWhole
            )
        } catch {
            if let reason = error.reason { detail += " → \(reason)" }
            throw error
        }
    }
}

extension Behavior.PathRewriting {
    /// Lists the paths at which an object may be, in the order in which they are tried.
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
