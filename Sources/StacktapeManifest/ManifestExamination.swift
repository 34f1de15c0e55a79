import SystemPackage

/// The contents of a manifest together with all its problems.
package struct ManifestExamination: Sendable, Equatable {
    /// The parts that could be read; parts with problems are left out or have their defaults.
    package let manifest: Manifest
    /// Every problem, sorted by position.
    package let problems: [ManifestProblem]

    private static let members = [
        "resources", "serviceName", "variables", "stackConfig", "scripts", "hooks", "deploymentConfig",
        "budgetControl", "cloudformationResources", "directives", "providerConfig",
    ]

    /// Examines the text of a manifest, without looking for the files that it names.
    ///
    /// Throws only if the text is not YAML, or not an object.
    package init(yaml text: String, path: String, options: ManifestOptions = ManifestOptions())
        throws(ManifestError)
    {
        let problems = Problems(file: path)
        let absolute = Self.absolute(path)
        let folder = FilePath(absolute).removingLastComponent().string
        var resolver = DirectiveResolver(
            root: try Self.root(of: text, path, problems),
            folder: folder,
            options: options,
            problems: problems
        )
        let root = resolver.resolved()
        guard let reader = ObjectReader(root, "the manifest", known: Self.members, problems: problems),
            let value = reader.required("resources", expecting: "an object with a member for each resource")
        else { throw ManifestError(.refused, problems.sortedErrors) }

        let resources = ResourceTable(value, problems: problems)
        var contents = ManifestContents(resources: resources, folder: folder)
        contents.read()
        Self.checkNames(contents.distributions, problems)
        manifest = Manifest(
            path: absolute,
            functions: contents.functions,
            distributions: contents.distributions,
            includedFiles: resolver.files.sorted(),
            warnings: problems.sortedWarnings,
            givenPath: path
        )
        self.problems = problems.sortedErrors
    }

    /// Returns the manifest if it has no problems.
    var manifestWithoutProblems: Manifest {
        get throws(ManifestError) {
            guard problems.isEmpty else { throw ManifestError(.refused, problems) }
            return manifest
        }
    }

    private static func root(of text: String, _ path: String, _ problems: Problems)
        throws(ManifestError) -> Value
    {
        let value: Value?
        do {
            value = try YAMLDocument.value(of: text, problems: problems)
        } catch {
            problems.refuse(error.message, at: error.position)
            throw ManifestError(error.code, problems.sortedErrors)
        }
        guard let value, value.content != .null else {
            problems.refuse("the manifest is empty, expected an object with resources", at: .start)
            throw ManifestError(.unreadable, problems.sortedErrors)
        }
        return value
    }

    private static func checkNames(_ distributions: [ManifestDistribution], _ problems: Problems) {
        var owners: [String: String] = [:]
        for distribution in distributions {
            for domain in Set(distribution.customDomains).sorted() {
                if let owner = owners.updateValue(distribution.name, forKey: domain) {
                    problems.refuse(
                        "\(distribution.name) has the custom domain \(Wording.quoted(domain)), which \(owner) already "
                            + "has: remove it from one of them",
                        at: distribution.position
                    )
                }
            }
        }
    }
}

/// Reads the functions and distributions among the resources.
private struct ManifestContents {
    let resources: ResourceTable
    let folder: String
    var functions: [EdgeFunction] = []
    var distributions: [ManifestDistribution] = []

    mutating func read() {
        var origins: [String: ManifestOrigin] = [:]
        var properties: [String: ObjectReader] = [:]
        for entry in resources.entries {
            switch entry.type {
            case ResourceTable.edgeFunction:
                if let function = EdgeFunction(entry, in: folder, resources: resources) {
                    functions.append(function)
                }
            case ResourceTable.bucket:
                let reader = entry.reader.object("properties", known: ManifestOrigin.bucketMembers)
                properties[entry.name] = reader
                origins[entry.name] = ManifestOrigin.bucket(named: entry.name, reader, in: folder)
            case ResourceTable.hostingBucket:
                let reader = entry.reader.requiredObject(
                    "properties",
                    known: ManifestOrigin.hostingBucketMembers,
                    expecting: "an object with uploadDirectoryPath"
                )
                properties[entry.name] = reader
                origins[entry.name] =
                    reader.map { ManifestOrigin.hostingBucket(named: entry.name, $0, in: folder) }
                    ?? ManifestOrigin(resource: entry.name, .emptyBucket(cors: []))
            case let type where ResourceTable.unrunnableOrigins.contains(type):
                properties[entry.name] = entry.reader.object("properties", known: nil)
            default: continue
            }
        }
        let grammar = CDNGrammar(resources: resources, buckets: origins)
        for entry in resources.entries {
            guard let reader = properties[entry.name] else { continue }
            let origin =
                origins[entry.name] ?? ManifestOrigin(resource: entry.name, .unrunnable(type: entry.type))
            if let distribution = grammar.distribution(of: entry, origin: origin, reader) {
                distributions.append(distribution)
            }
        }
    }
}
