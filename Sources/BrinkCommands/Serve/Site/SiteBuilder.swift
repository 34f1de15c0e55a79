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
        manifest.functions.map {
            FunctionPlan($0, of: manifest.folder, limits: limits, isolation: isolation)
        }
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

    /// Reports that nothing is served, or which buckets are empty, a line each.
    func emptiness(of manifest: Manifest) -> [String] {
        guard !manifest.distributions.isEmpty else {
            return [
                "no resource of the manifest has a CDN, so every request gets 403: add cdn: { enabled: true } to one"
            ]
        }
        let names = Self.origins(of: manifest).compactMap { origin -> String? in
            guard case .emptyBucket = origin.source, let name = origin.resource, mappings[name] == nil else {
                return nil
            }
            return name
        }
        return Set(names).sorted().map { name in
            "the bucket \(name) is empty, so its paths give 404: pass --origin \(name)=FOLDER, or set "
                + "directoryUpload in the manifest"
        }
    }

    /// Builds the distributions, and the targets of requests that functions send to the manifest's buckets.
    func site(of manifest: Manifest) -> Site {
        var targets: [String: OriginTarget] = [:]
        for origin in Self.origins(of: manifest) {
            if let name = origin.resource, origin.isBucket { targets[name] = target(of: origin) }
        }
        targets.merge(mappings) { $1 }
        return Site(distributions: manifest.distributions.map(distribution), targets: targets)
    }

    private static func origins(of manifest: Manifest) -> [ManifestOrigin] {
        manifest.distributions.flatMap { [$0.origin] + $0.routes.map(\.origin) }
    }

    // MARK: Distributions

    private func distribution(_ declared: ManifestDistribution) -> Distribution {
        let origin = settings(of: declared.origin, declared.forwarding, path: declared.defaultRoutePrefix)
        let main = Behavior(
            origin: Self.originId(0),
            declared.edgeFunctions,
            declared.caching,
            declared.forwarding,
            forBucket: declared.origin.isBucket
        )
        var distribution = Distribution(name: declared.name, origin: origin, behavior: main)
        distribution.origins = [main.origin: origin]
        // Stacktape's own function has this page, whatever the manifest says (S:helper-lambdas/cdnOriginRequestLambda).
        let page = "/index.html"
        if declared.rewritesForSinglePageApp {
            distribution.defaultBehavior.pathRewriting = .singlePageApp(indexDocument: page)
        } else if declared.normalizesURLs {
            distribution.defaultBehavior.pathRewriting = .normalized
        }
        distribution.aliases = declared.customDomains
        distribution.defaultRootObject = declared.indexDocument.map { String($0.drop { $0 == "/" }) }
        if let path = declared.rewritesForSinglePageApp ? page : declared.errorDocument {
            distribution.customErrorResponses = [CustomErrorResponse(errorCode: 404, pagePath: path)]
        }
        for (index, route) in declared.routes.enumerated() {
            // The manifest's reader has refused invalid patterns.
            guard let pattern = try? PathPattern(route.path) else { continue }
            var behavior = Behavior(
                origin: Self.originId(index + 1),
                route.edgeFunctions,
                route.caching,
                route.forwarding,
                forBucket: route.origin.isBucket
            )
            behavior.pathPattern = pattern
            behavior.pathRewriting = route.normalizesURLs ? .normalized : .none
            distribution.behaviors.append(behavior)
            distribution.origins[behavior.origin] = settings(
                of: route.origin,
                route.forwarding,
                path: route.routePrefix
            )
        }
        return distribution
    }

    // MARK: Origins

    /// Each behavior has an origin of its own, with its own prefix and headers (S:shared/naming/aws-resource-names.ts).
    ///
    /// No resource has such a name, so `--origin` maps resources and domain names only.
    private static func originId(_ index: Int) -> String { "behavior \(index)" }

    private static func name(of origin: ManifestOrigin) -> String {
        if let resource = origin.resource { return resource }
        if case .url(let server) = origin.source { return server.domainName }
        return "default"
    }

    private func settings(
        of origin: ManifestOrigin,
        _ forwarding: ForwardingOptions,
        path: String?
    ) -> OriginSettings {
        let name = Self.name(of: origin)
        var headers = HeaderMap()
        for header in forwarding.customRequestHeaders { headers.append(header.name, header.value) }
        switch origin.source {
        case .folder, .emptyBucket:
            var bucket = S3Origin(domainName: "\(name.lowercased()).s3.us-east-1.amazonaws.com")
            bucket.path = path ?? ""
            bucket.customHeaders = headers
            return OriginSettings(.s3(bucket), target: target(of: origin))
        case .url(let server):
            var custom = CustomOrigin(domainName: server.domainName)
            custom.protocol = server.isSecure ? "https" : "http"
            custom.port = JSONNumber(server.port)
            custom.path = path ?? ""
            custom.customHeaders = headers
            return OriginSettings(.custom(custom), target: mappings[name])
        case .unrunnable:
            var custom = CustomOrigin(domainName: "\(name.lowercased()).execute-api.us-east-1.amazonaws.com")
            custom.path = path ?? ""
            custom.customHeaders = headers
            return OriginSettings(.custom(custom), target: target(of: origin))
        }
    }

    private func target(of origin: ManifestOrigin) -> OriginTarget {
        let name = Self.name(of: origin)
        if let mapped = mappings[name] { return mapped }
        switch origin.source {
        case .folder(let contents): return .folder(Self.folder(contents))
        case .emptyBucket(let cors):
            return .folder(FolderOrigin.Settings(root: nil, cors: cors.map { CORSRule($0) }))
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
            cors: contents.cors.map { CORSRule($0) }
        )
    }
}

extension CORSRule {
    fileprivate init(_ rule: ManifestCORSRule) {
        self.init(
            origins: rule.allowedOrigins,
            methods: rule.allowedMethods,
            requestHeaders: rule.allowedHeaders,
            exposedHeaders: rule.exposedResponseHeaders,
            maxAge: rule.maxAge
        )
    }
}
