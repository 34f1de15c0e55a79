import CloudFrontEvents
import StacktapeManifest
import Testing

@Suite struct WholeManifestTests {
    private static let site = """
        serviceName: shop
        resources:
          site:
            type: bucket
            properties:
              directoryUpload:
                directoryPath: public
                headersPreset: static-website
                excludeFilesPatterns: ["**/*.map"]
                fileOptions:
                  - includePattern: "*.woff2"
                    excludePattern: old/*
                    headers:
                      - { key: Cache-Control, value: "max-age=60" }
                    tags: [{ key: kind, value: font }]
              cors:
                enabled: true
                corsRules:
                  - allowedOrigins: [https://a.example]
                    allowedMethods: ["*"]
                    exposedResponseHeaders: [etag]
                    maxAge: 5
              accessibility: { accessibilityMode: private }
              versioning: true
              cdn:
                enabled: true
                customDomains: [WWW.example.com, { domainName: shop.example.com }]
                cloudfrontPriceClass: PriceClass_100
                errorDocument: missing.html
                indexDocument: /start.html
                defaultRoutePrefix: v1/
                rewriteRoutesForSinglePageApp: true
                disableUrlNormalization: true
                edgeFunctions:
                  onRequest: authFunction
                  onResponse: visits
                routeRewrites:
                  - path: /api/*
                    routePrefix: /
                    routeTo:
                      type: custom-origin
                      properties: { domainName: api.example.com, protocol: HTTP, port: 8080 }
                    edgeFunctions: { onOriginRequest: visits }
                  - path: img/*
                    routePrefix: /pictures
                    routeTo: { type: bucket, properties: { bucketName: uploads } }
                  - path: /rest/*
                    routeTo: { type: http-api-gateway, properties: { httpApiGatewayName: gateway } }
                  - path: "*.png"
                    cachingOptions: { minTTL: 1 }
          uploads:
            type: bucket
          gateway:
            type: http-api-gateway
            properties:
              cors: { enabled: true }
          docs:
            type: hosting-bucket
            properties:
              uploadDirectoryPath: ../docs
              hostingContentType: single-page-app
          authFunction:
            type: edge-lambda-function
            properties:
              packaging:
                type: stacktape-lambda-buildpack
                properties:
                  entryfilePath: src/auth.ts
                  handlerFunction: default
                  includeFiles: [data/**]
                  languageSpecificConfig: { tsConfigPath: tsconfig.json }
              connectTo: [uploads, "aws:ses"]
              iamRoleStatements:
                - Resource: ["*"]
                  Action: ["s3:GetObject"]
                  Condition: { StringEquals: { a: b } }
            overrides: { Any: { Properties.Thing: true } }
          visits:
            type: edge-lambda-function
            properties:
              runtime: python3.11
              memory: 256
              timeout: 5
              logging: { disabled: true, retentionDays: 30 }
              packaging:
                type: custom-artifact
                properties: { packagePath: build/visits.zip, handler: "src/visits.py:handler" }

        """

    @Test func `a bucket with a CDN becomes a distribution`() throws {
        let manifest = try manifest(Self.site)

        let site = try #require(manifest.distributions.first)
        #expect(manifest.distributions.map(\.name) == ["site", "docs"])
        #expect(site.edgeFunctions.onRequest == "authFunction")
        #expect(site.edgeFunctions[.viewerResponse] == "visits")
        #expect(site.edgeFunctions.onOriginRequest == nil)
        #expect(site.customDomains == ["www.example.com", "shop.example.com"])
        #expect(site.errorDocument == "/missing.html")
        #expect(site.indexDocument == "/start.html")
        #expect(site.defaultRoutePrefix == "/v1")
        #expect(site.rewritesForSinglePageApp)
        #expect(!site.normalizesURLs)
        #expect(site.position == SourcePosition(line: 3, column: 3))
    }

