extension Examination {
    /// Checks the returned origin, unless it is unchanged.
    mutating func examineOrigin(of request: EdgeRequest) throws(Refusal) {
        guard let origin = request.origin else { return }
        guard event.type == .originRequest else {
            if event.request.origin == nil { try broken(.originViewerRequest) }
            return
        }
        try examineCustomHeaders(of: origin, in: request)
        guard origin != event.request.origin else { return }
        switch (origin, event.request.origin) {
        case (.custom(let new), .custom(let old)): try examine(new, given: old)
        case (.custom(let new), _): try examine(new, given: nil)
        case (.s3(let new), .s3(let old)): try examine(new, given: old)
        case (.s3(let new), .custom): try examine(new, given: nil, replacesCustom: true)
        case (.s3(let new), nil): try examine(new, given: nil)
        }
        let domainName = origin.domainName
        if domainName != event.request.origin?.domainName, request.headers.first("host") != domainName {
            try broken(.originHost, ["value": domainName])
        }
    }

    private mutating func examine(_ origin: CustomOrigin, given: CustomOrigin?) throws(Refusal) {
        try require(origin.missingMembers, given: given?.missingMembers)
        if origin.domainName != given?.domainName, !DomainName.isValid(origin.domainName, maximumLength: 253)
        {
            try broken(.originCustomDomainName, ["value": origin.domainName])
        }
        try examinePath(origin.path, given: given?.path)
        if let port = origin.port, port != given?.port {
            let isValid = port.integer.map { $0 == 80 || $0 == 443 || (1024...65_535).contains($0) } ?? false
            if !isValid { try broken(.originPort, ["value": port.text]) }
        }
        if let name = origin.protocol, name != given?.protocol, name != "http", name != "https" {
            try broken(.originProtocol, ["value": name])
        }
        try examineTimeout(origin.keepaliveTimeout, given: given?.keepaliveTimeout, "keepaliveTimeout")
        try examineTimeout(origin.readTimeout, given: given?.readTimeout, "readTimeout")
        try examineCompletion(
            (origin.responseCompletionTimeout, origin.readTimeout),
            given: (given?.responseCompletionTimeout, given?.readTimeout)
        )
        if let protocols = origin.sslProtocols, protocols != given?.sslProtocols {
            let known = ["TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"]
            if protocols.isEmpty || !protocols.allSatisfy(known.contains) { try broken(.originSSLProtocols) }
        }
    }

    private mutating func examine(
        _ origin: S3Origin,
        given: S3Origin?,
        replacesCustom: Bool = false
    ) throws(Refusal) {
        try require(origin.missingMembers, given: given?.missingMembers)
        if origin.domainName != given?.domainName, !origin.hasValidDomainName {
            try broken(.originS3DomainName, ["value": origin.domainName])
        }
        try examinePath(origin.path, given: given?.path)
        if let method = origin.authMethod, method != given?.authMethod || origin.region != given?.region {
            switch method {
            case "none": break
            case "origin-access-identity" where replacesCustom: try broken(.originAccessIdentity)
            case "origin-access-identity": if origin.region?.isEmpty ?? true { try broken(.originRegion) }
            default: try broken(.originAuthMethod, ["value": method])
            }
        }
        try examineTimeout(origin.readTimeout, given: given?.readTimeout, "readTimeout")
        try examineCompletion(
            (origin.responseCompletionTimeout, origin.readTimeout),
            given: (given?.responseCompletionTimeout, given?.readTimeout)
        )
    }

    // MARK: Single members

    /// Refuses missing members, except those that the given origin of this kind lacks too.
    private mutating func require(_ missing: [String], given: [String]?) throws(Refusal) {
        for member in missing where given?.contains(member) != true {
            try broken(.originRequiredMembers, ["member": member])
        }
    }

    private mutating func examinePath(_ path: String?, given: String?) throws(Refusal) {
        guard let path, path != given, !path.isEmpty else { return }
        let isValid =
            path.utf8.first == UInt8(ascii: "/") && path.utf8.last != UInt8(ascii: "/")
            && path.utf8.count <= 255
            && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        if !isValid { try broken(.originPath, ["value": path]) }
    }

    private mutating func examineTimeout(
        _ timeout: JSONNumber?,
        given: JSONNumber?,
        _ member: String
    ) throws(Refusal) {
        guard let timeout, timeout != given else { return }
        if !(1...120).contains(timeout.integer ?? 0) {
            try broken(.originTimeouts, ["member": member, "value": timeout.text])
        }
    }

    private mutating func examineCompletion(
        _ timeouts: (completion: JSONNumber?, read: JSONNumber?),
        given: (completion: JSONNumber?, read: JSONNumber?)
    ) throws(Refusal) {
        guard let completion = timeouts.completion, timeouts != given, completion.integer != 0 else { return }
        if completion.integer ?? -1 < timeouts.read?.integer ?? 1 {
            try broken(.originCompletionTimeout, ["value": completion.text])
        }
    }

    private mutating func examineCustomHeaders(
        of origin: Origin,
        in request: EdgeRequest
    ) throws(Refusal) {
        let headers = origin.customHeaders
        let given = event.request.origin?.customHeaders ?? HeaderMap()
        for field in headers {
            let isNew = !given.contains(field)
            let clashes = request.headers.contains(field.name)
            let clashed = given.contains(field.name) && event.request.headers.contains(field.name)
            let isIllegal =
                DeniedCustomHeaders.contains(field.name) || !HeaderText.isName(field.name)
                || HeaderText.firstIllegalByte(in: field.value) != nil
            if (isNew && isIllegal) || (clashes && !clashed) {
                try broken(.originCustomHeaders, ["header": field.wireName])
            }
        }
        let isLarge = headers.contains { $0.name.utf8.count > 256 || $0.value.utf8.count > 1783 }
        let hasNew = headers.contains { !given.contains($0) }
        if hasNew, headers.count > 30 || isLarge || headers.size > 10_240 {
            try broken(.originCustomHeaderLimits)
        }
    }
}

extension CustomOrigin {
    /// The required members that this origin lacks.
    fileprivate var missingMembers: [String] {
        [
            keepaliveTimeout == nil ? "keepaliveTimeout" : nil, path == nil ? "path" : nil,
            port == nil ? "port" : nil, `protocol` == nil ? "protocol" : nil,
            readTimeout == nil ? "readTimeout" : nil, sslProtocols == nil ? "sslProtocols" : nil,
        ].compactMap(\.self)
    }
}

extension S3Origin {
    /// True for a DNS name of at most 128 characters in lower case.
    var hasValidDomainName: Bool {
        domainName.asciiLowercased == domainName && DomainName.isValid(domainName, maximumLength: 128)
    }

    /// The required members that this origin lacks.
    fileprivate var missingMembers: [String] {
        [authMethod == nil ? "authMethod" : nil, path == nil ? "path" : nil].compactMap(\.self)
    }
}
