import CloudFrontEvents

/// A CloudFront distribution: its names, behaviors and origins.
///
/// ## Usage
///
/// ```swift
/// import Brink
/// import EdgeEmulator
///
/// let files = FolderOrigin.Settings(root: "/srv/site")
/// let bucket = S3Origin(domainName: "site.s3.us-east-1.amazonaws.com")
/// var site = Distribution(name: "site", origin: OriginSettings(.s3(bucket), target: .folder(files)))
/// site.aliases = ["www.example.com"]
/// site.defaultRootObject = "index.html"
/// site.defaultBehavior.functions[.viewerRequest] = "auth"
///
/// site.origins["api"] = OriginSettings(.custom(CustomOrigin(domainName: "api.example.com")))
/// site.behaviors = [Behavior(pathPattern: try PathPattern("/api/*"), origin: "api")]
/// site.customErrorResponses = [CustomErrorResponse(errorCode: 404, pagePath: "/404.html")]
/// ```
public struct Distribution: Sendable, Equatable {
    /// The name of the resource that it belongs to.
    public var name: String
    /// Its identifier, such as `EDFDVBD6EXAMPLE`.
    public var id: String
    /// Its domain name, such as `d111111abcdef8.cloudfront.net`.
    public var domainName: String
    /// Its other host names, in lower case.
    public var aliases: [String] = []
    /// The behavior for paths that no other behavior matches.
    public var defaultBehavior: Behavior
    /// The behaviors by path; the first that matches applies.
    public var behaviors: [Behavior] = []
    /// The origins by the names that behaviors use.
    public var origins: [String: OriginSettings]
    /// The object for `/`, such as `index.html`; nil for none.
    public var defaultRootObject: String?
    /// The pages that replace an origin's errors.
    public var customErrorResponses: [CustomErrorResponse] = []

    /// Creates a distribution with one behavior and one origin named `default`.
    ///
    /// The identifier and the domain name are derived from the name, so that they are the same in every run.
    public init(name: String, origin: OriginSettings, behavior: Behavior = Behavior(origin: "default")) {
        self.name = name
        let letters = Self.letters(of: name)
        id = "E" + letters.uppercased()
        domainName = "d" + letters + ".cloudfront.net"
        defaultBehavior = behavior
        origins = ["default": origin]
    }

    /// Derives 13 letters and digits from a name.
    private static func letters(of name: String) -> String {
        var hash = FNV1a()
        hash.add(name.utf8)
        let text = String(hash.value, radix: 36)
        return String(repeating: "0", count: 13 - text.count) + text
    }

    /// Finds the behavior for a path as the viewer sent it.
    func behavior(for path: String) -> Behavior {
        behaviors.first { $0.pathPattern?.matches(path) ?? true } ?? defaultBehavior
    }
}

/// A page or status that replaces an origin's error (C:HTTPStatusCodes).
public struct CustomErrorResponse: Sendable, Equatable {
    /// The status that it replaces.
    public var errorCode: Int
    /// The path of the page; nil keeps the origin's body.
    public var pagePath: String?
    /// The status that the viewer gets; nil keeps the origin's.
    public var responseCode: Int?
    /// The seconds that the error is cached, unless the origin declares more.
    public var minimumTTL: Int

    /// Creates a replacement for one status.
    public init(errorCode: Int, pagePath: String?, responseCode: Int? = nil, minimumTTL: Int = 10) {
        self.errorCode = errorCode
        self.pagePath = pagePath
        self.responseCode = responseCode
        self.minimumTTL = minimumTTL
    }
}
