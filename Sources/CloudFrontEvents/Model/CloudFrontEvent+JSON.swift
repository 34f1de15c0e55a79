extension CloudFrontEvent {
    /// Decodes an event from JSON text of at most 6 MB.
    @specialized(where Bytes == [UInt8])
    public init<Bytes: Collection<UInt8>>(json: Bytes) throws(EventDecodingError) {
        // Parts are read in place: copying them would cost more than parsing.
        self.init(
            config: EventConfig(eventType: .viewerRequest),
            request: EdgeRequest(clientIp: nil, headers: HeaderMap(), method: "", querystring: "", uri: "")
        )
        try JSONReader.read(json) { reader throws(JSONFailure) in try readEnvelope(from: &reader) }
    }

    /// Checks the syntax of JSON text, such as a line of a batch, without allocating.
    @specialized(where Bytes == [UInt8])
    package static func checkSyntax<Bytes: Collection<UInt8>>(of line: Bytes) throws(EventDecodingError) {
        try JSONReader.read(line) { reader throws(JSONFailure) in try reader.skipValue() }
    }

    /// Encodes the event as compact JSON text in UTF-8.
    public func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 1024 + (request.body?.data?.utf8.count ?? 0))
        write(to: &writer)
        return writer.bytes
    }

    private mutating func readEnvelope(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject(expected: "an object with \"Records\"")
        let start = reader.position &- 1
        var hasRecords = false
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "Records":
                hasRecords = true
                try readRecords(from: &reader)
            default: try reader.keep(key, in: &envelopeMembers)
            }
        }
        guard hasRecords else { throw JSONFailure(.missing, at: start, expected: "the member \"Records\"") }
    }

    private mutating func readRecords(from reader: inout some ValueReader) throws(JSONFailure) {
        var records = try reader.enterArray(expected: "an array of one record")
        let wrongCount = JSONFailure(.value, at: reader.position &- 1, expected: "an array of one record")
        guard try reader.nextElement(&records) else { throw wrongCount }
        try readRecord(from: &reader)
        guard try !reader.nextElement(&records) else { throw wrongCount }
    }

    private mutating func readRecord(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject(expected: "an object with \"cf\"")
        let start = reader.position &- 1
        var hasPart = false
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "cf":
                hasPart = true
                try readCloudFrontPart(from: &reader)
            default: try reader.keep(key, in: &recordMembers)
            }
        }
        guard hasPart else { throw JSONFailure(.missing, at: start, expected: "the member \"cf\"") }
    }

    private mutating func readCloudFrontPart(from reader: inout some ValueReader) throws(JSONFailure) {
        var cursor = try reader.enterObject()
        let start = reader.position &- 1
        var hasConfig = false
        var hasRequest = false
        while let key = try reader.nextKey(&cursor) {
            switch key {
            case "config":
                hasConfig = true
                config = try EventConfig(from: &reader)
            case "request":
                hasRequest = true
                request = try EdgeRequest(from: &reader)
            case "response": response = try EdgeResponse(from: &reader)
            default: try reader.keep(key, in: &unknownMembers)
            }
        }
        guard hasConfig else { throw JSONFailure(.missing, at: start, expected: "the member \"config\"") }
        guard hasRequest else { throw JSONFailure(.missing, at: start, expected: "the member \"request\"") }
        guard response != nil || type.isRequest else {
            throw JSONFailure(.missing, at: start, expected: "the member \"response\" of a response event")
        }
    }

    func write(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.key(.records)
            writer.array { writer in
                writer.object { writer in
                    writer.key(.cf)
                    writeCloudFrontPart(to: &writer)
                    writer.members(recordMembers)
                }
            }
            writer.members(envelopeMembers)
        }
    }

    private func writeCloudFrontPart(to writer: inout some ValueWriter) {
        writer.object { writer in
            writer.key(.config)
            config.write(to: &writer)
            writer.key(.request)
            request.write(to: &writer)
            if let response {
                writer.key(.response)
                response.write(to: &writer)
            }
            writer.members(unknownMembers)
        }
    }
}
