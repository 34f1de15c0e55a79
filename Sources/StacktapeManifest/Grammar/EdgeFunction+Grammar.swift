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
        guard
            let properties = entry.reader.requiredObject(
                "properties",
                known: Self.members,
                expecting: "an object with packaging"
            )
        else { return nil }
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
            // `site.bucket` names a part of the resource `site`.
            let first = name.text.split(separator: ".").first.map(String.init) ?? name.text
            let path = properties.member("connectTo")
            let problems = properties.problems
            if name.text.hasPrefix("aws:") {
                guard !ResourceTable.serviceMacros.contains(name.text) else { return true }
                let expectation = Wording.expectation(ResourceTable.serviceMacros, for: name.text)
                problems.refuse(
                    "\(path) names the service \(Wording.quoted(name.text)): \(expectation)",
                    at: name.position
                )
                return false
            }
            guard !resources.isBroken(first), !Directive.begins(name.text) else { return false }
            guard let resource = resources[first] else {
                let expectation = Wording.expectation(
                    resources.names + ResourceTable.serviceMacros,
                    for: name.text
                )
                problems.refuse(
                    "\(path) names \(Wording.quoted(name.text)), which does not exist: \(expectation)",
                    at: name.position
                )
                return false
            }
            if ResourceTable.reachableFromVPCOnly.contains(resource.type) {
                problems.refuse(
                    "\(path) names \(Wording.quoted(name.text)), a \(resource.type), which is reachable only "
                        + "inside a VPC: edge functions run outside (e37)",
                    at: name.position
                )
                return false
            }
            guard first != name.text || ResourceTable.connectable.contains(resource.type) else {
                problems.refuse(
                    "\(path) names \(Wording.quoted(name.text)), a \(resource.type), which functions cannot "
                        + "connect to, expected one of \(ResourceTable.connectable.joined(separator: ", "))",
                    at: name.position
                )
                return false
            }
            return true
        }
    }
}

extension IAMRoleStatement {
    static let members = ["Resource", "Sid", "Effect", "Action", "Condition"]

    /// Reads a statement; nil when it has no resources.
    init?(_ reader: ObjectReader) {
        let actions = reader.texts("Action")?.map(\.text) ?? []
        let effect = reader.choice("Effect", of: ["Allow", "Deny"]) ?? "Allow"
        let sid = reader.text("Sid")?.text
        _ = reader.object("Condition", known: nil)
        guard reader.required("Resource", expecting: "a list of ARNs") != nil,
            let resources = reader.texts("Resource")
        else { return nil }
        guard !resources.isEmpty else {
            reader.problems.refuse(
                "\(reader.member("Resource")) is empty, expected at least one ARN",
                at: reader.position
            )
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

    /// Reads the settings of logs.
    init(_ reader: ObjectReader) {
        self.init()
        isDisabled = reader.boolean("disabled") ?? false
        if let days = reader.integer("retentionDays", in: 1...Int.max, of: "days") {
            if Self.possibleRetentionDays.contains(days) {
                retentionDays = days
            } else {
                let possible = Self.possibleRetentionDays.map(String.init).joined(separator: ", ")
                reader.problems.refuse(
                    "\(reader.member("retentionDays")) is \(days), expected one of \(possible)",
                    at: reader.value("retentionDays")?.position ?? reader.position
                )
            }
        }
        if let forwarding = reader.object("logForwarding", known: ["type", "properties"]) {
            _ = forwarding.requiredChoice("type", of: Self.destinations)
            _ = forwarding.requiredObject("properties", known: nil, expecting: "an object")
            hasLogForwarding = true
            reader.warnOfNoEffect("logForwarding", "logs stay on this machine")
        }
    }
}
