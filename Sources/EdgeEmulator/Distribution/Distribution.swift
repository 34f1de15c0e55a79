/// One CloudFront distribution as the emulator runs it: which requests it answers, and what becomes of them.
public struct Distribution: Sendable, Equatable {
    /// The name of the resource that it belongs to.
    public var name: String
    /// Its identifier, such as `EDFDVBD6EXAMPLE`.
    public var id: String
    /// Its own domain name, such as `d111111abcdef8.cloudfront.net`.
    public var domainName: String
    /// Further names that it answers to, in lower case.
    public var aliases: [String]
    /// What becomes of a request whose path no other behavior matches.
    public var defaultBehavior: Behavior
    /// What becomes of requests by path; the first one that matches counts.
    public var behaviors: [Behavior]
    /// Where requests go, by the names that behaviors have for them.
    public var origins: [String: OriginSettings]
    /// The object that is meant by `/`, such as `index.html`; nil when there is none.
    public var defaultRootObject: String?
    /// What viewers see in the place of an origin's errors.
    public var customErrorResponses: [CustomErrorResponse]

    /// Creates a distribution with one behavior and one origin, which are both called `default`.
    ///
    /// The identifier and the domain name are made of the name, so that they stay the same from run to run.
    public init(name: String, origin: OriginSettings, behavior: Behavior = Behavior(origin: "default")) {
        self.name = name
        let letters = DistributionLetters(of: name)
        id = letters.id
        domainName = letters.domainName
        aliases = []
        defaultBehavior = behavior
        behaviors = []
        origins = ["default": origin]
        customErrorResponses = []
    }

    /// The behavior for a path as the viewer sent it.
    func behavior(for path: String) -> Behavior {
        behaviors.first { $0.pathPattern?.matches(path) ?? true } ?? defaultBehavior
    }

    /// All behaviors, in the order in which they are tried.
    public var allBehaviors: [Behavior] { behaviors + [defaultBehavior] }
}

/// What viewers see in the place of an origin's error (C:HTTPStatusCodes).
public struct CustomErrorResponse: Sendable, Equatable {
    /// The origin's status that it is for.
    public var errorCode: Int
    /// The path of the page; nil leaves the origin's body.
    public var pagePath: String?
    /// The status that the viewer sees; nil leaves the origin's.
    public var responseCode: Int?
    /// How long the error is cached, in seconds, when the origin does not say longer.
    public var minimumTTL: Int

    /// Creates a rule for one status.
    public init(errorCode: Int, pagePath: String?, responseCode: Int? = nil, minimumTTL: Int = 10) {
        self.errorCode = errorCode
        self.pagePath = pagePath
        self.responseCode = responseCode
        self.minimumTTL = minimumTTL
    }
}

/// Makes a distribution's identifiers of its name (FNV-1a): told apart, and the same in every run.
private struct DistributionLetters {
    private let hash: UInt64

    init(of name: String) {
        hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// `E` and 13 letters and digits.
    var id: String { "E" + digits(13).uppercased() }

    /// `d` and 13 letters and digits before CloudFront's domain.
    var domainName: String { "d" + digits(13) + ".cloudfront.net" }

    private func digits(_ count: Int) -> String {
        let text = String(hash, radix: 36)
        return String(repeating: "0", count: max(0, count - text.count)) + text.suffix(count)
    }
}
