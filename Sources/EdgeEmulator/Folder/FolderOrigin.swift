package import HTTPTypes
import NIOCore
import NIOPosix

/// Serves a folder as a bucket behind CloudFront would: objects by their keys, and S3's errors.
///
/// Subfolders are not objects. Nothing outside of the root is served, wherever links and paths lead.
public struct FolderOrigin: Sendable {
    /// The folder to serve, and the headers of its files.
    public struct Settings: Sendable, Hashable {
        /// The absolute path of the folder; nil for an empty bucket.
        public var root: String?
        /// Patterns of files that are not served.
        public var excluded: [GlobPattern]
        /// Headers by patterns of files; later ones win.
        public var headers: [HeaderRule]
        /// Headers for a kind of site.
        public var preset: HeaderPreset
        /// Rules for pages of other origins; the first that allows a request applies.
        public var cors: [CORSRule]

        /// Creates settings for a folder, or for an empty bucket.
        public init(
            root: String?,
            excluded: [GlobPattern] = [],
            headers: [HeaderRule] = [],
            preset: HeaderPreset = .none,
            cors: [CORSRule] = []
        ) {
            self.root = root
            self.excluded = excluded
            self.headers = headers
            self.preset = preset
            self.cors = cors
        }
    }

    /// Headers for the files that a pattern matches.
    public struct HeaderRule: Sendable, Hashable {
        /// The files that get the headers.
        public var included: GlobPattern
        /// The files among them that do not.
        public var excluded: GlobPattern?
        /// The headers.
        public var headers: [Header]

        /// Creates a rule.
        public init(included: GlobPattern, excluded: GlobPattern? = nil, headers: [Header]) {
            self.included = included
            self.excluded = excluded
            self.headers = headers
        }
    }

    /// A header's name and value.
    public struct Header: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// Creates a header.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The length up to which a file is read at once.
    private static let shortLength = 1 << 20

    private let settings: Settings

    /// Creates an origin for a folder, which need not exist yet.
    package init(_ settings: Settings) {
        self.settings = settings
    }

    /// Responds with an object, a range of it, or one of S3's errors; the path is percent-encoded, as sent.
    package func respond(method: String, path: String, fields: HTTPFields) async -> OriginResponse {
        var response: OriginResponse
        switch method {
        case "GET", "HEAD": response = await object(path, fields, isHead: method == "HEAD")
        case "OPTIONS": return preflight(fields)
        default:
            response = S3Error.methodNotAllowed.response(isHead: false)
            response.fields[.allow] = "GET, HEAD, OPTIONS"
        }
        if let origin = fields[.origin], let rule = settings.cors.first(where: { $0.allows(origin, method) })
        {
            rule.addHeaders(to: &response.fields, origin: origin)
        }
        return response
    }

    private func object(_ path: String, _ fields: HTTPFields, isHead: Bool) async -> OriginResponse {
        guard let key = ObjectKey(path: path) else { return S3Error.invalidURI.response(isHead: isHead) }
        guard !settings.excluded.contains(where: { $0.matches(key.text) }) else {
            return S3Error.noSuchKey(key.text).response(isHead: isHead)
        }
        guard let root = settings.root else { return S3Error.noSuchKey(key.text).response(isHead: isHead) }
        // Reading files blocks.
        let opened = try? await NIOThreadPool.singleton.runIfActive { () -> OpenFile? in
            guard let file = OpenFile(key, below: root) else { return nil }
            if file.length <= Self.shortLength, !isHead { file.readAll() }
            return file
        }
        guard let file = opened ?? nil else { return S3Error.noSuchKey(key.text).response(isHead: isHead) }
        return found(file, key, fields, isHead: isHead)
    }

    private func found(_ file: OpenFile, _ key: ObjectKey, _ request: HTTPFields, isHead: Bool)
        -> OriginResponse
    {
        var fields: HTTPFields = [
            .server: "AmazonS3", .date: HTTPDate.now, .lastModified: HTTPDate.text(of: file.modifiedAt),
            .eTag: file.tag, .acceptRanges: "bytes", .contentType: ContentType.of(key.text),
        ]
        if let value = settings.preset.cacheControl(for: key.text) { fields[.cacheControl] = value }
        for header in ownHeaders(for: key.text) {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        switch ConditionalRequest(request).evaluate(against: fields) {
        case .notModified:
            ConditionalRequest.removeBodyFields(from: &fields)
            return OriginResponse(status: 304, fields: fields, body: .empty)
        case .preconditionFailed: return S3Error.preconditionFailed.response(isHead: isHead)
        case .proceed: break
        }
        switch isHead ? .whole : ByteRange.requested(in: request, of: fields, length: file.length) {
        case .whole:
            fields[.contentLength] = String(file.length)
            let body = isHead ? EdgeBody.empty : file.body(0..<file.length)
            return OriginResponse(status: 200, fields: fields, body: body)
        case .part(let range):
            fields[.contentLength] = String(range.count)
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.length)"
            return OriginResponse(status: 206, fields: fields, body: file.body(range))
        case .unsatisfiable:
            var response = S3Error.invalidRange.response(isHead: isHead)
            response.fields[.contentRange] = "bytes */\(file.length)"
            return response
        }
    }

    private func ownHeaders(for key: String) -> [Header] {
        settings.headers.filter { $0.included.matches(key) && $0.excluded?.matches(key) != true }
            .flatMap(\.headers)
    }

    private func preflight(_ fields: HTTPFields) -> OriginResponse {
        guard let origin = fields[.origin], let method = fields[.accessControlRequestMethod] else {
            return S3Error.badPreflight.response(isHead: false)
        }
        let asked =
            fields[.accessControlRequestHeaders]?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
        guard
            let rule = settings.cors.first(where: { $0.allows(origin, method) && $0.allows(headers: asked) })
        else { return S3Error.forbiddenPreflight.response(isHead: false) }
        var allowed: HTTPFields = [.server: "AmazonS3", .date: HTTPDate.now, .contentLength: "0"]
        rule.addHeaders(to: &allowed, origin: origin)
        allowed[.accessControlAllowMethods] = rule.methods.joined(separator: ", ")
        if !asked.isEmpty { allowed[.accessControlAllowHeaders] = asked.joined(separator: ", ") }
        if let seconds = rule.maxAge { allowed[.accessControlMaxAge] = String(seconds) }
        return OriginResponse(status: 200, fields: allowed, body: .empty)
    }
}
