extension CachingOptions {
    static let members = [
        "cacheMethods", "minTTL", "defaultTTL", "maxTTL", "disableCompression", "cacheKeyParameters",
        "cachePolicyId",
    ]
    /// The seconds that a bucket's objects are cached by default: half a year.
    package static let bucketTTL = 15_768_000
    /// The default maximum time in the cache: a year.
    package static let usualMaxTTL = 31_536_000
    /// CloudFront's maximum: a hundred years.
    private static let longestTTL = 3_153_600_000

    /// Reads the caching options of a bucket or of another origin.
    init(_ reader: ObjectReader, forBucket isBucket: Bool) {
        self.init()
        if let methods = reader.choices("cacheMethods", of: ["GET", "HEAD", "OPTIONS"]) {
            if Set(methods).isSuperset(of: ["GET", "HEAD"]) {
                cacheMethods = methods
            } else {
                let found = methods.joined(separator: ", ")
                reader.refuse("cacheMethods", "is [\(found)], expected [GET, HEAD] or [GET, HEAD, OPTIONS]")
            }
        }
        minTTL = reader.integer("minTTL", in: 0...Self.longestTTL, of: "seconds")
        defaultTTL = reader.integer("defaultTTL", in: 0...Self.longestTTL, of: "seconds")
        maxTTL = reader.integer("maxTTL", in: 0...Self.longestTTL, of: "seconds")
        Self.checkOrder(reader, ("minTTL", minTTL), ("maxTTL", maxTTL))
        Self.checkOrder(reader, ("minTTL", minTTL), ("defaultTTL", defaultTTL))
        Self.checkOrder(reader, ("defaultTTL", defaultTTL), ("maxTTL", maxTTL))
        isCompressed = !(reader.boolean("disableCompression") ?? false)
        if let key = reader.object("cacheKeyParameters", known: ["cookies", "headers", "queryString"]) {
            cookies = ForwardedNames(key, "cookies", forms: ["none", "whitelist", "allExcept", "all"])
            headers = ForwardedNames(key, "headers", forms: ["none", "whitelist"])
            queryString = ForwardedNames(key, "queryString", forms: ["all", "none", "whitelist"])
        }
        cachePolicyId = reader.text("cachePolicyId")?.text
        reader.warnOfNoEffect("cachePolicyId", "the policy is known only in the cloud")
        dropLost(reader, forBucket: isBucket)
    }

    /// Drops the options that a deployment loses, with a warning.
    ///
    /// Stacktape makes a cache policy only if a time is neither 0 nor the default, or a selection has another form than
    /// the default's; otherwise its default policy applies (S:.../_utils/cdn.ts, isCustomCachePolicyNeeded).
    private mutating func dropLost(_ reader: ObjectReader, forBucket isBucket: Bool) {
        let times = [
            ("minTTL", minTTL, 0), ("defaultTTL", defaultTTL, isBucket ? Self.bucketTTL : 0),
            ("maxTTL", maxTTL, Self.usualMaxTTL),
        ]
        let usualQuery = isBucket ? ForwardedNames.none : .all
        let hasOwnPolicy =
            times.contains { $1 != nil && $1 != 0 && $1 != $2 }
            || cookies ?? ForwardedNames.none != ForwardedNames.none
            || queryString ?? usualQuery != usualQuery
            || headers.map { $0.isWhitelist == isBucket } ?? false
        guard !hasOwnPolicy else { return }
        for (name, time, usual) in times where time == 0 && usual != 0 {
            reader.warn(name, "is 0, which Stacktape takes for not set: \(usual) seconds apply")
        }
        if headers?.isWhitelist == true {
            reader.problems.warn(
                "\(reader.member("cacheKeyParameters")).headers has no effect: without another caching option, "
                    + "Stacktape's default policy applies, which has only Authorization in the cache key",
                at: reader.value("cacheKeyParameters")?["headers"]?.position ?? reader.position
            )
        }
        (minTTL, defaultTTL, maxTTL, headers) = (nil, nil, nil, nil)
    }

