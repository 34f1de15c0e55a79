extension ManifestOrigin {
    static let bucketMembers = [
        "directoryUpload", "accessibility", "cors", "versioning", "encryption", "lifecycleRules",
        "enableEventBusNotifications", "cdn",
    ]
    static let hostingBucketMembers = [
        "uploadDirectoryPath", "excludeFilesPatterns", "hostingContentType", "customDomains",
        "disableUrlNormalization", "edgeFunctions", "errorDocument", "indexDocument", "injectEnvironment",
        "writeDotenvFilesTo", "useFirewall", "fileOptions", "routeRewrites", "build", "dev",
    ]
    private static let uploadMembers = [
        "directoryPath", "fileOptions", "excludeFilesPatterns", "headersPreset",
        "disableS3TransferAcceleration",
    ]

    /// Reads the contents of a `bucket`.
    static func bucket(named name: String, _ properties: ObjectReader?, in folder: String) -> ManifestOrigin {
        let cors = properties.map(ManifestCORSRule.rules) ?? []
        _ = properties?.boolean("versioning")
        _ = properties?.boolean("encryption")
        _ = properties?.boolean("enableEventBusNotifications")
        let upload = properties?.object("directoryUpload", known: Self.uploadMembers)
        let contents = upload.flatMap { upload in
            FolderContents(upload, "directoryPath", in: folder, HeadersPreset(upload, "headersPreset"), cors)
        }
        return ManifestOrigin(resource: name, contents.map { .folder($0) } ?? .emptyBucket(cors: cors))
    }

    /// Reads the contents of a `hosting-bucket`.
    static func hostingBucket(named name: String, _ properties: ObjectReader, in folder: String)
        -> ManifestOrigin
    {
        let preset = HeadersPreset(properties, "hostingContentType") ?? .staticWebsite
        properties.warnOfNoEffect("injectEnvironment", "files are served unchanged")
        // Stacktape runs `build` at packaging, and `dev` in its own development mode only.
        let build = command(properties, "build")
        _ = command(properties, "dev")
        var contents = FolderContents(properties, "uploadDirectoryPath", in: folder, preset, [])
        contents?.buildCommand = build
        return ManifestOrigin(resource: name, contents.map { .folder($0) } ?? .emptyBucket(cors: []))
    }

    /// Reads the command of a member such as `build`.
    private static func command(_ properties: ObjectReader, _ member: String) -> String? {
        let step = properties.object(member, known: ["command", "workingDirectory"])
        _ = step?.text("workingDirectory")
        return step?.requiredText("command", expecting: "a shell command")?.text
    }
}

extension FolderContents {
    /// Reads the folder that a member names; nil when that is missing or wrong.
    fileprivate init?(
        _ reader: ObjectReader,
        _ member: String,
        in folder: String,
        _ headersPreset: HeadersPreset?,
        _ cors: [ManifestCORSRule]
    ) {
        let fileOptions = FileOption.options(reader)
        let excluded = reader.strings("excludeFilesPatterns")
        guard let path = reader.requiredText(member, expecting: "the path of a folder") else { return nil }
        self.init(
            directory: ManifestPath(path.text, in: folder, at: path.position),
            excludeFilesPatterns: excluded,
            fileOptions: fileOptions,
            headersPreset: headersPreset,
            cors: cors
        )
    }
}

extension HeadersPreset {
    fileprivate init?(_ reader: ObjectReader, _ name: String) {
        self.init(rawValue: reader.choice(name, of: Self.allCases.map(\.rawValue)) ?? "")
    }
}

extension FileOption {
    fileprivate static func options(_ reader: ObjectReader) -> [FileOption] {
        let known = ["includePattern", "excludePattern", "headers", "tags"]
        return reader.objects("fileOptions", known: known)?.compactMap { option in
            let excluded = option.text("excludePattern")?.text
            let headers = option.objects("headers", known: ["key", "value"])?.compactMap {
                Header($0, name: "key")
            }
            for tag in option.objects("tags", known: ["key", "value"]) ?? [] {
                _ = (tag.requiredText("key"), tag.requiredText("value"))
            }
            guard let included = option.requiredText("includePattern", expecting: "a pattern of files")
            else { return nil }
            return FileOption(includePattern: included.text, excludePattern: excluded, headers: headers ?? [])
        } ?? []
    }
}

extension ManifestCORSRule {
    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "*"]
    private static let members = [
        "allowedOrigins", "allowedHeaders", "allowedMethods", "exposedResponseHeaders", "maxAge",
    ]

    /// Reads a bucket's CORS rules: none if disabled; enabled without rules, one that allows everything.
    fileprivate static func rules(_ properties: ObjectReader) -> [ManifestCORSRule] {
        guard let cors = properties.object("cors", known: ["enabled", "corsRules"]) else { return [] }
        let rules = cors.objects("corsRules", known: members)?.map(ManifestCORSRule.init) ?? []
        _ = cors.required("enabled", expecting: "true or false")
        guard cors.boolean("enabled") == true else { return [] }
        return rules.isEmpty ? [ManifestCORSRule()] : rules
    }

    private init(_ reader: ObjectReader) {
        self.init()
        if let origins = reader.texts("allowedOrigins") { allowedOrigins = origins.map(\.text) }
        if let headers = reader.texts("allowedHeaders") { allowedHeaders = headers.map(\.text) }
        if let methods = reader.choices("allowedMethods", of: Self.methods) {
            allowedMethods = methods.contains("*") ? Self.everyMethod : methods
        }
        exposedResponseHeaders = reader.strings("exposedResponseHeaders")
        maxAge = reader.integer("maxAge", in: 0...Int.max, of: "seconds")
    }
}
