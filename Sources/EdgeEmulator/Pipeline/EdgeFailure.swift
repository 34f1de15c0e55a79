import CloudFrontEvents
import HTTPTypes
import NIOCore

/// Why a viewer gets an error page of CloudFront's in the place of an answer.
struct EdgeFailure: Error {
    /// What went wrong.
    enum Cause {
        /// A function failed, or was not let run.
        case function(ErrorPage.Class)
        /// CloudFront refused what a function answered.
        case refused(Refusal)
        /// Something of CloudFront's own: the status that it gives, and the sentence that it says.
        case edge(status: Int, sentence: String)
    }

    let cause: Cause

    /// The status and the sentence of a failure that is no function's.
    var edgeAnswer: (status: Int, sentence: String)? {
        if case .edge(let status, let sentence) = cause { (status, sentence) } else { nil }
    }

    /// Whether it was the origin that failed, which an object in the cache may stand in for.
    var isOrigins: Bool { edgeAnswer.map { $0.status >= 500 } ?? false }

    init(_ cause: Cause) { self.cause = cause }

    init(status: Int, _ sentence: String) { cause = .edge(status: status, sentence: sentence) }

    /// The answer that the viewer gets.
    func response(requestId: String) -> EdgeAnswer {
        let page =
            switch cause {
            case .function(let errorClass): ErrorPage(errorClass, requestId: requestId)
            case .refused(let refusal): ErrorPage(refusal, requestId: requestId)
            case .edge(let status, let sentence):
                ErrorPage(status: status, sentence: sentence, requestId: requestId)
            }
        var fields = HTTPFields()
        fields[.server] = "CloudFront"
        fields[.date] = HTTPDate.now
        fields[.contentType] = "text/html"
        fields[.contentLength] = String(page.body.utf8.count)
        return EdgeAnswer(
            status: page.status,
            fields: fields,
            body: .buffer(ByteBuffer(string: page.body)),
            originStatus: page.status,
            cacheResult: page.headers.first("X-Cache") ?? "Error from cloudfront"
        )
    }
}

// What CloudFront says of requests that it does not take, and of origins that it cannot reach (OBS).
extension EdgeFailure {
    static let badRequest = EdgeFailure(status: 400, "Bad request.")
    static let bodyOnGet = EdgeFailure(status: 403, "Bad request.")
    static let uriTooLong = EdgeFailure(status: 414, "The request's URL is longer than 8,192 bytes.")
    static let bodyTooLong = EdgeFailure(
        status: 413,
        "The request's body is longer than this distribution takes."
    )
    static let bodyTooSlow = EdgeFailure(status: 408, "The request's body did not come in time.")
    static let headersTooLong = EdgeFailure(
        status: 494,
        "The request's headers and its query string have more than 20,480 bytes together."
    )
    static let methodNotAllowed = EdgeFailure(
        status: 403,
        "This distribution is not configured to allow the HTTP request method that was used for this request."
    )
    static let noDistribution = EdgeFailure(
        status: 403,
        "There is no distribution that answers to this name."
    )
}

/// What is on its way to the viewer.
struct EdgeAnswer: Sendable {
    var status: Int
    var reason: String?
    var fields: HTTPFields
    var body: EdgeBody
    /// The status that the origin gave, whatever functions made of it.
    var originStatus: Int
    /// What `X-Cache` says.
    var cacheResult: String
    /// How long it has been in the cache, in seconds; nil when it comes from elsewhere.
    var age: Int?
    /// Whether ranges and conditions of the viewer's are for it: what went through the cache.
    var isWhole = false
    /// Whether a request function answered, in the origin's place.
    var isGenerated = false
    /// Whether it is a custom error page, or CloudFront's own: no viewer-response function sees those.
    var isErrorPage = false
}
