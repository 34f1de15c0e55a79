import HTTPTypes
import Hummingbird

/// Rejects requests for names of other machines, and orders that a web page elsewhere could have sent.
struct ControlGuard: RouterMiddleware {
    /// The field that orders carry; for a page elsewhere it needs a CORS preflight, which is refused.
    private static let order = HTTPField.Name(known: "Brink-Request")

    /// The name or address that the server listens on.
    let ownHostName: String

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard isLocal(request.head.authority ?? "") else {
            let message =
                "this server only answers to localhost and to IP addresses; open it under one of those"
            return ControlAPI.refusal(.forbidden, message)
        }
        guard request.method == .get || request.method == .head || request.headers[Self.order] != nil else {
            return ControlAPI.refusal(.forbidden, "missing header: send Brink-Request: 1")
        }
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        response.headers[.contentSecurityPolicy] =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[HTTPField.Name(known: "Referrer-Policy")] = "no-referrer"
        return response
    }

    private func isLocal(_ authority: String) -> Bool {
        var name = authority.lowercased()
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") { name = String(name[..<colon]) }
        if name == "localhost" || name.hasSuffix(".localhost") || name == ownHostName.lowercased() {
            return true
        }
        // An address cannot be rebound through DNS.
        return name.hasPrefix("[") || (!name.isEmpty && name.allSatisfy { $0 == "." || $0.isNumber })
    }
}
