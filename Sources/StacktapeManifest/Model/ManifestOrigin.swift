/// The server behind a distribution or a route.
package struct ManifestOrigin: Sendable, Equatable {
    /// The resource's name; nil for a server outside the manifest.
    package var resource: String?
    /// The kind of server.
    package var source: Source

    /// The kinds of servers.
    package enum Source: Sendable, Equatable {
        /// A bucket with the contents of a folder.
        case folder(FolderContents)
        /// A bucket without an upload.
        case emptyBucket(cors: [ManifestCORSRule])
        /// A server with a domain name.
        case url(ManifestCustomOrigin)
        /// A resource of a type that only the cloud can run.
        case unrunnable(type: String)
    }

    /// Creates an origin.
    package init(resource: String?, _ source: Source) {
        self.resource = resource
        self.source = source
    }

    /// True for buckets.
    package var isBucket: Bool {
        switch source {
        case .folder, .emptyBucket: true
        case .url, .unrunnable: false
        }
    }
}

/// A server with a domain name.
package struct ManifestCustomOrigin: Sendable, Hashable {
    /// The domain name or address.
    package var domainName: String
    /// True for HTTPS.
    package var isSecure: Bool
    /// The port.
    package var port: Int

    /// Creates a server.
    package init(domainName: String, isSecure: Bool, port: Int) {
        self.domainName = domainName
        self.isSecure = isSecure
        self.port = port
    }
}

/// A folder that is uploaded to a bucket.
package struct FolderContents: Sendable, Equatable {
    /// The folder.
    package var directory: ManifestPath
    /// Patterns of files left out, relative to the folder.
    package var excludeFilesPatterns: [String]
    /// Headers by file pattern; later patterns win.
    package var fileOptions: [FileOption]
    /// The preset of headers, if set.
    package var headersPreset: HeadersPreset?
    /// The CORS rules.
    package var cors: [ManifestCORSRule]
    /// The command that makes the folder at deployment, if there is one.
    package var buildCommand: String?
}

/// Headers for the files that match a pattern.
package struct FileOption: Sendable, Equatable {
    /// A header's name and value.
    package struct Header: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The value.
        package var value: String

        /// Creates a header.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The pattern of the files.
    package var includePattern: String
    /// The pattern of exceptions.
    package var excludePattern: String?
    /// Their headers.
    package var headers: [Header]

    /// Creates a rule for the headers of some files.
    package init(includePattern: String, excludePattern: String? = nil, headers: [Header]) {
        self.includePattern = includePattern
        self.excludePattern = excludePattern
        self.headers = headers
    }
}

/// A preset of headers for a kind of site.
package enum HeadersPreset: String, Sendable, CaseIterable {
    /// Cached by the CDN, never by browsers.
    case staticWebsite = "static-website"
    /// HTML is never cached, everything else forever.
    case singlePageApp = "single-page-app"
    /// Matches the file names of Astro.
    case astro = "astro-static-website"
    /// Matches the file names of SvelteKit.
    case svelteKit = "sveltekit-static-website"
    /// Matches the file names of Nuxt.
    case nuxt = "nuxt-static-website"
    /// Matches the file names of Gatsby.
    case gatsby = "gatsby-static-website"
}

/// A CORS rule of a bucket.
package struct ManifestCORSRule: Sendable, Hashable {
    /// Allowed origins, such as `https://example.com`; `*` allows any.
    package var allowedOrigins = ["*"]
    /// Allowed request headers; `*` allows any.
    package var allowedHeaders = ["*"]
    /// Allowed methods.
    package var allowedMethods = Self.everyMethod
    /// Response headers exposed to pages.
    package var exposedResponseHeaders: [String] = []
    /// The number of seconds that browsers may cache the rule.
    package var maxAge: Int?

    /// The methods that `*` stands for.
    package static let everyMethod = ["GET", "PUT", "POST", "DELETE", "HEAD"]
}
