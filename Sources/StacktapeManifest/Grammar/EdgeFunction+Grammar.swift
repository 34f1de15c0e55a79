extension EdgeFunction {
    private static let members = [
        "packaging", "runtime", "memory", "timeout", "connectTo", "iamRoleStatements", "logging", "overrides",
    ]
    /// The runtimes of Stacktape's documentation, and the one that AWS has added since.
    private static let runtimes =
        [18, 20, 22, 24].map { "nodejs\($0).x" } + (8...14).map { "python3.\($0)" }
    /// Lambda's overall maximum, in MB; the limits of each event type are in `DeploymentRules`.
    private static let mostMemory = 1 << 20
    private static let longestTimeout = 3600

    /// Reads a function; nil when its packaging is missing or wrong.
    init?(_ entry: ResourceTable.Entry, in folder: String, resources: ResourceTable) {
        let properties = entry.reader.requiredObject(
            "properties",
            known: Self.members,
            reasons: ["environment": "edge functions have no environment variables"],
            expecting: "an object with packaging"
        )
        guard let properties else { return nil }
        let runtime = properties.choice("runtime", of: Self.runtimes)
        let memory = properties.integer("memory", in: 1...Self.mostMemory, of: "MB") ?? 128
        let timeout = properties.integer("timeout", in: 1...Self.longestTimeout, of: "seconds") ?? 3
        let connectTo = Self.connections(properties, resources)
        let statements = properties.objects("iamRoleStatements", known: IAMRoleStatement.members)?
            .compactMap(IAMRoleStatement.init)
        let logging = properties.object("logging", known: Logging.members).map(Logging.init)
        let packaging = properties.requiredObject(
            "packaging",
            known: ["type", "properties"],
            expecting: "an object with type and properties"
        )
        guard let packaging, let package = Packaging(packaging, in: folder) else { return nil }
        if case .customArtifact = package, properties.value("runtime") == nil {
            properties.problems.refuse(
                "\(properties.path) has no runtime, which a custom-artifact requires (e11): expected one of "
                    + Self.runtimes.joined(separator: ", "),
                at: packaging.position
            )
        }
        self.init(
            name: entry.name,
            position: entry.position,
            packaging: package,
            runtime: runtime,
            memory: memory,
            timeout: timeout,
            connectTo: connectTo,
            iamRoleStatements: statements ?? [],
            logging: logging ?? Logging()
        )
    }

    private static func connections(_ properties: ObjectReader, _ resources: ResourceTable) -> [LocatedText] {
        let names = properties.texts("connectTo") ?? []
        return names.filter { name in
            let quoted = Wording.quoted(name.text)
            func refuse(_ message: String) -> Bool {
                properties.refuse("connectTo", "names \(message)", at: name.position)
                return false
            }
            if name.text.hasPrefix("aws:") {
                let services = ResourceTable.serviceMacros
                return services.contains(name.text)
                    || refuse("the service \(quoted): \(Wording.expectation(services, for: name.text))")
            }
            // `site.bucket` names a part of the resource `site`.
            let first = name.text.split(separator: ".").first.map(String.init) ?? name.text
            guard !resources.isBroken(first), !Directive.begins(name.text) else { return false }
            guard let type = resources[first]?.type else {
                let known = resources.names + ResourceTable.serviceMacros
                return refuse(
                    "\(quoted), which does not exist: \(Wording.expectation(known, for: name.text))"
                )
            }
            if ResourceTable.reachableFromVPCOnly.contains(type) {
                return refuse(
                    "\(quoted), a \(type), which is reachable only inside a VPC: edge functions run outside (e37)"
                )
            }
            return first != name.text || ResourceTable.connectable.contains(type)
                || refuse(
                    "\(quoted), a \(type), which functions cannot connect to, expected one of "
                        + ResourceTable.connectable.joined(separator: ", ")
                )
        }
    }
}

extension IAMRoleStatement {
    static let members = ["Resource", "Sid", "Effect", "Action", "Condition"]

    /// Reads a statement; nil when it has no resources.
    init?(_ reader: ObjectReader) {
        let actions = reader.strings("Action")
        let effect = reader.choice("Effect", of: ["Allow", "Deny"]) ?? "Allow"
        let sid = reader.text("Sid")?.text
        _ = reader.object("Condition", known: nil)
        guard reader.required("Resource", expecting: "a list of ARNs") != nil,
            let resources = reader.texts("Resource")
        else { return nil }
        guard !resources.isEmpty else {
            reader.refuse("Resource", "is empty, expected at least one ARN", at: reader.position)
            return nil
        }
        self.init(
            sid: sid,
            effect: effect,
            resources: resources.map(\.text),
            actions: actions,
            hasCondition: reader.value("Condition") != nil
        )
    }
}

extension Logging {
    static let members = ["disabled", "retentionDays", "logForwarding"]
    private static let destinations = ["http-endpoint", "highlight", "datadog"]
    /// The retention periods that Stacktape allows, in days.
    private static let possibleRetentionDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
    ]

    /// Reads the settings of logs.
    init(_ reader: ObjectReader) {
        self.init()
        isDisabled = reader.boolean("disabled") ?? false
        if let days = reader.integer("retentionDays", in: 1...Int.max, of: "days") {
            if Self.possibleRetentionDays.contains(days) {
                retentionDays = days
            } else {
                let possible = Self.possibleRetentionDays.map(String.init).joined(separator: ", ")
                reader.refuse("retentionDays", "is \(days), expected one of \(possible)")
            }
        }
        if let forwarding = reader.object("logForwarding", known: ["type", "properties"]) {
            _ = forwarding.requiredChoice("type", of: Self.destinations)
            _ = forwarding.requiredObject("properties", known: nil, expecting: "an object")
            reader.warnOfNoEffect("logForwarding", "logs stay on this machine")
        }
    }
}
