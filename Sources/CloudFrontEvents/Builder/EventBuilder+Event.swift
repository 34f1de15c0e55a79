extension EventBuilder {
    /// Builds the event; throws if CloudFront could not have sent it.
    public func event() throws(EventBuilderError) -> CloudFrontEvent {
        if let mistake { throw EventBuilderError(mistake) }
        return CloudFrontEvent(
            config: EventConfig(
                distributionDomainName: distributionDomainName,
                distributionId: distributionId,
                eventType: type,
                requestId: requestId
            ),
            request: EdgeRequest(
                clientIp: clientIp,
                headers: requestHeaders,
                method: effectiveMethod,
                querystring: querystring,
                uri: uri,
                body: requestBody,
                origin: type.isViewer ? nil : origin
            ),
            response: type.isRequest ? nil : response
        )
    }

    /// The methods that CloudFront forwards.
    private static let methods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

    /// The first part of the event that CloudFront could not have sent.
    private var mistake: String? {
        guard EventBuilder.methods.contains(effectiveMethod) else {
            let expected = EventBuilder.methods.joined(separator: ", ")
            return "method \"\(effectiveMethod.onOneLine)\" is unknown; expected one of \(expected)"
        }
        guard uri.utf8.first == UInt8(ascii: "/") else {
            return "uri \"\(uri.onOneLine)\" does not start with \"/\""
        }
        guard !uri.utf8.contains(UInt8(ascii: "?")), URIText.isValid(uri) else {
            return "uri \"\(uri.onOneLine)\" contains a space, a control character, \"?\" or \"#\""
        }
        guard URIText.isValid(querystring) else {
            return "querystring \"\(querystring.onOneLine)\" contains a space, a control character or \"#\""
        }
        guard uri.utf8.count + querystring.utf8.count < URIText.maximumLength else {
            return "uri and querystring together have 8,192 characters or more"
        }
        for (name, value) in headers + responseHeaders {
            let header = "\"\(name.onOneLine)\""
            guard HeaderText.isName(name) else {
                return "header name \(header) is empty or contains a character that names may not have"
            }
            guard HeaderText.firstIllegalByte(in: value) == nil else {
                return "header \(header) has a control character in its value"
            }
        }
        if !type.isViewer, case .s3(let bucket) = origin, !bucket.hasValidDomainName {
            return "bucket \"\(bucket.domainName.onOneLine)\" is not a domain name in lower case"
        }
        guard let status else { return nil }
        guard !type.isRequest else {
            return "status is for response events only; \(type.rawValue) has no response"
        }
        return (100...599).contains(status) ? nil : "status \(status) is out of range; expected 100 to 599"
    }

    // MARK: The request

    private var effectiveMethod: String { method ?? (body == nil ? "GET" : "POST") }

    /// The headers that CloudFront sends in origin events, or the viewer's in viewer events.
    private var requestHeaders: HeaderMap {
        var map = HeaderMap()
        if type.isViewer {
            map.append("Host", distributionDomainName)
            map.append("User-Agent", "curl/8.5.0")
            map.append("accept", "*/*")
        } else {
            map.append("X-Forwarded-For", clientIp)
            map.append("User-Agent", "Amazon CloudFront")
            map.append("Via", "2.0 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)")
            map.append("Host", origin.domainName)
            map.append("Cache-Control", "no-cache")
        }
        if let body { map.append("Content-Length", String(body.count)) }
        map.replace(with: headers)
        return map
    }

    private var requestBody: RequestBody? {
        guard type.isRequest else { return nil }
        let writes = body != nil || ["POST", "PUT", "PATCH", "DELETE"].contains(effectiveMethod)
        guard includesBody ?? writes else { return nil }
        let bytes = body ?? []
        let shown = LimitProfile.stacktape.limits(for: type).shownBodyBytes
        return RequestBody(data: Base64.encode(bytes.prefix(shown)), inputTruncated: bytes.count > shown)
    }

    // MARK: The response

    private var response: EdgeResponse {
        let status = status ?? 200
        var map = HeaderMap()
        map.append("Content-Type", "text/html; charset=utf-8")
        map.append("Date", "Thu, 01 Jan 2026 00:00:00 GMT")
        map.append("Server", "ExampleCustomOriginServer")
        if type == .viewerResponse {
            map.append("Content-Length", "1024")
            map.append("Via", "1.1 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)")
            map.append("Age", "60")
        } else {
            map.append("Transfer-Encoding", "chunked")
            map.append("Via", "1.1 proxy.\(origin.domainName)")
        }
        map.replace(with: responseHeaders)
        return EdgeResponse(
            status: StatusCode(status),
            statusDescription: StatusCode.reasonPhrase(of: status),
            headers: map
        )
    }
}

extension HeaderMap {
    /// Replaces defaults by given headers, without those that functions never see.
    fileprivate mutating func replace(with headers: [(name: String, value: String)]) {
        var replaced: Set<String> = []
        for (name, value) in headers where !DisallowedHeaders.contains(name.asciiLowercased) {
            let isFirst = replaced.insert(name.asciiLowercased).inserted
            if isFirst { set(name, value) } else { append(name, value) }
        }
    }
}
