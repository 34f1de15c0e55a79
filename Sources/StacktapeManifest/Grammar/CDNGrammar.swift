import CloudFrontEvents

/// Reads distributions and their routes.
struct CDNGrammar {
    private static let members = [
        "enabled", "cachingOptions", "forwardingOptions", "routeRewrites", "customDomains", "edgeFunctions",
        "cloudfrontPriceClass", "defaultRoutePrefix", "errorDocument", "indexDocument",
        "disableInvalidationAfterDeploy", "useFirewall",
    ]
    private static let bucketMembers = ["rewriteRoutesForSinglePageApp", "disableUrlNormalization"]
    private static let priceClasses = ["PriceClass_100", "PriceClass_200", "PriceClass_All"]
    private static let firewall = "firewalls are not emulated"

    let resources: ResourceTable
    /// The contents of each bucket of the manifest.
    let buckets: [String: ManifestOrigin]

    /// Reads the `cdn` of a resource; nil when it is missing or disabled.
    func distribution(of entry: ResourceTable.Entry, origin: ManifestOrigin, _ properties: ObjectReader?)
        -> ManifestDistribution?
    {
        let known = Self.members + (origin.isBucket ? Self.bucketMembers : [])
        guard let cdn = properties?.object("cdn", known: known) else { return nil }
        _ = cdn.required("enabled", expecting: "true or false")
        _ = cdn.choice("cloudfrontPriceClass", of: Self.priceClasses)
        _ = cdn.boolean("disableInvalidationAfterDeploy")
        let distribution = ManifestDistribution(
            name: entry.name,
            position: entry.position,
            origin: origin,
            edgeFunctions: edgeFunctions(cdn),
            caching: cachingOptions(cdn),
            forwarding: forwardingOptions(cdn),
            routes: routes(cdn, default: origin),
            defaultRoutePrefix: prefix(cdn, "defaultRoutePrefix"),
            indexDocument: document(cdn, "indexDocument") ?? "/index.html",
            errorDocument: document(cdn, "errorDocument") ?? "/404.html",
            rewritesForSinglePageApp: cdn.boolean("rewriteRoutesForSinglePageApp") ?? false,
            normalizesURLs: origin.isBucket && !(cdn.boolean("disableUrlNormalization") ?? false),
            customDomains: customDomains(cdn)
        )
        cdn.warnOfNoEffect("useFirewall", Self.firewall)
        return cdn.boolean("enabled") == true ? distribution : nil
    }

    /// Reads a `hosting-bucket`, which always has a CDN.
    func distribution(
        ofHostingBucket entry: ResourceTable.Entry,
        origin: ManifestOrigin,
        _ properties: ObjectReader
    )
        -> ManifestDistribution
    {
        var isSinglePageApp = false
        if case .folder(let contents) = origin.source {
            isSinglePageApp = contents.headersPreset == .singlePageApp
        }
        properties.warnOfNoEffect("useFirewall", Self.firewall)
        return ManifestDistribution(
            name: entry.name,
            position: entry.position,
            origin: origin,
            edgeFunctions: edgeFunctions(properties),
            caching: CachingOptions(),
            forwarding: ForwardingOptions(),
            routes: routes(properties, default: origin),
            defaultRoutePrefix: nil,
            indexDocument: document(properties, "indexDocument") ?? "/index.html",
            errorDocument: document(properties, "errorDocument") ?? "/404.html",
            rewritesForSinglePageApp: isSinglePageApp,
            normalizesURLs: !(properties.boolean("disableUrlNormalization") ?? false),
            customDomains: customDomains(properties)
        )
    }

    // MARK: Parts

    private func edgeFunctions(_ reader: ObjectReader) -> EdgeFunctionNames {
        var names = EdgeFunctionNames()
        let members = EventType.allCases.map(EdgeFunctionNames.member)
        guard let functions = reader.object("edgeFunctions", known: members) else { return names }
        for event in EventType.allCases {
            let member = EdgeFunctionNames.member(for: event)
            names[event] =
                resources.resource(named: member, in: functions, ofTypes: [ResourceTable.edgeFunction])?.name
        }
        return names
    }

    private func cachingOptions(_ reader: ObjectReader) -> CachingOptions {
        reader.object("cachingOptions", known: CachingOptions.members).map(CachingOptions.init)
            ?? CachingOptions()
    }

    private func forwardingOptions(_ reader: ObjectReader) -> ForwardingOptions {
        reader.object("forwardingOptions", known: ForwardingOptions.members).map(ForwardingOptions.init)
            ?? ForwardingOptions()
    }

    private func prefix(_ reader: ObjectReader, _ name: String) -> String? {
        guard let text = reader.text(name)?.text else { return nil }
        let parts = text.split(separator: "/")
        return parts.isEmpty ? nil : "/" + parts.joined(separator: "/")
    }

    private func document(_ reader: ObjectReader, _ name: String) -> String? {
        guard let text = reader.text(name)?.text else { return nil }
        return text.hasPrefix("/") ? text : "/" + text
    }

