/// A resource of type `edge-lambda-function`: what is deployed, and with which settings.
public struct EdgeFunction: Sendable, Equatable {
    /// The resource's name.
    public var name: String
    /// Where the name stands.
    public var place: Place
    /// What the function is made of.
    public var packaging: Packaging
    /// The declared runtime, such as `nodejs22.x`; nil lets the entry file's extension decide.
    public var runtime: String?
    /// The memory in MB.
    public var memory: Int
    /// The timeout in seconds.
    public var timeout: Int
    /// The resources and services that its role gives it access to, by name.
    public var connectTo: [LocatedText]
    /// What else its role allows.
    public var iamRoleStatements: [IAMRoleStatement]
    /// What becomes of its logs.
    public var logging: Logging
}

/// What a function is made of.
public enum Packaging: Sendable, Equatable {
    /// A source file, which is bundled with what it imports: `stacktape-lambda-buildpack`.
    case buildpack(Buildpack)
    /// A package that somebody else built: `custom-artifact`.
    case customArtifact(CustomArtifact)

    /// A source file and how it is bundled.
    public struct Buildpack: Sendable, Equatable {
        /// The source file.
        public var entryfile: ManifestPath
        /// The name of the handler in it, where it is said.
        public var handlerFunction: String?
        /// Patterns of further files that go into the package, relative to the manifest's folder.
        public var includeFiles: [String]
        /// Patterns of files that do not.
        public var excludeFiles: [String]
        /// Names of dependencies that do not go into the package.
        public var excludeDependencies: [String]
        /// The settings of TypeScript, where they are said.
        public var tsConfig: ManifestPath?
        /// Names of dependencies that are not bundled.
        public var dependenciesToExcludeFromBundle: [String]
        /// Whether the bundle carries no source map.
        public var disablesSourceMaps: Bool
        /// The file that lists the dependencies of Python, where it is said.
        public var packageManagerFile: ManifestPath?
    }

    /// A package and the handler in it.
    public struct CustomArtifact: Sendable, Equatable {
        /// A zip file, a folder or a file that is not zipped yet.
        public var package: ManifestPath
        /// The handler's file, by its path in the package.
        public var file: String
        /// The handler's name in it.
        public var function: String
        /// Where the handler is named.
        public var handlerPlace: Place
    }
}

/// What a function's role allows beside what `connectTo` gives it.
public struct IAMRoleStatement: Sendable, Equatable {
    /// The statement's name.
    public var sid: String?
    /// `Allow` or `Deny`.
    public var effect: String
    /// What it is about; not empty.
    public var resources: [String]
    /// What may be done.
    public var actions: [String]
    /// Whether a condition is tied to it.
    public var hasCondition: Bool
}

/// What becomes of a function's logs.
public struct Logging: Sendable, Equatable {
    /// How many days CloudWatch can keep logs for, as far as Stacktape lets one say so.
    public static let possibleRetentionDays = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653,
    ]

    /// Whether nothing is kept.
    public var isDisabled = false
    /// How many days they are kept.
    public var retentionDays = 180
    /// Whether they go on to another service, too.
    public var hasLogForwarding = false

    /// Keeps logs for 180 days.
    public init() {}
}
