import CloudFrontEvents
import EdgeEmulator
import StacktapeManifest

// The behaviors that Stacktape deploys, with defaults by kind of origin (S:.../_utils/cdn.ts).
extension Behavior {
    /// Creates the behavior of a distribution or a route; the path pattern and the rewriting are left to the caller.
    init(
        origin: String,
        _ functions: EdgeFunctionNames,
        _ caching: CachingOptions,
        _ forwarding: ForwardingOptions,
        forBucket isBucket: Bool
    ) {
        self.init(origin: origin)
        for event in EventType.allCases { self.functions[event] = functions[event] }
        cachePolicy = CachePolicy(caching, forBucket: isBucket)
        originRequestPolicy = OriginRequestPolicy(forwarding, forBucket: isBucket)
        let readOnly: Set<String> = ["GET", "HEAD", "OPTIONS"]
        allowedMethods = forwarding.allowedMethods.map { Set($0) } ?? (isBucket ? readOnly : Self.methods)
        cachedMethods = caching.cacheMethods.map { Set($0) } ?? readOnly.intersection(allowedMethods)
        compresses = caching.isCompressed
    }
}

extension CachePolicy {
    /// Without cache headers, a bucket's objects are cached for half a year, other responses not at all.
    fileprivate init(_ caching: CachingOptions, forBucket isBucket: Bool) {
        let standard = isBucket ? CachingOptions.bucketTTL : 0
        let longest = CachingOptions.usualMaxTTL
        self.init(
            minimumTTL: caching.minTTL ?? 0,
            defaultTTL: caching.defaultTTL ?? min(max(standard, caching.minTTL ?? 0), longest),
            maximumTTL: caching.maxTTL ?? max(longest, caching.minTTL ?? 0, caching.defaultTTL ?? 0),
            queryStrings: caching.queryString.map { Selection($0) } ?? (isBucket ? .none : .all),
            headers: caching.headers.map { Selection(headers: $0) }
                ?? (isBucket ? .none : .only(["authorization"])),
            cookies: caching.cookies.map { Selection($0) } ?? .none
        )
    }
}

extension OriginRequestPolicy {
    fileprivate init(_ forwarding: ForwardingOptions, forBucket isBucket: Bool) {
        let standard: Selection = isBucket ? .none : .all
        let headers: Selection =
            isBucket ? .only(["if-match", "if-none-match", "if-modified-since"]) : .allExcept(["host"])
        self.init(
            queryStrings: forwarding.queryString.map { Selection($0) } ?? standard,
            headers: forwarding.headers.map { Selection(headers: $0) } ?? headers,
            cloudFrontHeaders: Set(forwarding.cloudFrontHeaders.map { $0.lowercased() }),
            cookies: forwarding.cookies.map { Selection($0) } ?? standard
        )
    }
}

extension Selection {
    fileprivate init(_ names: ForwardedNames) {
        self =
            switch names {
            case .none: .none
            case .all: .all
            case .only(let names): .only(Set(names))
            case .allExcept(let names): .allExcept(Set(names))
            }
    }

    /// Header names are lowercase; all of them excludes the viewer's `Host`, which an API would not recognize.
    fileprivate init(headers: ForwardedNames) {
        self =
            switch headers {
            case .none: .none
            case .all: .allExcept(["host"])
            case .only(let names): .only(Set(names.map { $0.lowercased() }))
            case .allExcept(let names): .allExcept(Set(names.map { $0.lowercased() }))
            }
    }
}
