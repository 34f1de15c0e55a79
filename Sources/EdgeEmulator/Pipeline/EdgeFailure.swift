import CloudFrontEvents
import HTTPTypes
import NIOCore

/// A failure that the viewer sees as one of CloudFront's error pages.
struct EdgeFailure: Error {
    enum Cause {
        /// A function failed, or could not run.
        case function(ErrorPage.Class)
        /// CloudFront refused a function's result.
        case refused(Refusal)
        /// CloudFront or the origin failed: the status and the sentence of the page.
        case edge(status: Int, sentence: String)
    }

    let cause: Cause
    /// The reason of an origin's failure, for the exchange.
    var reason: String?

    /// The status and the sentence of a failure that no function caused.
    var edgeError: (status: Int, sentence: String)? {
        if case .edge(let status, let sentence) = cause { (status, sentence) } else { nil }
    }

    /// True when the origin failed, which a stale object in the cache may stand in for.
    var isOriginFailure: Bool { edgeError.map { $0.status >= 500 } ?? false }

    init(_ cause: Cause) { self.cause = cause }

    init(_ status: Int, _ sentence: String, reason: String? = nil) {
        cause = .edge(status: status, sentence: sentence)
        self.reason = reason
    }

    /// Renders the error page.
    func response(requestId: String) -> PassageResponse {
        let page =
            switch cause {
            case .function(let errorClass): ErrorPage(errorClass, requestId: requestId)
            case .refused(let refusal): ErrorPage(refusal, requestId: requestId)
            case .edge(let status, let sentence):
                ErrorPage(status: status, sentence: sentence, requestId: requestId)
            }
        let fields: HTTPFields = [
            .server: "CloudFront", .date: HTTPDate.now, .contentType: "text/html",
            .contentLength: String(page.body.utf8.count),
        ]
        return PassageResponse(
            status: page.status,
            fields: fields,
            body: .buffer(ByteBuffer(string: page.body)),
            originStatus: page.status,
            cacheResult: page.headers.first("X-Cache") ?? "Error from cloudfront",
            isErrorPage: true
        )
    }
}

// The error pages for requests that CloudFront rejects and for origins that it cannot reach (OBS).
extension EdgeFailure {
    static let badRequest = EdgeFailure(400, "Bad request.")
    static let bodyOnGet = EdgeFailure(403, "Bad request.")
    static let uriTooLong = EdgeFailure(414, "The request's URL is longer than 8,192 bytes.")
    static let bodyTooLong = EdgeFailure(413, "The request's body is longer than this distribution allows.")
    static let bodyTooSlow = EdgeFailure(408, "The request's body did not arrive in time.")
    static let headersTooLong = EdgeFailure(
        494,
        "The request's headers and query string have more than 20,480 bytes in total."
    )
    static let methodNotAllowed = EdgeFailure(
        403,
        "This distribution is not configured to allow the HTTP request method that was used for this request."
    )
    static let noDistribution = EdgeFailure(403, "No distribution is configured for this host name.")
    static let originHasNoAddress = EdgeFailure(
        502,
        "CloudFront wasn't able to resolve the origin domain name."
    )

    static func unmapped(_ sentence: String) -> EdgeFailure {
        EdgeFailure(502, sentence, reason: "not mapped to a folder or server")
    }

    /// Reports a failed connection (C:http-502-bad-gateway).
    static func unreachable(_ reason: String) -> EdgeFailure {
        EdgeFailure(502, "CloudFront wasn't able to connect to the origin.", reason: reason)
    }

    /// Reports a timeout (C:http-504-gateway-timeout).
    static func tooLate(_ reason: String) -> EdgeFailure {
        EdgeFailure(
            504,
            "CloudFront attempted to establish a connection with the origin, "
                + "but either the attempt failed or the origin closed the connection.",
            reason: reason
        )
    }
}
