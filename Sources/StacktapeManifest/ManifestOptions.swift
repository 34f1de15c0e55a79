/// Values of directives that only the user knows.
package struct ManifestOptions: Sendable, Hashable {
    /// The value of `$Stage()`.
    package var stage: String
    /// The value of `$Region()`: the region that the stack is deployed to.
    package var region: String

    /// Creates options for a deployment.
    package init(stage: String = "dev", region: String = "us-east-1") {
        self.stage = stage
        self.region = region
    }
}
