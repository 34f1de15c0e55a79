public import CloudFrontEvents

/// Conformances for Foundation's coders; written out, since they cannot be derived in another module.
private struct Name: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private struct Envelope: Codable {
    struct Record: Codable { let cf: Parts }
    struct Parts: Codable {
        let config: EventConfig
        let request: EdgeRequest
        let response: EdgeResponse?
    }

    let Records: [Record]
}

extension CloudFrontEvent: Codable {
    /// Reads the members that the measured records have.
    public init(from decoder: any Decoder) throws {
        let parts = try Envelope(from: decoder).Records[0].cf
        self.init(config: parts.config, request: parts.request, response: parts.response)
    }

    /// Writes the members that the measured records have.
    public func encode(to encoder: any Encoder) throws {
        let parts = Envelope.Parts(config: config, request: request, response: response)
        try Envelope(Records: [Envelope.Record(cf: parts)]).encode(to: encoder)
    }
}

extension EventType: Codable {}

extension EventConfig: Codable {
    /// Reads the members that the measured records have.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        self.init(
            distributionDomainName: try values.decodeIfPresent(String.self, forKey: "distributionDomainName"),
            distributionId: try values.decodeIfPresent(String.self, forKey: "distributionId"),
            eventType: try values.decode(EventType.self, forKey: "eventType"),
            requestId: try values.decodeIfPresent(String.self, forKey: "requestId")
        )
    }

    /// Writes the members that the measured records have.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Name.self)
        try values.encodeIfPresent(distributionDomainName, forKey: "distributionDomainName")
        try values.encodeIfPresent(distributionId, forKey: "distributionId")
        try values.encode(eventType, forKey: "eventType")
        try values.encodeIfPresent(requestId, forKey: "requestId")
    }
}

extension EdgeRequest: Codable {
    /// Reads the members that the measured records have.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        self.init(
            clientIp: try values.decodeIfPresent(String.self, forKey: "clientIp"),
            headers: try values.decode(HeaderMap.self, forKey: "headers"),
            method: try values.decode(String.self, forKey: "method"),
            querystring: try values.decode(String.self, forKey: "querystring"),
            uri: try values.decode(String.self, forKey: "uri")
        )
    }

    /// Writes the members that the measured records have.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Name.self)
        try values.encodeIfPresent(clientIp, forKey: "clientIp")
        try values.encode(headers, forKey: "headers")
        try values.encode(method, forKey: "method")
        try values.encode(querystring, forKey: "querystring")
        try values.encode(uri, forKey: "uri")
    }
}

extension EdgeResponse: Codable {
    /// Reads the members that the measured records have.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        self.init(
            status: .string(try values.decode(String.self, forKey: "status")),
            statusDescription: try values.decodeIfPresent(String.self, forKey: "statusDescription"),
            headers: try values.decode(HeaderMap.self, forKey: "headers")
        )
    }

    /// Writes the members that the measured records have.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Name.self)
        try values.encode(headers, forKey: "headers")
        try values.encode(status.description, forKey: "status")
        try values.encodeIfPresent(statusDescription, forKey: "statusDescription")
    }
}

private struct Entry: Codable {
    let key: String
    let value: String
}

extension HeaderMap: Codable {
    /// Reads the members that the measured records have.
    public init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: Name.self)
        for name in values.allKeys {
            for entry in try values.decode([Entry].self, forKey: name) { append(entry.key, entry.value) }
        }
    }

    /// Writes the members that the measured records have.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Name.self)
        var index = startIndex
        while index < endIndex {
            let name = self[index].name
            let end = self[index...].firstIndex { $0.name != name } ?? endIndex
            let entries = self[index..<end].map { Entry(key: $0.wireName, value: $0.value) }
            try values.encode(entries, forKey: Name(stringValue: name))
            index = end
        }
    }
}
