/// What answers a distribution's requests.
public struct Origin: Sendable, Equatable {
    /// The resource's name; nil for a server that is no resource.
    public var resource: String?
    /// What it is.
    public var source: Source

    /// What an origin can be.
    public enum Source: Sendable, Equatable {
        /// A bucket that a folder is uploaded to.
        case folder(FolderContents)
        /// A bucket that nothing is uploaded to.
        case emptyBucket(cors: [CORSRule])
        /// A server by its name.
        case url(CustomOrigin)
        /// A resource of this type, which only the cloud can run.
        case unrunnable(type: String)
    }

    /// Names an origin.
    public init(resource: String?, _ source: Source) {
        self.resource = resource
        self.source = source
    }

    /// Whether it is a bucket.
    public var isBucket: Bool {
        switch source {
        case .folder, .emptyBucket: true
        case .url, .unrunnable: false
        }
    }
}

/// A server that is asked by its name.
public struct CustomOrigin: Sendable, Hashable {
    /// The name or address.
    public var domainName: String
    /// Whether it is spoken to over TLS.
    public var isSecure: Bool
    /// The port.
    public var port: Int

    /// Names a server.
    public init(domainName: String, isSecure: Bool, port: Int) {
        self.domainName = domainName
        self.isSecure = isSecure
        self.port = port
    }
}

/// A folder as a bucket serves it.
public struct FolderContents: Sendable, Equatable {
    /// The folder.
    public var directory: ManifestPath
    /// Patterns of files that are not uploaded, relative to the folder.
    public var excludeFilesPatterns: [String]
    /// Headers of files by patterns; later ones win.
    public var fileOptions: [FileOption]
    /// The headers that a kind of site needs.
    public var headersPreset: HeadersPreset?
    /// Who else's pages may read what is served.
    public var cors: [CORSRule]
}

/// Headers for the files that a pattern is about.
public struct FileOption: Sendable, Equatable {
    /// A header's name and value.
    public struct Header: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// Describes a header.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Which files.
    public var includePattern: String
    /// Which of them not.
    public var excludePattern: String?
    /// The headers that they get.
    public var headers: [Header]

    /// Describes the headers of some files.
    public init(includePattern: String, excludePattern: String? = nil, headers: [Header]) {
        self.includePattern = includePattern
        self.excludePattern = excludePattern
        self.headers = headers
    }
}

/// A set of headers that is made for a kind of site.
public enum HeadersPreset: String, Sendable, CaseIterable {
    /// Cached by the CDN, never by browsers.
    case staticWebsite = "static-website"
    /// HTML is never cached, all else for ever.
    case singlePageApp = "single-page-app"
    /// As Astro names its files.
    case astro = "astro-static-website"
    /// As SvelteKit names its files.
    case svelteKit = "sveltekit-static-website"
    /// As Nuxt names its files.
    case nuxt = "nuxt-static-website"
    /// As Gatsby names its files.
    case gatsby = "gatsby-static-website"
}

/// Whose pages may read what a bucket serves, and how.
public struct CORSRule: Sendable, Hashable {
    /// Origins such as `https://example.com`; `*` stands for any.
    public var allowedOrigins = ["*"]
    /// Names of headers that requests may carry; `*` stands for any.
    public var allowedHeaders = ["*"]
    /// Methods.
    public var allowedMethods = Self.everyMethod
    /// Names of headers that pages may read.
    public var exposedResponseHeaders: [String] = []
    /// How many seconds a browser may remember this.
    public var maxAge: Int?

    /// The methods that `*` stands for.
    public static let everyMethod = ["GET", "PUT", "POST", "DELETE", "HEAD"]

    /// Allows everything to everybody.
    public init() {}
}
