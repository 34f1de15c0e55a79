import HTTPTypes
import NIOCore

/// An error in S3's words: its code, its sentence, and the XML around them.
struct S3Error {
    let status: Int
    let code: String
    let message: String
    var key: String?

    static let invalidURI = S3Error(
        status: 400,
        code: "InvalidURI",
        message: "Couldn't parse the specified URI."
    )
    static let methodNotAllowed = S3Error(
        status: 405,
        code: "MethodNotAllowed",
        message: "The specified method is not allowed against this resource."
    )
    static let preconditionFailed = S3Error(
        status: 412,
        code: "PreconditionFailed",
        message: "At least one of the pre-conditions you specified did not hold"
    )
    static let invalidRange = S3Error(
        status: 416,
        code: "InvalidRange",
        message: "The requested range is not satisfiable"
    )
    static let badPreflight = S3Error(
        status: 400,
        code: "BadRequest",
        message: "Insufficient information. Origin request header needed."
    )
    static let forbiddenPreflight = S3Error(
        status: 403,
        code: "AccessForbidden",
        message: "CORSResponse: This CORS request is not allowed."
    )

    static func noSuchKey(_ key: String) -> S3Error {
        S3Error(status: 404, code: "NoSuchKey", message: "The specified key does not exist.", key: key)
    }

    func response(isHead: Bool) -> OriginResponse {
        let detail = key.map { "<Key>\(Self.escaped($0))</Key>" } ?? ""
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

    private static func escaped(_ text: String) -> String {
        var xml = ""
        for character in text {
            switch character {
            case "<": xml += "&lt;"
            case ">": xml += "&gt;"
            case "&": xml += "&amp;"
            default: xml.append(character)
            }
        }
        return xml
    }
}
