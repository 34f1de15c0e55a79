import HTTPTypes

/// The response of a passage, before the fields that every response gets at the end.
struct PassageResponse: Sendable {
    var status: Int
    var reason: String?
    var fields: HTTPFields
    var body: EdgeBody
    /// The status that the origin gave, whatever functions made of it.
    var originStatus: Int
    /// The value of `X-Cache`.
    var cacheResult: String
    /// The seconds that it has been in the cache; nil when it comes from elsewhere.
    var age: Int?
    /// Applies ranges and conditions of the viewer: true for a whole object that went through the cache.
    var isWhole = false
    /// True when a request function generated it instead of the origin.
    var isGenerated = false
    /// True for a custom error page and for CloudFront's own, which no viewer-response function sees.
    var isErrorPage = false
}
