/// Reads distributions and their routes.
struct CDNGrammar {
    private static let members = [
        "enabled", "cachingOptions", "forwardingOptions", "routeRewrites", "customDomains", "edgeFunctions",
        "cloudfrontPriceClass", "defaultRoutePrefix", "errorDocument", "indexDocument",
        "disableInvalidationAfterDeploy", "useFirewall",
    ]
    /// The further members by type of resource.
    private static let typeMembers = [
        ResourceTable.bucket: ["rewriteRoutesForSinglePageApp", "disableUrlNormalization"],
        "application-load-balancer": ["listenerPort", "originDomainName"],
    ]
    private static let priceClasses = ["PriceClass_100", "PriceClass_200", "PriceClass_All"]

    let resources: ResourceTable
    /// The contents of each bucket of the manifest.
    let buckets: [String: ManifestOrigin]

    /// Reads the distribution of a resource; nil when its `cdn` is missing or disabled.
    ///
    /// A `hosting-bucket` always has a CDN, whose members are its own.
    func distribution(of entry: ResourceTable.Entry, origin: ManifestOrigin, _ properties: ObjectReader)
        -> ManifestDistribution?
    {
        let isHosting = entry.type == ResourceTable.hostingBucket
        let known = Self.members + (Self.typeMembers[entry.type] ?? [])
        guard let reader = isHosting ? properties : properties.object("cdn", known: known) else { return nil }
        reader.warnOfNoEffect("useFirewall", "firewalls are not emulated")
        var distribution = ManifestDistribution(
            name: entry.name,
            position: entry.position,
            origin: origin,
            edgeFunctions: edgeFunctions(reader),
            routes: routes(reader, default: origin),
            indexDocument: document(reader, "indexDocument") ?? (origin.isBucket ? "/index.html" : nil),
            errorDocument: document(reader, "errorDocument") ?? (origin.isBucket ? "/404.html" : nil),
            normalizesURLs: origin.isBucket && !(reader.boolean("disableUrlNormalization") ?? false),
            customDomains: customDomains(reader)
        )
        if isHosting {
            if case .folder(let contents) = origin.source {
                distribution.rewritesForSinglePageApp = contents.headersPreset == .singlePageApp
            }
            return distribution
        }
        distribution.caching = cachingOptions(reader, for: origin)
        distribution.forwarding = forwardingOptions(reader, for: origin)
        distribution.defaultRoutePrefix = prefix(reader, "defaultRoutePrefix")
        distribution.rewritesForSinglePageApp = reader.boolean("rewriteRoutesForSinglePageApp") ?? false
        _ = reader.integer("listenerPort", in: 1...65_535, of: "a port")
        _ = reader.text("originDomainName")
        _ = reader.choice("cloudfrontPriceClass", of: Self.priceClasses)
        _ = reader.boolean("disableInvalidationAfterDeploy")
        _ = reader.required("enabled", expecting: "true or false")
        return reader.boolean("enabled") == true ? distribution : nil
    }

    // MARK: Parts

    private func edgeFunctions(_ reader: ObjectReader) -> EdgeFunctionNames {
        let members = ["onRequest", "onResponse", "onOriginRequest", "onOriginResponse"]
        let functions = reader.object("edgeFunctions", known: members)
        func name(_ member: String) -> String? {
            functions.flatMap {
                resources.resource(named: member, in: $0, ofTypes: [ResourceTable.edgeFunction])?.name
            }
        }
        return EdgeFunctionNames(
            onRequest: name("onRequest"),
            onResponse: name("onResponse"),
            onOriginRequest: name("onOriginRequest"),
            onOriginResponse: name("onOriginResponse")
        )
    }

    private func cachingOptions(_ reader: ObjectReader, for origin: ManifestOrigin) -> CachingOptions {
        reader.object("cachingOptions", known: CachingOptions.members)
            .map { CachingOptions($0, forBucket: origin.isBucket) } ?? CachingOptions()
    }

    private func forwardingOptions(_ reader: ObjectReader, for origin: ManifestOrigin) -> ForwardingOptions {
        reader.object("forwardingOptions", known: ForwardingOptions.members)
            .map { ForwardingOptions($0, forBucket: origin.isBucket) } ?? ForwardingOptions()
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
        let caching = cachingOptions(reader, for: target?.origin ?? origin)
        let forwarding = forwardingOptions(reader, for: target?.origin ?? origin)
        let prefix = prefix(reader, "routePrefix")
        guard let path = reader.requiredText("path", expecting: "a path pattern, such as /api/*"),
            let target
        else { return nil }
        guard path.text.utf8.count <= 255, path.text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 })
        else {
            reader.refuse(
                "path",
                "is \(Wording.quoted(path.text)), expected 1 to 255 ASCII characters without spaces or #, "
                    + "such as /api/*"
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
        return resource.map {
            (buckets[$0.name] ?? ManifestOrigin(resource: $0.name, .unrunnable(type: type)), isNormalized)
        }
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
