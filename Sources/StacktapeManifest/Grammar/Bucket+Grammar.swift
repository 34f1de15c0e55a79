extension ManifestOrigin {
    static let bucketMembers = [
        "directoryUpload", "accessibility", "cors", "versioning", "encryption", "lifecycleRules",
        "enableEventBusNotifications", "cdn",
    ]
    static let hostingBucketMembers = [
        "uploadDirectoryPath", "excludeFilesPatterns", "hostingContentType", "customDomains",
        "disableUrlNormalization", "edgeFunctions", "errorDocument", "indexDocument", "injectEnvironment",
        "writeDotenvFilesTo", "useFirewall", "fileOptions", "routeRewrites",
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
        guard let upload, let path = upload.requiredText("directoryPath", expecting: "the path of a folder")
        else { return ManifestOrigin(resource: name, .emptyBucket(cors: cors)) }
        let contents = FolderContents(
            directory: ManifestPath(path.text, in: folder, at: path.position),
            excludeFilesPatterns: upload.texts("excludeFilesPatterns")?.map(\.text) ?? [],
            fileOptions: FileOption.options(upload),
            headersPreset: HeadersPreset(upload, "headersPreset"),
            cors: cors
        )
        return ManifestOrigin(resource: name, .folder(contents))
    }

    /// Reads the contents of a `hosting-bucket`.
    static func hostingBucket(named name: String, _ properties: ObjectReader, in folder: String)
        -> ManifestOrigin
    {
        let fileOptions = FileOption.options(properties)
        let excluded = properties.texts("excludeFilesPatterns")?.map(\.text) ?? []
        let preset = HeadersPreset(properties, "hostingContentType") ?? .staticWebsite
        properties.warnOfNoEffect("injectEnvironment", "files are served unchanged")
        guard let path = properties.requiredText("uploadDirectoryPath", expecting: "the path of a folder")
        else { return ManifestOrigin(resource: name, .emptyBucket(cors: [])) }
        let contents = FolderContents(
            directory: ManifestPath(path.text, in: folder, at: path.position),
            excludeFilesPatterns: excluded,
            fileOptions: fileOptions,
            headersPreset: preset,
            cors: []
        )
        return ManifestOrigin(resource: name, .folder(contents))
    }
}

extension HeadersPreset {
    fileprivate init?(_ reader: ObjectReader, _ name: String) {
        guard let preset = reader.choice(name, of: Self.allCases.map(\.rawValue)) else { return nil }
        self.init(rawValue: preset)
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
                _ = tag.requiredText("key")
                _ = tag.requiredText("value")
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
        exposedResponseHeaders = reader.texts("exposedResponseHeaders")?.map(\.text) ?? []
        maxAge = reader.integer("maxAge", in: 0...Int.max, of: "seconds")
    }
}
