import CloudFrontEvents
import HTTPTypes

/// Changes header fields on their way to origins and viewers, as CloudFront does
/// (C:RequestAndResponseBehaviorCustomOrigin).
enum EdgeFields {
    /// The emulator's name in `Via` fields.
    private static let viaName =
        (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
        + ".cloudfront.net (CloudFront)"

    /// Adds the emulator to a `Via` field.
    static func appendVia(to fields: inout HTTPFields, _ version: String) {
        let own = "\(version) \(viaName)"
        fields[.via] = fields[.via].map { "\($0), \(own)" } ?? own
    }

    /// Removes hop-by-hop fields (RFC 9110, 7.6.1), and those that CloudFront does not pass on.
    static func removeHopByHop(from fields: inout HTTPFields) {
        let named = fields[values: .connection].flatMap {
            $0.lowercased().split(whereSeparator: { ", \t".contains($0) })
        }
        fields.removeAll { field in
            let name = field.name.canonicalName
            return hopByHop.contains(name) || named.contains(name[...]) || DisallowedHeaders.contains(name)
        }
    }

    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade",
    ]

    // MARK: To the origin

    /// Selects and adds the fields that go to the origin.
    static func forwarded(
        _ request: ViewerRequest,
        _ behavior: Behavior,
        origin: Origin,
        context: ViewerContext,
        isWhole: Bool
    ) -> HTTPFields {
        let policy = behavior.originRequestPolicy
        let key = behavior.cachePolicy
        var fields = HTTPFields()
        fields.reserveCapacity(request.fields.count + 8)
        var viewers = request.fields
        removeHopByHop(from: &viewers)
        for field in viewers {
            let name = field.name.canonicalName
            // Cookies are selected one by one.
            let isSelected = policy.headers.contains(name) || key.headers.contains(name) || name == "cookie"
            guard isSelected || always.contains(name) else { continue }
            switch name {
            case "cookie": append(cookies: field, to: &fields, policy, key)
            case "host": if case .custom = origin { fields.append(field) }
            // The cache sends its own (C:RequestAndResponseBehaviorCustomOrigin).
            case "range", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since":
                if !isWhole { fields.append(field) }
            case "accept-encoding": if !behavior.compresses || !isWhole { fields.append(field) }
            // A cached response would be shared by everyone, unless it is part of the key.
            case "authorization": if !isWhole || key.headers.contains(name) { fields.append(field) }
            case "x-forwarded-for", "via": continue
            case _ where name.hasPrefix("cloudfront-"): continue
            default: fields.append(field)
            }
        }
        if fields[.hostName] == nil { fields[.hostName] = origin.domainName }
        if fields[.userAgent] == nil { fields[.userAgent] = "Amazon CloudFront" }
        if behavior.compresses, isWhole, let encodings = normalizedEncodings(request.fields) {
            fields[.acceptEncoding] = encodings
        }
        let forwardedFor = request.fields[.xForwardedFor].map { "\($0), " } ?? ""
        fields[.xForwardedFor] = forwardedFor + request.viewer.address
        fields[.via] = request.fields[.via]
        appendVia(to: &fields, context.viewer.httpVersion)
        for name in policy.cloudFrontHeaders.union(key.headers.names).sorted()
        where name.hasPrefix("cloudfront-") {
            guard let value = context.value(of: name) else { continue }
            let words = name.split(separator: "-").map {
                casings[String($0)] ?? $0.prefix(1).uppercased() + $0.dropFirst()
            }
            if let field = HTTPField.Name(words.joined(separator: "-")) { fields[field] = value }
        }
        return fields
    }

    /// Selects the query string that goes to the origin: the parameters in the key, and those that the policy forwards.
    static func forwardedQuery(_ query: String, _ behavior: Behavior) -> String {
        behavior.originRequestPolicy.queryStrings.parameters(
            in: query,
            or: behavior.cachePolicy.queryStrings
        )
    }

    /// The fields that describe a body, which are always forwarded.
    private static let always: Set<String> = ["content-length", "content-type", "content-encoding"]

    private static func append(
        cookies field: HTTPField,
        to fields: inout HTTPFields,
        _ policy: OriginRequestPolicy,
        _ key: CachePolicy
    ) {
        if policy.cookies == .all || key.cookies == .all { return fields.append(field) }
        let kept = policy.cookies.cookies(in: field.value, or: key.cookies)
        if !kept.isEmpty { fields.append(HTTPField(name: field.name, value: kept.joined(separator: "; "))) }
    }

    /// Rewrites `Accept-Encoding` as CloudFront does where it compresses: Brotli first (C:ServingCompressedFiles).
    private static func normalizedEncodings(_ fields: HTTPFields) -> String? {
        let accepted = AcceptedEncodings(fields)
        let names = [accepted.brotli ? "br" : nil, accepted.gzip ? "gzip" : nil].compactMap { $0 }
        return names.isEmpty ? nil : names.joined(separator: ",")
    }

    /// The words in the names of CloudFront's headers that are not just capitalized.
    private static let casings = [
        "cloudfront": "CloudFront", "ios": "IOS", "smarttv": "SmartTV", "tls": "TLS",
    ]
}

extension Selection {
    /// The names that are listed; none for all, or all except some.
    var names: Set<String> {
        if case .only(let names) = self { names } else { [] }
    }

    /// Keeps the parameters of a query string that this or another selection has.
    func parameters(in query: String, or other: Selection = .none) -> String {
        if query.isEmpty || self == .all || other == .all { return query }
        if self == .none, other == .none { return "" }
        return query.split(separator: "&", omittingEmptySubsequences: false)
            .filter { hasName(of: $0, or: other) }
            .joined(separator: "&")
    }

    /// Lists the cookies in a field that this or another selection has.
    func cookies(in field: String, or other: Selection = .none) -> [Substring] {
        field.split(separator: ";").map { $0.drop { $0 == " " } }.filter { hasName(of: $0, or: other) }
    }

    private func hasName(of pair: Substring, or other: Selection) -> Bool {
        let name = String(pair.prefix { $0 != "=" })
        return contains(name) || other.contains(name)
    }
}
