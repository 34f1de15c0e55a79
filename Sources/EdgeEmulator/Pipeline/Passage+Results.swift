import CloudFrontEvents
import HTTPTypes
import NIOCore

// The effects of functions' results (docs/platform.md, "Results").
extension Passage {
    /// Applies a request that a function returned, except for the fields that no function sees.
    func apply(_ returned: EdgeRequest, given: EdgeRequest, to request: inout ViewerRequest) {
        if returned.uri != given.uri { request.path = returned.uri }
        if returned.querystring != given.querystring { request.query = returned.querystring }
        if returned.headers != given.headers {
            request.fields = Self.fields(returned.headers, keepingHiddenOf: request.fields)
        }
        guard let body = returned.body, body.action == .replace else { return }
        let bytes = Self.bytes(of: body.data ?? "", isBase64: body.encoding != .text)
        request.body = .buffer(ByteBuffer(bytes: bytes))
        request.fields[.contentLength] = String(bytes.count)
        request.fields[.transferEncoding] = nil
    }

    /// Makes a response of one that a request function generated.
    func generated(_ response: EdgeResponse, cacheResult: String) -> PassageResponse {
        let status = response.status.code ?? 200
        var fields = HTTPFields(response.headers)
        let body = Self.body(of: response)
        fields[.contentLength] = body.length.map(String.init)
        if fields[.server] == nil { fields[.server] = "CloudFront" }
        if fields[.date] == nil { fields[.date] = HTTPDate.now }
        return PassageResponse(
            status: status,
            reason: response.statusDescription,
            fields: fields,
            body: body,
            originStatus: status,
            cacheResult: cacheResult,
            isGenerated: true
        )
    }

    /// Applies a response that origin-response returned, except for the fields that no function sees.
    func applied(_ returned: EdgeResponse, to response: PassageResponse) -> PassageResponse {
        var result = response
        result.status = returned.status.code ?? response.status
        result.reason = returned.statusDescription
        result.fields = Self.fields(returned.headers, keepingHiddenOf: response.fields)
        guard returned.body != nil else { return result }
        result.body = Self.body(of: returned)
        result.fields[.contentLength] = result.body.length.map(String.init)
        result.fields[.transferEncoding] = nil
        return result
    }

    private static func fields(_ returned: HeaderMap, keepingHiddenOf former: HTTPFields) -> HTTPFields {
        var fields = HTTPFields(returned)
        for field in former where DisallowedHeaders.contains(field.name.canonicalName) {
            fields.append(field)
        }
        return fields
    }

    private static func body(of response: EdgeResponse) -> EdgeBody {
        guard let text = response.body, !text.isEmpty else { return .empty }
        return .buffer(ByteBuffer(bytes: bytes(of: text, isBase64: response.bodyEncoding == .base64)))
    }

    /// Decodes a body's text; the rules have refused invalid base64 before.
    private static func bytes(of text: String, isBase64: Bool) -> [UInt8] {
        isBase64 ? Base64.decode(text) ?? [] : Array(text.utf8)
    }
}
