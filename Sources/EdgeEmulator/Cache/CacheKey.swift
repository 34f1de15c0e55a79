import HTTPTypes

/// What an object is kept under: the parts of a request that a behavior's cache policy names
/// (C:understanding-the-cache-key).
struct CacheKey: Hashable, Sendable {
    /// The path, by which invalidations find it.
    let path: String
    /// The query string, as far as it is part of the key.
    let query: String
    private let distribution: String
    /// Everything else: selected headers and cookies, and what the viewer takes compressed.
    private let rest: String
    private let encodings: AcceptedEncodings
    private let isOptions: Bool

    init(
        _ request: ViewerRequest,
        _ context: ViewerContext,
        distribution: String,
        policy: CachePolicy,
        compresses: Bool
    ) {
        self.distribution = distribution
        path = request.path
        query = Self.selected(request.query, by: policy.queryStrings)
        encodings = compresses ? AcceptedEncodings(request.fields) : AcceptedEncodings()
        isOptions = request.method == "OPTIONS"
        rest = Self.rest(request, context, policy)
    }

    /// About how many bytes it takes.
    var size: Int { path.utf8.count + query.utf8.count + rest.utf8.count + 128 }

    /// The path with its query string, as invalidations may name it.
    var target: String { query.isEmpty ? path : "\(path)?\(query)" }

    private static func rest(_ request: ViewerRequest, _ context: ViewerContext, _ policy: CachePolicy)
        -> String
    {
        guard policy.headers != .none || policy.cookies != .none else { return "" }
        var rest = ""
        for name in policy.headers.names.sorted() {
            // CloudFront's own fields have its own values, whatever a viewer sent under their names.
            let value =
                name.hasPrefix("cloudfront-") ? context.value(of: name) ?? "" : request.headerForKey(name)
            rest += "\(name):\(value)\n"
        }
        if policy.cookies != .none {
            let cookies = request.fields[values: .cookie].flatMap { $0.split(separator: ";") }
                .map { $0.drop { $0 == " " } }
                .filter { policy.cookies.contains(String($0.prefix { $0 != "=" })) }
            rest += "cookie:" + cookies.sorted().joined(separator: ";")
        }
        return rest
    }

    private static func selected(_ query: String, by selection: Selection) -> String {
        if selection == .none || query.isEmpty { return "" }
        if selection == .all { return query }
        return query.split(separator: "&", omittingEmptySubsequences: false)
            .filter { selection.contains(String($0.prefix { $0 != "=" })) }
            .joined(separator: "&")
    }
}

extension ViewerRequest {
    /// The values of a header that is part of a key, in one text.
    fileprivate func headerForKey(_ name: String) -> String {
        HTTPField.Name(name).map { fields[values: $0].joined(separator: ",") } ?? ""
    }
}
