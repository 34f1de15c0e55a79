/// The settings of a function to be deployed, and its associations.
///
/// ``DeploymentRules`` checks them.
public struct FunctionSettings: Sendable, Hashable {
    /// An association of a function with an event of a distribution.
    public struct Association: Sendable, Hashable {
        /// The event.
        public var event: EventType
        /// Turns Include Body on: the function sees the request's body.
        public var includesBody: Bool

        /// Creates an association.
        public init(_ event: EventType, includesBody: Bool = false) {
            self.event = event
            self.includesBody = includesBody
        }
    }

    /// Features of Lambda that Lambda@Edge lacks (C:lambda-at-edge-function-restrictions).
    public enum Feature: String, CaseIterable, Sendable {
        case vpc
        case deadLetterQueue = "dead-letter-queue"
        case layers
        case tracing = "x-ray"
        case provisionedConcurrency = "provisioned-concurrency"
        case containerImage = "container-image"
        case runtimeManagement = "runtime-management"
        case customerManagedKey = "customer-managed-key"
        case otherAccount = "other-account"
        case tags
    }

    /// The function's name.
    public var name: String
    /// The runtime's identifier, such as `nodejs22.x`; nil if the entry file's extension decides.
    public var runtime: String?
    /// The memory in MB.
    public var memory = 128
    /// The timeout in seconds.
    public var timeout = 3
    /// The handler: `file.function` as in Lambda, or `file:function` as in Stacktape.
    public var handler: String?
    /// The names of environment variables to set.
    public var environmentVariables: [String] = []
    /// The features in use that Lambda@Edge lacks.
    public var features: Set<Feature> = []
    /// The names of connected resources that can be reached only from within a VPC.
    public var connectionsInVPC: [String] = []
    /// The size of the zipped package; nil if unknown.
    public var packageBytes: Int?
    /// The size of the unzipped package; nil if unknown.
    public var unzippedPackageBytes: Int?
    /// The processor's architecture.
    public var architecture = "x86_64"
    /// The size of `/tmp` in MB.
    public var ephemeralStorage = 512
    /// The events that run the function.
    public var associations: [Association] = []
    /// The Region that the function is created in.
    public var region = "us-east-1"
    /// The ARN that the association names; nil if unknown.
    public var arn: String?
    /// The principals that the role trusts; nil if unknown.
    public var trustedPrincipals: [String]?

    /// Creates settings with the defaults of an edge function.
    public init(name: String) { self.name = name }
}