    private static func checkOrder(
        _ reader: ObjectReader,
        _ lower: (name: String, value: Int?),
        _ upper: (name: String, value: Int?)
    ) {
        guard let least = lower.value, let most = upper.value, least > most else { return }
        reader.refuse(
            lower.name,
            "is \(least) and \(upper.name) is \(most), expected \(lower.name) to be at most \(upper.name)"
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

    /// Reads the forwarding options of a bucket or of another origin.
    init(_ reader: ObjectReader, forBucket isBucket: Bool) {
        self.init()
        customRequestHeaders =
            reader.objects("customRequestHeaders", known: ["headerName", "value"])?.compactMap {
                FileOption.Header($0, name: "headerName")
            } ?? []
        if let methods = reader.choices("allowedMethods", of: Self.everyMethod) {
            allowedMethods = methods
            if !Self.methodSets.contains(Set(methods)) {
                reader.problems.warn(
                    "\(reader.member("allowedMethods")) is [\(methods.joined(separator: ", "))]; CloudFront "
                        + "accepts [GET, HEAD], [GET, HEAD, OPTIONS] or all seven methods",
                    at: reader.value("allowedMethods")?.position ?? reader.position
                )
            }
        }
        cookies = ForwardedNames(reader, "cookies", forms: ["none", "whitelist", "all"])
        queryString = ForwardedNames(reader, "queryString", forms: ["all", "none", "whitelist"])
        let forms = ["none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"]
        headers = ForwardedNames(reader, "headers", forms: forms)
        if let value = reader.value("headers"), value["allViewerAndWhitelistCloudFront"] != nil,
            let object = ObjectReader(value, reader.member("headers"), known: nil, problems: reader.problems)
        {
            cloudFrontHeaders = object.strings("allViewerAndWhitelistCloudFront")
        }
        originRequestPolicyId = reader.text("originRequestPolicyId")?.text
        reader.warnOfNoEffect("originRequestPolicyId", "the policy is known only in the cloud")
        dropLost(reader, forBucket: isBucket)
    }

    /// Drops headers that a deployment loses, with a warning, and refuses those that it refuses.
    ///
    /// Stacktape makes an origin request policy only if a selection has another form than the default's: otherwise its
    /// default policy applies (S:.../_utils/cdn.ts, isCustomOriginRequestPolicyNeeded).
    private mutating func dropLost(_ reader: ObjectReader, forBucket isBucket: Bool) {
        guard let written = headers, written.isWhitelist || written.isExclusion else { return }
        let usual = isBucket ? ForwardedNames.none : .all
        let hasOwnPolicy =
            (cookies ?? usual) != usual || (queryString ?? usual) != usual || written.isWhitelist != isBucket
        if !hasOwnPolicy {
            let form = isBucket ? "whitelist" : "allExcept"
            let effect = isBucket ? "no header of the viewer" : "every header but Host"
            reader.warn(
                "headers",
                "has no effect: Stacktape ignores \(form) without another forwarding option, and forwards \(effect)"
            )
            headers = nil
        } else if written.isExclusion {
            reader.refuse(
                "headers",
                "has allExcept, which Stacktape refuses here: expected none, whitelist, allViewer or "
                    + "allViewerAndWhitelistCloudFront"
            )
        }
    }
}

extension ForwardedNames {
    fileprivate var isWhitelist: Bool { if case .only = self { true } else { false } }
    fileprivate var isExclusion: Bool { if case .allExcept = self { true } else { false } }

    /// Reads a selection of names; nil when the member is missing.
    init?(_ reader: ObjectReader, _ name: String, forms: [String]) {
        guard let object = reader.object(name, known: forms) else { return nil }
        var selections: [ForwardedNames] = []
        for form in forms where object.value(form) != nil {
            switch form {
            case "none": if object.boolean(form) == true { selections.append(.none) }
            case "all", "allViewer": if object.boolean(form) == true { selections.append(.all) }
            case "whitelist": object.texts(form).map { selections.append(.only($0.map(\.text))) }
            case "allExcept": object.texts(form).map { selections.append(.allExcept($0.map(\.text))) }
            default: if object.list(form, of: "strings") != nil { selections.append(.all) }
            }
        }
        guard selections.count <= 1 else {
            object.problems.refuse(
                "\(object.path) has several of \(forms.joined(separator: ", ")), expected one of them",
                at: object.position
            )
            return nil
        }
        guard let selection = selections.first else { return nil }
        self = selection
    }
}

extension FileOption.Header {
    /// Reads a header; nil when its name or its value is missing.
    init?(_ reader: ObjectReader, name member: String) {
        let name = reader.requiredText(member, expecting: "a header's name")
        let value = reader.requiredText("value", expecting: "a header's value")
        guard let name, let value else { return nil }
        let isToken = name.text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
        }
        guard isToken || Directive.begins(name.text) else {
            reader.refuse(member, "is \(Wording.quoted(name.text)), expected a header's name")
            return nil
        }
        guard value.text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0.value == 9 }) else {
            reader.refuse(
                "value",
                "is \(Wording.quoted(value.text)) with a line break or control character, expected one line"
            )
            return nil
        }
        self.init(name: name.text, value: value.text)
    }
}
