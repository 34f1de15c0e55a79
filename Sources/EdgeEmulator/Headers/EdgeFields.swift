import CloudFrontEvents
import HTTPTypes

/// Changes header fields on their way to origins and viewers, as CloudFront does
/// (C:RequestAndResponseBehaviorCustomOrigin).
enum EdgeFields {
    /// The emulator's name in `Via` fields.
    private static let viaName: String = {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        let more = String(UInt64.random(in: .min ... .max), radix: 16)
        let name = digits + more
        return String(repeating: "0", count: 32 - name.count) + name + ".cloudfront.net (CloudFront)"
    }()

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
        fields.removeFields { field in
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
            case "host" where isBucket(origin): continue
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
        appendVia(to: &fields, context.viaVersion)
        for name in policy.cloudFrontHeaders.union(key.headers.names).sorted()
        where name.hasPrefix("cloudfront-") {
            guard let value = context.value(of: name), let field = HTTPField.Name(wireName(of: name)) else {
                continue
            }
            fields[field] = value
        }
        for (name, value) in policy.customHeaders {
            if let field = HTTPField.Name(name) { fields[field] = value }
        }
        return fields
    }

    /// Selects the query string that goes to the origin: the parameters in the key, and those that the policy forwards.
    static func forwardedQuery(_ query: String, _ behavior: Behavior) -> String {
        let policy = behavior.originRequestPolicy.queryStrings
        let key = behavior.cachePolicy.queryStrings
        if policy == .all || key == .all || query.isEmpty { return query }
        let kept = query.split(separator: "&", omittingEmptySubsequences: false).filter { parameter in
            let name = String(parameter.prefix { $0 != "=" })
            return policy.contains(name) || key.contains(name)
        }
        return kept.joined(separator: "&")
    }

    /// The fields that describe a body, which are always forwarded.
    private static let always: Set<String> = ["content-length", "content-type", "content-encoding"]

    private static func isBucket(_ origin: Origin) -> Bool {
        if case .s3 = origin { true } else { false }
    }

    private static func append(
        cookies field: HTTPField,
        to fields: inout HTTPFields,
        _ policy: OriginRequestPolicy,
        _ key: CachePolicy
    ) {
        if policy.cookies == .all || key.cookies == .all { return fields.append(field) }
        let kept = field.value.split(separator: ";").filter { cookie in
            let name = String(cookie.drop { $0 == " " }.prefix { $0 != "=" })
            return policy.cookies.contains(name) || key.cookies.contains(name)
        }
        guard !kept.isEmpty else { return }
        let value = kept.map { $0.drop { $0 == " " } }.joined(separator: "; ")
        fields.append(HTTPField(name: field.name, value: value))
    }

    /// Rewrites `Accept-Encoding` as CloudFront does where it compresses: Brotli first (C:ServingCompressedFiles).
    private static func normalizedEncodings(_ fields: HTTPFields) -> String? {
        let accepted = AcceptedEncodings(fields)
        let names = [accepted.brotli ? "br" : nil, accepted.gzip ? "gzip" : nil].compactMap { $0 }
        return names.isEmpty ? nil : names.joined(separator: ",")
    }

    /// Writes a name such as `cloudfront-viewer-country` in the casing that CloudFront sends.
    private static func wireName(of name: String) -> String {
        let parts = name.split(separator: "-").map { part -> String in
            switch part {
            case "cloudfront": "CloudFront"
            case "ios": "IOS"
            case "smarttv": "SmartTV"
            case "http", "tls", "asn", "ja3", "ja4": part.uppercased()
            default: part.prefix(1).uppercased() + part.dropFirst()
            }
        }
        let joined = parts.joined(separator: "-")
        return joined == "CloudFront-Viewer-HTTP-Version" ? "CloudFront-Viewer-Http-Version" : joined
    }
}

extension Selection {
    /// The names that are listed; none for all, or all except some.
    var names: Set<String> {
        if case .only(let names) = self { names } else { [] }
    }
}
