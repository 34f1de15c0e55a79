import CloudFrontEvents
import HTTPTypes
import NIOCore

/// An error as S3 reports it: a code and a sentence in XML.
struct S3Error {
    let status: Int
    let code: String
    let message: String
    let key: String?

    private init(_ status: Int, _ code: String, _ message: String, key: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.key = key
    }

    static let invalidURI = S3Error(400, "InvalidURI", "Couldn't parse the specified URI.")
    static let methodNotAllowed = S3Error(
        405,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource."
    )
    static let preconditionFailed = S3Error(
        412,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold"
    )
    static let invalidRange = S3Error(416, "InvalidRange", "The requested range is not satisfiable")
    static let badPreflight = S3Error(
        400,
        "BadRequest",
        "Insufficient information. Origin request header needed."
    )
    static let forbiddenPreflight = S3Error(
        403,
        "AccessForbidden",
        "CORSResponse: This CORS request is not allowed."
    )

    static func noSuchKey(_ key: String) -> S3Error {
        S3Error(404, "NoSuchKey", "The specified key does not exist.", key: key)
    }

    func response(isHead: Bool) -> OriginResponse {
        let detail = key.map { "<Key>\($0.escapedMarkup)</Key>" } ?? ""
        let xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>\(code)</Code><Message>\(message)</Message>\(detail)</Error>
            """
        let fields: HTTPFields = [
            .server: "AmazonS3", .date: HTTPDate.now, .contentType: "application/xml",
            .contentLength: String(xml.utf8.count),
        ]
        return OriginResponse(
            status: status,
            fields: fields,
            body: isHead ? .empty : .buffer(ByteBuffer(string: xml))
        )
    }
}
