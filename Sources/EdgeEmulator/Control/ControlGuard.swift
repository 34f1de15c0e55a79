import HTTPTypes
import Hummingbird

/// Lets in only requests that were made to a name of this machine and, where they change something, that no web page
/// elsewhere can have made.
struct ControlGuard: RouterMiddleware {
    /// The field that orders carry: a page elsewhere cannot set it without being asked first whether it may.
    static let order = HTTPField.Name(known: "Brink-Request")

    let ownHost: String

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard isOwn(request.head.authority ?? "") else {
            return ControlAPI.refusal(
                .forbidden,
                "this server answers to localhost and to addresses of this machine alone"
            )
        }
        if request.method != .get, request.method != .head {
            guard request.headers[Self.order] != nil else {
                return ControlAPI.refusal(.forbidden, "expected the header Brink-Request: 1")
            }
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

    private func isOwn(_ authority: String) -> Bool {
        var name = authority.lowercased()
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") { name = String(name[..<colon]) }
        if name == "localhost" || name.hasSuffix(".localhost") || name == ownHost.lowercased() { return true }
        // An address is no name that somebody else's DNS could point here.
        return name.hasPrefix("[") || (!name.isEmpty && name.allSatisfy { $0 == "." || $0.isNumber })
    }
}
