import CloudFrontEvents
import HTTPTypes
import NIOCore

// What becomes of the answers of functions (spec 2.1 to 2.11).
extension Passage {
    /// Takes over what a function made of a request.
    ///
    /// Fields that no function sees stay as they are.
    func apply(_ returned: EdgeRequest, given: EdgeRequest, to request: inout ViewerRequest) {
        if returned.uri != given.uri { request.path = returned.uri }
        if returned.querystring != given.querystring { request.query = returned.querystring }
        if returned.headers != given.headers {
            var fields = HTTPFields(returned.headers)
            for field in request.fields where DisallowedHeaders.contains(field.name.canonicalName) {
                fields.append(field)
            }
            request.fields = fields
        }
        guard let body = returned.body, body.action == .replace else { return }
        let bytes = Self.bytes(of: body.data ?? "", isBase64: body.encoding != .text)
        request.body = .buffer(ByteBuffer(bytes: bytes))
        request.fields[.contentLength] = String(bytes.count)
        request.fields[.transferEncoding] = nil
    }

    /// The answer that a request function generated.
    func generated(_ response: EdgeResponse, cacheResult: String) -> EdgeAnswer {
        let status = response.status.code ?? 200
        var fields = HTTPFields(response.headers)
        let body = Self.body(of: response)
        fields[.contentLength] = body.length.map(String.init)
        if fields[.server] == nil { fields[.server] = "CloudFront" }
        if fields[.date] == nil { fields[.date] = HTTPDate.now }
        return EdgeAnswer(
            status: status,
            reason: response.statusDescription,
            fields: fields,
            body: body,
            originStatus: status,
            cacheResult: cacheResult,
            isGenerated: true
        )
    }

    /// The status and the headers that a response function returned, over an answer.
    func applied(_ returned: EdgeResponse, to answer: EdgeAnswer) -> EdgeAnswer {
        var result = answer
        result.status = returned.status.code ?? answer.status
        result.reason = returned.statusDescription
        result.fields = HTTPFields(returned.headers)
        for field in answer.fields where DisallowedHeaders.contains(field.name.canonicalName) {
            result.fields.append(field)
        }
        return result
    }

    /// The body that a function made.
    static func body(of response: EdgeResponse) -> EdgeBody {
        guard let text = response.body, !text.isEmpty else { return .empty }
        return .buffer(ByteBuffer(bytes: bytes(of: text, isBase64: response.bodyEncoding == .base64)))
    }

    /// The bytes that a text stands for; the rules have refused what is not base64 before.
    private static func bytes(of text: String, isBase64: Bool) -> [UInt8] {
        isBase64 ? Base64.decode(text) ?? [] : Array(text.utf8)
    }
}
