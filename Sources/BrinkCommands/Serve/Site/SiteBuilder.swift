import Brink
import CloudFrontEvents
import EdgeEmulator
import FunctionLogs
import Invocations
import StacktapeManifest

/// Builds the emulator's site from a manifest and the mappings of `--origin`.
struct SiteBuilder: Sendable {
    private let limits: LimitProfile
    private let isolation: Isolation
    private let mappings: [String: OriginTarget]

    init(_ command: ServeCommand) {
        limits = command.limits
        isolation = command.isolation
        mappings = Dictionary(command.origins.map { ($0.name, $0.target) }) { $1 }
    }

    /// Plans the functions of a manifest.
    func plans(of manifest: Manifest) -> [FunctionPlan] {
        manifest.functions.map { FunctionPlan($0, limits: limits, isolation: isolation) }
    }

    /// Reports functions that run here but would be refused at deployment, a line each.
    func refusals(of manifest: Manifest) -> [String] {
        manifest.functions.flatMap { function in
            DeploymentRules.findings(for: manifest.settings(of: function), profile: limits)
                .filter(\.isRefusal)
                .map { "\(function.name) would be refused at deployment: \($0) [\($0.rule.id)]" }
        }
    }

    /// Returns how long a function's logs are kept.
    func keeping(of function: EdgeFunction) -> LogKeeping {
        guard !function.logging.isDisabled else { return .disabled }
        return (try? LogRetention(days: function.logging.retentionDays)).map { .kept($0) } ?? .standard
    }

    /// Builds the distributions, and the targets of requests that functions send to the manifest's buckets.
    func site(of manifest: Manifest) -> Site {
        var targets: [String: OriginTarget] = [:]
        let origins = manifest.distributions.flatMap { [$0.origin] + $0.routes.map(\.origin) }
        for origin in origins {
            if let name = origin.resource, origin.isBucket { targets[name] = target(of: origin) }
        }
        targets.merge(mappings) { $1 }
        return Site(distributions: manifest.distributions.map(distribution), targets: targets)
    }

    // MARK: Distributions

    private func distribution(_ declared: ManifestDistribution) -> Distribution {
        var main = behavior(
            declared.origin,
            declared.caching,
            declared.forwarding,
            declared.edgeFunctions,
            prefix: declared.defaultRoutePrefix
        )
        if declared.rewritesForSinglePageApp {
            main.pathRewriting = .singlePageApp(indexDocument: declared.indexDocument)
        } else if declared.normalizesURLs {
            main.pathRewriting = .normalized
        }
        let origin = settings(of: declared.origin)
        var distribution = Distribution(name: declared.name, origin: origin, behavior: main)
        distribution.origins = [main.origin: origin]
        distribution.aliases = declared.customDomains
        distribution.defaultRootObject = String(declared.indexDocument.drop { $0 == "/" })
        distribution.customErrorResponses = [
            CustomErrorResponse(errorCode: 404, pagePath: declared.errorDocument)
        ]
        for route in declared.routes {
            var behavior = behavior(
                route.origin,
                route.caching,
                route.forwarding,
                route.edgeFunctions,
                prefix: route.routePrefix
            )
            // The manifest's reader has refused invalid patterns.
            guard let pattern = try? PathPattern(route.path) else { continue }
            behavior.pathPattern = pattern
            behavior.pathRewriting = route.normalizesURLs ? .normalized : .none
            distribution.behaviors.append(behavior)
            distribution.origins[behavior.origin] = settings(of: route.origin)
        }
        return distribution
    }

