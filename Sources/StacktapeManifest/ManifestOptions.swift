/// What a manifest's directives are told that nobody but the user knows.
public struct ManifestOptions: Sendable, Hashable {
    /// What `$Stage()` stands for.
    public var stage: String
    /// What `$Region()` stands for: the region that the stack is deployed to.
    public var region: String

    /// Describes a deployment.
    public init(stage: String = "dev", region: String = "us-east-1") {
        self.stage = stage
        self.region = region
    }
}
