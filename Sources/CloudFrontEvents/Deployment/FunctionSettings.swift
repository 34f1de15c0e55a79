/// What is to be deployed: a function's settings and the events it is associated with.
public struct FunctionSettings: Sendable, Hashable {
    /// Binds a function to one event of a distribution.
    public struct Association: Sendable, Hashable {
        /// The event.
        public var event: EventType
        /// Whether the function is shown the request's body.
        public var includesBody: Bool

        /// Creates an association.
        public init(_ event: EventType, includesBody: Bool = false) {
            self.event = event
            self.includesBody = includesBody
        }
    }

    /// What Lambda has and Lambda@Edge does not (C:lambda-at-edge-function-restrictions).
    public enum Feature: String, CaseIterable, Sendable {
        /// Access to a VPC.
        case vpc
        /// A dead-letter queue.
        case deadLetterQueue = "dead-letter-queue"
        /// Layers.
        case layers
        /// Tracing with X-Ray.
        case tracing = "x-ray"
        /// Provisioned or reserved concurrency.
        case provisionedConcurrency = "provisioned-concurrency"
        /// A container image in the place of a package.
        case containerImage = "container-image"
        /// Runtime management other than Auto.
        case runtimeManagement = "runtime-management"
        /// A package that is encrypted with a key of one's own.
        case customerManagedKey = "customer-managed-key"
        /// A distribution in another account.
        case otherAccount = "other-account"
        /// Tags.
        case tags
    }

    /// The function's name.
    public var name: String
    /// The runtime's identifier, such as `nodejs22.x`; nil lets the entry file's extension decide.
    public var runtime: String?
    /// The memory in MB.
    public var memory = 128
    /// The timeout in seconds.
    public var timeout = 3
    /// The handler, `file.function` as Lambda has it or `file:function` as Stacktape has it.
    public var handler: String?
    /// The names of environment variables that are to be set.
    public var environmentVariables: [String] = []
    /// Features in use that the edge lacks.
    public var features: Set<Feature> = []
    /// Names of connected resources that can be reached from within a VPC alone.
    public var connectionsInVPC: [String] = []
    /// The size of the zipped package, once it is known.
    public var packageBytes: Int?
    /// The size of the unzipped package, once it is known.
    public var unzippedPackageBytes: Int?
    /// The processor's architecture.
    public var architecture = "x86_64"
    /// The size of `/tmp` in MB.
    public var ephemeralStorage = 512
    /// The events that run the function.
    public var associations: [Association] = []
    /// The Region that the function is created in.
    public var region = "us-east-1"
    /// The ARN that the association names, once there is one.
    public var arn: String?
    /// The principals that the role trusts, where they are known.
    public var trustedPrincipals: [String]?

    /// Creates settings with the defaults of an edge function.
    public init(name: String) { self.name = name }
}
