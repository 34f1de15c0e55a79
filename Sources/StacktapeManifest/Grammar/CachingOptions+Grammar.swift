extension CachingOptions {
    static let members = [
        "cacheMethods", "minTTL", "defaultTTL", "maxTTL", "disableCompression", "cacheKeyParameters",
        "cachePolicyId",
    ]
    /// A hundred years, which is as long as CloudFront takes.
    private static let longestTTL = 3_153_600_000

    /// Reads what is cached.
    init(_ reader: ObjectReader) {
        self.init()
        if let methods = reader.choices("cacheMethods", of: ["GET", "HEAD", "OPTIONS"]) {
            if Set(methods).isSuperset(of: ["GET", "HEAD"]) {
                cacheMethods = methods
            } else {
                reader.problems.refuse(
                    "\(reader.member("cacheMethods")) is [\(methods.joined(separator: ", "))], expected "
                        + "[GET, HEAD] or [GET, HEAD, OPTIONS]",
                    at: reader.value("cacheMethods")?.place ?? reader.place
                )
            }
        }
        minTTL = reader.whole("minTTL", in: 0...Self.longestTTL, of: "seconds")
        defaultTTL = reader.whole("defaultTTL", in: 0...Self.longestTTL, of: "seconds")
        maxTTL = reader.whole("maxTTL", in: 0...Self.longestTTL, of: "seconds")
        Self.checkOrder(reader, ("minTTL", minTTL), ("maxTTL", maxTTL))
        Self.checkOrder(reader, ("minTTL", minTTL), ("defaultTTL", defaultTTL))
        Self.checkOrder(reader, ("defaultTTL", defaultTTL), ("maxTTL", maxTTL))
        isCompressed = !(reader.truth("disableCompression") ?? false)
        if let key = reader.object("cacheKeyParameters", known: ["cookies", "headers", "queryString"]) {
            cookies = Selection(key, "cookies", forms: ["none", "whitelist", "allExcept", "all"])
            headers = Selection(key, "headers", forms: ["none", "whitelist"])
            queryString = Selection(key, "queryString", forms: ["all", "none", "whitelist"])
        }
        cachePolicyId = reader.text("cachePolicyId")?.text
        reader.warnOfNoEffect("cachePolicyId", "what the policy says is known in the cloud only")
    }

    private static func checkOrder(
        _ reader: ObjectReader,
        _ lower: (name: String, value: Int?),
        _ upper: (name: String, value: Int?)
    ) {
        guard let least = lower.value, let most = upper.value, least > most else { return }
        reader.problems.refuse(
            "\(reader.member(lower.name)) is \(least) and \(upper.name) is \(most), expected "
                + "\(lower.name) to be no more than \(upper.name)",
            at: reader.value(lower.name)?.place ?? reader.place
        )
    }
}

extension ForwardingOptions {
    static let members = [
        "customRequestHeaders", "allowedMethods", "cookies", "headers", "queryString",
        "originRequestPolicyId",
    ]
    private static let methodSets: [Set<String>] = [
        ["GET", "HEAD"], ["GET", "HEAD", "OPTIONS"], Set(everyMethod),
    ]

    /// Reads what the origin is told.
    init(_ reader: ObjectReader) {
        self.init()
        customRequestHeaders =
            reader.objects("customRequestHeaders", known: ["headerName", "value"])?.compactMap {
                FileOption.Header($0, name: "headerName")
            } ?? []
        if let methods = reader.choices("allowedMethods", of: Self.everyMethod) {
            allowedMethods = methods
            if !Self.methodSets.contains(Set(methods)) {
                reader.problems.warn(
                    "\(reader.member("allowedMethods")) is [\(methods.joined(separator: ", "))], and CloudFront "
                        + "takes only GET and HEAD, those and OPTIONS, or all seven",
                    at: reader.value("allowedMethods")?.place ?? reader.place
                )
            }
        }
        cookies = Selection(reader, "cookies", forms: ["none", "whitelist", "all"])
        queryString = Selection(reader, "queryString", forms: ["all", "none", "whitelist"])
        let forms = ["none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"]
        headers = Selection(reader, "headers", forms: forms)
        if let value = reader.value("headers"), value["allViewerAndWhitelistCloudFront"] != nil,
            let object = ObjectReader(value, reader.member("headers"), known: nil, problems: reader.problems)
        {
            cloudFrontHeaders = object.texts("allViewerAndWhitelistCloudFront")?.map(\.text) ?? []
        }
        originRequestPolicyId = reader.text("originRequestPolicyId")?.text
        reader.warnOfNoEffect("originRequestPolicyId", "what the policy says is known in the cloud only")
    }
}

extension Selection {
    /// Reads which parts of a request are meant; nil when it is not said.
    init?(_ reader: ObjectReader, _ name: String, forms: [String]) {
        guard let object = reader.object(name, known: forms) else { return nil }
        var selections: [Selection] = []
        for form in forms where object.value(form) != nil {
            switch form {
            case "none": if object.truth(form) == true { selections.append(.none) }
            case "all", "allViewer": if object.truth(form) == true { selections.append(.all) }
            case "whitelist": object.texts(form).map { selections.append(.only($0.map(\.text))) }
            case "allExcept": object.texts(form).map { selections.append(.allExcept($0.map(\.text))) }
            default: if object.list(form, of: "texts") != nil { selections.append(.all) }
            }
        }
        guard selections.count <= 1 else {
            object.problems.refuse(
                "\(object.path) has several of \(forms.joined(separator: ", ")), expected one",
                at: object.place
            )
            return nil
        }
        guard let selection = selections.first else { return nil }
        self = selection
    }
}

extension FileOption.Header {
    /// Reads a header; nil when one of both parts is missing.
    init?(_ reader: ObjectReader, name member: String) {
        let name = reader.requiredText(member, expecting: "a header's name")
        let value = reader.requiredText("value", expecting: "a header's value")
        guard let name, let value else { return nil }
        let isToken = name.text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
        }
        guard isToken || Directive.begins(name.text) else {
            reader.problems.refuse(
                "\(reader.member(member)) is \(Wording.quoted(name.text)), expected a header's name",
                at: name.place
            )
            return nil
        }
        guard value.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0.value == 9 }) else {
            reader.problems.refuse(
                "\(reader.member("value")) is \(Wording.quoted(value.text)) over several lines, expected one line",
                at: value.place
            )
            return nil
        }
        self.init(name: name.text, value: value.text)
    }
}