    private func behavior(
        _ origin: ManifestOrigin,
        _ caching: CachingOptions,
        _ forwarding: ForwardingOptions,
        _ functions: EdgeFunctionNames,
        prefix: String?
    ) -> Behavior {
        var behavior = Behavior(origin: Self.name(of: origin))
        for event in EventType.allCases { behavior.functions[event] = functions[event] }
        // Without caching headers, a bucket's objects are cached for half a year, other responses not at all.
        behavior.cachePolicy = CachePolicy(
            minimumTTL: caching.minTTL ?? 0,
            defaultTTL: caching.defaultTTL ?? (origin.isBucket ? 15_552_000 : 0),
            maximumTTL: caching.maxTTL ?? 31_536_000,
            queryStrings: caching.queryString.map(Self.selection) ?? (origin.isBucket ? .none : .all),
            headers: caching.headers.map(Self.headers) ?? .none,
            cookies: caching.cookies.map(Self.selection) ?? .none
        )
        var policy = OriginRequestPolicy(
            cloudFrontHeaders: Set(forwarding.cloudFrontHeaders.map { $0.lowercased() })
        )
        if let selection = forwarding.queryString { policy.queryStrings = Self.selection(selection) }
        if let selection = forwarding.headers { policy.headers = Self.headers(selection) }
        if let selection = forwarding.cookies { policy.cookies = Self.selection(selection) }
        policy.customHeaders = forwarding.customRequestHeaders.map { ($0.name, $0.value) }
        behavior.originRequestPolicy = policy
        behavior.allowedMethods = Set(forwarding.allowedMethods)
        behavior.cachedMethods = Set(caching.cacheMethods)
        behavior.compresses = caching.isCompressed
        behavior.originPathPrefix = prefix ?? ""
        return behavior
    }

    // MARK: Origins

    private static func name(of origin: ManifestOrigin) -> String {
        if let resource = origin.resource { return resource }
        if case .url(let server) = origin.source { return server.domainName }
        return "default"
    }

    private func settings(of origin: ManifestOrigin) -> OriginSettings {
        let name = Self.name(of: origin)
        switch origin.source {
        case .folder, .emptyBucket:
            let bucket = S3Origin(domainName: "\(name.lowercased()).s3.us-east-1.amazonaws.com")
            return OriginSettings(.s3(bucket), target: target(of: origin))
        case .url(let server):
            var custom = CustomOrigin(domainName: server.domainName)
            custom.protocol = server.isSecure ? "https" : "http"
            custom.port = JSONNumber(server.port)
            return OriginSettings(.custom(custom), target: mappings[name])
        case .unrunnable:
            let custom = CustomOrigin(domainName: "\(name.lowercased()).execute-api.us-east-1.amazonaws.com")
            return OriginSettings(.custom(custom), target: target(of: origin))
        }
    }

    private func target(of origin: ManifestOrigin) -> OriginTarget {
        let name = Self.name(of: origin)
        if let mapped = mappings[name] { return mapped }
        switch origin.source {
        case .folder(let contents): return .folder(Self.folder(contents))
        case .emptyBucket:
            return .unmapped(
                "The bucket \(name) has no directoryUpload: pass --origin \(name)=FOLDER or --origin \(name)=URL."
            )
        case .url(let server): return .unmapped("The server \(server.domainName) is not mapped.")
        case .unrunnable(let type):
            return .unmapped("The \(type) \(name) does not run on this machine: pass --origin \(name)=URL.")
        }
    }

    private static func folder(_ contents: FolderContents) -> FolderOrigin.Settings {
        FolderOrigin.Settings(
            root: contents.directory.absolute,
            excluded: contents.excludeFilesPatterns.map { GlobPattern($0) },
            headers: contents.fileOptions.map { option in
                FolderOrigin.HeaderRule(
                    included: GlobPattern(option.includePattern),
                    excluded: option.excludePattern.map { GlobPattern($0) },
                    headers: option.headers.map { FolderOrigin.Header(name: $0.name, value: $0.value) }
                )
            },
            preset: contents.headersPreset.flatMap { HeaderPreset(rawValue: $0.rawValue) } ?? .none,
            cors: contents.cors.map { rule in
                CORSRule(
                    origins: rule.allowedOrigins,
                    methods: rule.allowedMethods,
                    requestHeaders: rule.allowedHeaders,
                    exposedHeaders: rule.exposedResponseHeaders,
                    maxAge: rule.maxAge
                )
            }
        )
    }

    // MARK: Forwarded names

    private static func selection(_ selection: ForwardedNames) -> Selection {
        switch selection {
        case .none: .none
        case .all: .all
        case .only(let names): .only(Set(names))
        case .allExcept(let names): .allExcept(Set(names))
        }
    }

    /// Header names are lowercase; all of them excludes the viewer's `Host`, which a bucket would not recognize.
    private static func headers(_ selection: ForwardedNames) -> Selection {
        switch selection {
        case .none: .none
        case .all: .allExcept(["host"])
        case .only(let names): .only(Set(names.map { $0.lowercased() }))
        case .allExcept(let names): .allExcept(Set(names.map { $0.lowercased() }))
        }
    }
}
