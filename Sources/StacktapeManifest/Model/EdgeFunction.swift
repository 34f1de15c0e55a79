/// A resource of type `edge-lambda-function`: the code and its settings.
package struct EdgeFunction: Sendable, Equatable {
    /// The resource's name.
    package var name: String
    /// The position of the name.
    package var position: SourcePosition
    /// The source of its code.
    package var packaging: Packaging
    /// The declared runtime, such as `nodejs22.x`; if nil, the entry file's extension decides.
    package var runtime: String?
    /// The memory in MB.
    package var memory: Int
    /// The timeout in seconds.
    package var timeout: Int
    /// The resources and services that its role gives access to, by name.
    package var connectTo: [LocatedText]
    /// Further statements of its role.
    package var iamRoleStatements: [IAMRoleStatement]
    /// The settings of its logs.
    package var logging: Logging
}

/// The source of a function's code.
package enum Packaging: Sendable, Equatable {
    /// A source file, bundled with its imports: `stacktape-lambda-buildpack`.
    case buildpack(Buildpack)
    /// A package built elsewhere: `custom-artifact`.
    case customArtifact(CustomArtifact)

    /// A source file and its bundling options.
    package struct Buildpack: Sendable, Equatable {
        /// The source file.
        package var entryfile: ManifestPath
        /// The name of the handler in it, if set.
        package var handlerFunction: String?
        /// Patterns of additional files in the package, relative to the manifest's folder.
        package var includeFiles: [String]
        /// Patterns of files left out of it.
        package var excludeFiles: [String]
        /// Names of dependencies left out of the package.
        package var excludeDependencies: [String]
        /// The tsconfig file, if set.
        package var tsConfig: ManifestPath?
        /// Names of dependencies that are not bundled.
        package var dependenciesToExcludeFromBundle: [String]
        /// True if the bundle has no source map.
        package var disablesSourceMaps: Bool
        /// The file that lists the Python dependencies, if set.
        package var packageManagerFile: ManifestPath?
    }

    /// A package and the handler in it.
    package struct CustomArtifact: Sendable, Equatable {
        /// A zip file, a folder or a single file.
        package var package: ManifestPath
        /// The path of the handler's file in the package.
        package var file: String
        /// The handler's name in it.
        package var function: String
        /// The position of the handler's name in the manifest.
        package var handlerPosition: SourcePosition
    }
}

/// A statement of a function's role, in addition to those of `connectTo`.
package struct IAMRoleStatement: Sendable, Equatable {
    /// The statement's name.
    package var sid: String?
    /// `Allow` or `Deny`.
    package var effect: String
    /// The ARNs it applies to; not empty.
    package var resources: [String]
    /// The actions.
    package var actions: [String]
    /// True if it has a condition.
    package var hasCondition: Bool
}

/// The settings of a function's logs.
package struct Logging: Sendable, Equatable {
    /// True if nothing is kept.
    package var isDisabled = false
    /// The number of days that logs are kept.
    package var retentionDays = 180

    /// Keeps logs for 180 days.
    package init() {}
}
