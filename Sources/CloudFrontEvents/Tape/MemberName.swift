/// The member names of CloudFront's events.
///
/// A tape refers to them by their raw values, which are the indices of the list that both interpreters get.
package enum MemberName: UInt8, Sendable, CaseIterable {
    // The event and its parts.
    case records, cf, config, request, response
    // The configuration.
    case distributionDomainName, distributionId, eventType, requestId
    // A request.
    case body, clientIp, headers, method, origin, querystring, uri
    // A request's body.
    case action, data, encoding, inputTruncated
    // An origin.
    case custom, s3
    case customHeaders, domainName, keepaliveTimeout, path, port, `protocol`, readTimeout
    case responseCompletionTimeout, sslProtocols, authMethod, region
    // A response.
    case bodyEncoding, status, statusDescription
    // An entry of headers.
    case key, value

    /// The name in JSON.
    package var text: StaticString {
        switch self {
        case .records: "Records"
        case .cf: "cf"
        case .config: "config"
        case .request: "request"
        case .response: "response"
        case .distributionDomainName: "distributionDomainName"
        case .distributionId: "distributionId"
        case .eventType: "eventType"
        case .requestId: "requestId"
        case .body: "body"
        case .clientIp: "clientIp"
        case .headers: "headers"
        case .method: "method"
        case .origin: "origin"
        case .querystring: "querystring"
        case .uri: "uri"
        case .action: "action"
        case .data: "data"
        case .encoding: "encoding"
        case .inputTruncated: "inputTruncated"
        case .custom: "custom"
        case .s3: "s3"
        case .customHeaders: "customHeaders"
        case .domainName: "domainName"
        case .keepaliveTimeout: "keepaliveTimeout"
        case .path: "path"
        case .port: "port"
        case .protocol: "protocol"
        case .readTimeout: "readTimeout"
        case .responseCompletionTimeout: "responseCompletionTimeout"
        case .sslProtocols: "sslProtocols"
        case .authMethod: "authMethod"
        case .region: "region"
        case .bodyEncoding: "bodyEncoding"
        case .status: "status"
        case .statusDescription: "statusDescription"
        case .key: "key"
        case .value: "value"
        }
    }
}
