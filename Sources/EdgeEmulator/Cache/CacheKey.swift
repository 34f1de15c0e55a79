import HTTPTypes

/// The parts of a request that identify its object, as the behavior's cache policy selects them
/// (C:understanding-the-cache-key).
package struct CacheKey: Hashable, Sendable {
    /// The path, which invalidations match.
    package let path: String
    /// The selected parameters of the query string.
    package let query: String
    private let distribution: String
    /// The selected headers and cookies.
    private let rest: String
    private let encodings: AcceptedEncodings
    private let isOptions: Bool

    /// Selects the parts of a request.
    package init(
        _ request: ViewerRequest,
        _ context: ViewerContext,
        distribution: String,
        policy: CachePolicy,
        compresses: Bool
    ) {
        self.distribution = distribution
        path = request.path
        query = policy.queryStrings.parameters(in: request.query)
        encodings = compresses ? AcceptedEncodings(request.fields) : AcceptedEncodings()
        isOptions = request.method == "OPTIONS"
        rest = Self.rest(request, context, policy)
    }

    /// The approximate size in bytes.
    var size: Int { path.utf8.count + query.utf8.count + rest.utf8.count + 128 }

    /// The path with its query string, which invalidations match too.
    package var target: String { query.isEmpty ? path : "\(path)?\(query)" }

    private static func rest(_ request: ViewerRequest, _ context: ViewerContext, _ policy: CachePolicy)
        -> String
    {
        guard policy.headers != .none || policy.cookies != .none else { return "" }
        var rest = ""
        for name in policy.headers.names.sorted() {
            // CloudFront's own headers have its values, whatever the viewer sent.
            let value =
                name.hasPrefix("cloudfront-") ? context.value(of: name) ?? "" : request.headerForKey(name)
            rest += "\(name):\(value)\n"
        }
        if policy.cookies != .none {
            let cookies = request.fields[values: .cookie].flatMap { policy.cookies.cookies(in: $0) }
            rest += "cookie:" + cookies.sorted().joined(separator: ";")
        }
        return rest
    }
}

extension ViewerRequest {
    /// Joins the values of a header that is part of a key.
    fileprivate func headerForKey(_ name: String) -> String {
        HTTPField.Name(name).map { fields[values: $0].joined(separator: ",") } ?? ""
    }
}
