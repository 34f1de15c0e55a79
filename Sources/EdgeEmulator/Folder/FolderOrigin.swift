public import HTTPTypes
import NIOCore
import NIOPosix

/// Serves a folder as a bucket behind CloudFront would: objects by their keys, and errors in S3's words.
///
/// A folder is no object. Nothing outside of the root is served, wherever links and paths lead.
public struct FolderOrigin: Sendable {
    /// What is served, and how.
    public struct Settings: Sendable, Hashable {
        /// The folder, by absolute path.
        public var root: String
        /// Files that are not served, by patterns of paths below the root.
        public var excluded: [GlobPattern]
        /// Headers that files get, by patterns of paths below the root; later ones win.
        public var headers: [HeaderRule]
        /// A set of headers that is made for a kind of site.
        public var preset: HeaderPreset
        /// Who else's pages may read what is served.
        public var cors: [CORSRule]

        /// Serves a folder without further headers.
        public init(
            root: String,
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

    /// Headers for the files that a pattern is about.
    public struct HeaderRule: Sendable, Hashable {
        /// Which files.
        public var included: GlobPattern
        /// Which of them not.
        public var excluded: GlobPattern?
        /// Names and values.
        public var headers: [Header]

        /// Describes a rule.
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

        /// Describes a header.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Up to this length a file is read at once.
    private static let shortLength = 1 << 20

    private let settings: Settings

    /// Makes an origin of a folder, which may come into being later.
    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - method: `GET`, `HEAD` or `OPTIONS`; others are refused.
    ///   - path: the path as sent, percent-encoded.
    ///   - fields: the request's fields: ranges, conditions, `Origin`.
    /// - Returns: the object, a part of it, or an error in S3's words.
    public func respond(method: String, path: String, fields: HTTPFields) async -> OriginResponse {
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
        let root = settings.root
        // Files block, so they have threads for that.
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
        for header in settings.preset.headers(for: key.text) + ownHeaders(for: key.text) {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        switch ConditionalRequest(request).verdict(on: fields) {
        case .notModified:
            fields.removeFields { !ConditionalRequest.staysInNotModified($0.name) }
            return OriginResponse(status: 304, fields: fields, body: .empty)
        case .preconditionFailed: return S3Error.preconditionFailed.response(isHead: isHead)
        case .goOn: break
        }
        switch isHead ? .whole : ByteRange.requested(in: request, of: fields, length: file.length) {
        case .whole:
            fields[.contentLength] = String(file.length)
            return OriginResponse(
                status: 200,
                fields: fields,
                body: isHead ? .empty : file.body(0..<file.length)
            )
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
        settings.headers.filter { $0.included.matches(key) && $0.excluded?.matches(key) != true }.flatMap(
            \.headers
        )
    }

    private func preflight(_ fields: HTTPFields) -> OriginResponse {
        guard let origin = fields[.origin], let method = fields[.accessControlRequestMethod] else {
            return S3Error.badPreflight.response(isHead: false)
        }
        let asked =
            fields[.accessControlRequestHeaders]?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
        guard
            let rule = settings.cors.first(where: { $0.allows(origin, method) && $0.allows(headers: asked) })
        else {
            return S3Error.forbiddenPreflight.response(isHead: false)
        }
        var answer: HTTPFields = [.server: "AmazonS3", .date: HTTPDate.now, .contentLength: "0"]
        rule.addHeaders(to: &answer, origin: origin)
        answer[.accessControlAllowMethods] = rule.methods.joined(separator: ", ")
        if !asked.isEmpty { answer[.accessControlAllowHeaders] = asked.joined(separator: ", ") }
        if let seconds = rule.maxAge { answer[.accessControlMaxAge] = String(seconds) }
        return OriginResponse(status: 200, fields: answer, body: .empty)
    }
}