    @Test func `a folder is resolved, with headers and CORS rules`() throws {
        let site = try #require(try manifest(Self.site).distributions.first)

        guard case .folder(let contents) = site.origin.source else {
            Issue.record("\(site.origin)")
            return
        }
        #expect(site.origin.resource == "site")
        #expect(contents.directory.absolute == "/project/public")
        #expect(contents.headersPreset == .staticWebsite)
        #expect(contents.excludeFilesPatterns == ["**/*.map"])
        #expect(
            contents.fileOptions == [
                FileOption(
                    includePattern: "*.woff2",
                    excludePattern: "old/*",
                    headers: [.init(name: "Cache-Control", value: "max-age=60")]
                )
            ]
        )
        #expect(contents.cors.map(\.allowedOrigins) == [["https://a.example"]])
        #expect(contents.cors.map(\.allowedMethods) == [ManifestCORSRule.everyMethod])
        #expect(contents.cors.map(\.maxAge) == [5])
    }

    @Test func `routes keep their order and have origins`() throws {
        let routes = try #require(try manifest(Self.site).distributions.first).routes

        #expect(routes.map(\.path) == ["/api/*", "/img/*", "/rest/*", "/*.png"])
        #expect(routes.map(\.routePrefix) == [nil, "/pictures", nil, nil])
        let server = ManifestCustomOrigin(domainName: "api.example.com", isSecure: false, port: 8080)
        #expect(routes[0].origin == ManifestOrigin(resource: nil, .url(server)))
        #expect(routes[0].edgeFunctions.onOriginRequest == "visits")
        #expect(routes[1].origin == ManifestOrigin(resource: "uploads", .emptyBucket(cors: [])))
        #expect(
            routes[2].origin == ManifestOrigin(resource: "gateway", .unrunnable(type: "http-api-gateway"))
        )
        #expect(routes[3].origin.resource == "site")
        #expect(routes[3].caching.minTTL == 1)
    }

    @Test func `functions have their settings`() throws {
        let manifest = try manifest(Self.site)

        #expect(manifest.functions.map(\.name) == ["authFunction", "visits"])
        let auth = try #require(manifest.function(named: "authFunction"))
        guard case .buildpack(let buildpack) = auth.packaging else {
            Issue.record("\(auth.packaging)")
            return
        }
        #expect(buildpack.entryfile.absolute == "/project/src/auth.ts")
        #expect(buildpack.handlerFunction == "default")
        #expect(buildpack.includeFiles == ["data/**"])
        #expect(buildpack.tsConfig?.absolute == "/project/tsconfig.json")
        #expect(auth.runtime == nil)
        #expect(auth.memory == 128)
        #expect(auth.timeout == 3)
        #expect(auth.connectTo.map(\.text) == ["uploads", "aws:ses"])
        #expect(auth.iamRoleStatements.map(\.hasCondition) == [true])
        #expect(auth.logging == Logging())

        let visits = try #require(manifest.function(named: "visits"))
        guard case .customArtifact(let artifact) = visits.packaging else {
            Issue.record("\(visits.packaging)")
            return
        }
        #expect(artifact.package.absolute == "/project/build/visits.zip")
        #expect(artifact.file == "src/visits.py")
        #expect(artifact.function == "handler")
        #expect(visits.runtime == "python3.11")
        #expect(visits.memory == 256)
        #expect(visits.timeout == 5)
        #expect(visits.logging.isDisabled)
        #expect(visits.logging.retentionDays == 30)
        #expect(manifest.function(named: "nobody") == nil)
    }

    @Test func `settings for deployment have every event once, with the body for requests`() throws {
        let manifest = try manifest(Self.site)
        let visits = try #require(manifest.function(named: "visits"))

        let settings = manifest.settings(of: visits)

        #expect(
            settings.associations == [
                .init(.originRequest, includesBody: true), .init(.viewerResponse, includesBody: false),
            ]
        )
        #expect(settings.handler == "src/visits.py:handler")
        #expect(settings.memory == 256)
    }

    @Test func `a hosting bucket always has a CDN`() throws {
        let docs = try #require(try manifest(Self.site).distributions.last)

        guard case .folder(let contents) = docs.origin.source else {
            Issue.record("\(docs.origin)")
            return
        }
        #expect(contents.directory.absolute == "/docs")
        #expect(contents.headersPreset == .singlePageApp)
        #expect(docs.rewritesForSinglePageApp)
        #expect(docs.normalizesURLs)
        #expect(docs.indexDocument == "/index.html")
    }

    @Test func `missing members have defaults`() throws {
        let site = try #require(try manifest(cdn()).distributions.first)

        #expect(site.origin.source == .emptyBucket(cors: []))
        #expect(site.indexDocument == "/index.html")
        #expect(site.errorDocument == "/404.html")
        #expect(site.normalizesURLs)
        #expect(!site.rewritesForSinglePageApp)
        #expect(site.caching == CachingOptions())
        #expect(site.caching.isCompressed)
        #expect(site.forwarding == ForwardingOptions())
        #expect(site.routes.isEmpty)
        #expect(site.customDomains.isEmpty)
    }

    @Test func `caching and forwarding select parts of a request`() throws {
        let site = try #require(
            try manifest(
                cdn(
                    "cachingOptions:",
                    "  cacheMethods: [GET, HEAD, OPTIONS]",
                    "  minTTL: 1",
                    "  defaultTTL: 2",
                    "  maxTTL: 2",
                    "  disableCompression: true",
                    "  cacheKeyParameters:",
                    "    cookies: { allExcept: [a] }",
                    "    headers: { whitelist: [CloudFront-Viewer-Country] }",
                    "    queryString: { all: true, none: false }",
                    "forwardingOptions:",
                    "  customRequestHeaders: [{ headerName: x-key, value: k }]",
                    "  allowedMethods: [GET, HEAD]",
                    "  cookies: { none: true }",
                    "  headers: { allViewerAndWhitelistCloudFront: [CloudFront-Viewer-City] }",
                    "  queryString: { whitelist: [q] }"
                )
            ).distributions.first
        )

        #expect(site.caching.cacheMethods == ["GET", "HEAD", "OPTIONS"])
        #expect(site.caching.minTTL == 1)
        #expect(site.caching.maxTTL == 2)
        #expect(!site.caching.isCompressed)
        #expect(site.caching.cookies == .allExcept(["a"]))
        #expect(site.caching.headers == .only(["CloudFront-Viewer-Country"]))
        #expect(site.caching.queryString == .all)
        #expect(site.forwarding.customRequestHeaders == [.init(name: "x-key", value: "k")])
        #expect(site.forwarding.allowedMethods == ["GET", "HEAD"])
        #expect(site.forwarding.cookies == ForwardedNames.none)
        #expect(site.forwarding.headers == .all)
        #expect(site.forwarding.cloudFrontHeaders == ["CloudFront-Viewer-City"])
        #expect(site.forwarding.queryString == .only(["q"]))
    }

    @Test(arguments: ["http-api-gateway", "application-load-balancer", "function", "web-service"])
    func `a resource that cannot be run here can have a CDN`(type: String) throws {
        let manifest = try manifest(
            "resources: { api: { type: \(type), properties: { more: 1, cdn: { enabled: true } } } }"
        )

        #expect(
            manifest.distributions.map(\.origin) == [ManifestOrigin(resource: "api", .unrunnable(type: type))]
        )
        #expect(manifest.distributions.map(\.normalizesURLs) == [false])
    }

    @Test func `a disabled CDN makes no distribution, but is checked`() throws {
        #expect(
            try manifest("resources: { b: { type: bucket, properties: { cdn: { enabled: false } } } }")
                .distributions.isEmpty
        )
        #expect(
            !problems("resources: { b: { type: bucket, properties: { cdn: { enabled: false, x: 1 } } } }")
                .isEmpty
        )
    }

    @Test func `other resources and sections are accepted unchecked`() throws {
        let manifest = try manifest(
            """
            serviceName: s
            providerConfig: {}
            variables: { a: 1 }
            hooks: { beforeDeploy: [] }
            scripts: { s: { type: local-script } }
            deploymentConfig: {}
            stackConfig: {}
            budgetControl: {}
            cloudformationResources: {}
            directives: []
            resources:
              db: { type: relational-database, properties: { whatever: [1, { deep: ~ }] } }
              queue: { type: sqs-queue }
            """
        )

        #expect(manifest.functions.isEmpty)
        #expect(manifest.folder == "/project")
    }
}