    private func customDomains(_ reader: ObjectReader) -> [String] {
        let values = reader.list("customDomains", of: "domain names") ?? []
        return values.enumerated().compactMap { number, value in
            let path = "\(reader.member("customDomains"))[\(number)]"
            let name: LocatedText?
            if value.members != nil {
                let known = ["domainName", "customCertificateArn", "disableDnsRecordCreation"]
                let object = ObjectReader(value, path, known: known, problems: reader.problems)
                _ = object?.boolean("disableDnsRecordCreation")
                name = object?.requiredText("domainName", expecting: "a domain name")
            } else {
                name = reader.text(of: value, path, "a domain name, or an object with domainName")
            }
            return name.flatMap { domainName($0, path, reader.problems) }
        }
    }

    private func domainName(_ name: LocatedText, _ path: String, _ problems: Problems) -> String? {
        // The name that a directive stands for is never requested here.
        guard !Directive.begins(name.text) else { return nil }
        let isName = name.text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"/:@?#\\".utf8.contains(byte)
        }
        guard isName, !name.text.hasPrefix("."), !name.text.hasSuffix("."), name.text.utf8.count <= 253 else {
            problems.refuse(
                "\(path) is \(Wording.quoted(name.text)), expected a domain name without protocol, port or path",
                at: name.position
            )
            return nil
        }
        return name.text.lowercased()
    }

    // MARK: Routes

    private func routes(_ reader: ObjectReader, default origin: ManifestOrigin) -> [RouteRewrite] {
        let known = [
            "path", "routePrefix", "routeTo", "cachingOptions", "forwardingOptions", "edgeFunctions",
        ]
        let routes =
            reader.objects("routeRewrites", known: known)?.compactMap { route($0, default: origin) } ?? []
        var lines: [String: Int] = [:]
        for route in routes {
            if let line = lines[route.path] {
                reader.problems.warn(
                    "\(reader.member("routeRewrites")) repeats the path \(Wording.quoted(route.path)) of line \(line): "
                        + "this route is never reached",
                    at: route.position
                )
            } else {
                lines[route.path] = route.position.line
            }
        }
        return routes
    }

    private func route(_ reader: ObjectReader, default origin: ManifestOrigin) -> RouteRewrite? {
        let target = self.origin(of: reader, default: origin)
        let edgeFunctions = edgeFunctions(reader)
        let caching = cachingOptions(reader)
        let forwarding = forwardingOptions(reader)
        let prefix = prefix(reader, "routePrefix")
        guard let path = reader.requiredText("path", expecting: "a path pattern, such as /api/*"),
            let target
        else { return nil }
        guard path.text.utf8.count <= 255, path.text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 })
        else {
            reader.problems.refuse(
                "\(reader.member("path")) is \(Wording.quoted(path.text)), expected 1 to 255 ASCII characters "
                    + "without spaces or #, such as /api/*",
                at: path.position
            )
            return nil
        }
        return RouteRewrite(
            path: path.text.hasPrefix("/") ? path.text : "/" + path.text,
            position: path.position,
            routePrefix: prefix,
            origin: target.origin,
            normalizesURLs: target.origin.isBucket && target.normalizesURLs,
            edgeFunctions: edgeFunctions,
            caching: caching,
            forwarding: forwarding
        )
    }

    /// For each kind of target, the member that names it and the other members.
    private static let targets: [String: (name: String, others: [String])] = [
        "bucket": ("bucketName", ["disableUrlNormalization"]),
        "custom-origin": ("domainName", ["protocol", "port"]),
        "http-api-gateway": ("httpApiGatewayName", []),
        "application-load-balancer": ("loadBalancerName", ["listenerPort", "originDomainName"]),
        "function": ("functionName", []),
    ]

    private func origin(of route: ObjectReader, default origin: ManifestOrigin) -> (
        origin: ManifestOrigin, normalizesURLs: Bool
    )? {
        guard route.value("routeTo") != nil else { return (origin, true) }
        guard let target = route.object("routeTo", known: ["type", "properties"]),
            let type = target.requiredChoice("type", of: Self.targets.keys.sorted()),
            let names = Self.targets[type],
            let properties = target.requiredObject(
                "properties",
                known: [names.name] + names.others,
                expecting: "an object with \(names.name)"
            )
        else { return nil }
        let resourceTypes = type == "bucket" ? [ResourceTable.bucket, ResourceTable.hostingBucket] : [type]
        guard type != "custom-origin" else { return customOrigin(properties).map { ($0, false) } }
        _ = properties.integer("listenerPort", in: 1...65_535, of: "a port")
        let isNormalized = !(properties.boolean("disableUrlNormalization") ?? false)
        let resource = resources.resource(
            named: names.name,
            in: properties,
            ofTypes: resourceTypes,
            isRequired: true
        )
        guard let resource else { return nil }
        return (
            buckets[resource.name] ?? ManifestOrigin(resource: resource.name, .unrunnable(type: type)),
            isNormalized
        )
    }

    private func customOrigin(_ reader: ObjectReader) -> ManifestOrigin? {
        let isSecure = reader.choice("protocol", of: ["HTTP", "HTTPS"]) != "HTTP"
        let port = reader.integer("port", in: 1...65_535, of: "a port") ?? (isSecure ? 443 : 80)
        guard let name = reader.requiredText("domainName", expecting: "a domain name") else { return nil }
        let server =
            Directive.begins(name.text)
            ? name.text : domainName(name, reader.member("domainName"), reader.problems)
        return server.map { server in
            ManifestOrigin(
                resource: nil,
                .url(ManifestCustomOrigin(domainName: server, isSecure: isSecure, port: port))
            )
        }
    }
}
