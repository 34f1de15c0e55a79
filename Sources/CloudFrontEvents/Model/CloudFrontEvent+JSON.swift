extension CloudFrontEvent {
    /// Decodes a record from JSON text of at most 6 MB.
    ///
    /// - Throws: What was wrong with the text, with its byte offset and JSON path.
    public init(json: some Collection<UInt8>) throws(EventDecodingError) {
        self = try ByteView.lend(json) { view throws(EventDecodingError) in
            do throws(JSONFailure) {
                var reader = try JSONReader(view)
                let event = try CloudFrontEvent(from: &reader)
                try reader.finish()
                return event
            } catch {
                throw EventDecodingError(error, in: view)
            }
        }
    }

    /// Checks that bytes are one JSON text, without building or keeping anything: for the lines of a batch.
    ///
    /// - Throws: What was wrong with the text, with its byte offset and JSON path.
    public static func checkSyntax(of line: some Collection<UInt8>) throws(EventDecodingError) {
        try ByteView.lend(line) { view throws(EventDecodingError) in
            do throws(JSONFailure) {
                var reader = try JSONReader(view)
                try reader.skipValue()
                try reader.finish()
            } catch {
                throw EventDecodingError(error, in: view)
            }
        }
    }

    /// Encodes the record as compact JSON text.
    public func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 1024 + (request.body?.data?.utf8.count ?? 0))
        write(to: &writer)
        return writer.bytes
    }

    private init(from reader: inout JSONReader) throws(JSONFailure) {
        var event: CloudFrontEvent?
        var envelopeMembers: UnknownMembers = [:]
        var place = try reader.enterObject(expected: "an object with \"Records\"")
        let start = reader.position &- 1
        while let key = try reader.nextKey(&place) {
            switch key {
            case "Records":
                var records = try reader.enterArray(expected: "an array of one record")
                let start = reader.position &- 1
                guard try reader.nextElement(&records) else {
                    throw JSONFailure(.value, at: start, expected: "an array of one record")
                }
                event = try CloudFrontEvent(record: &reader)
                guard try !reader.nextElement(&records) else {
                    throw JSONFailure(.value, at: start, expected: "an array of one record")
                }
            default: try envelopeMembers.keep(key, from: &reader)
            }
        }
        guard let event else { throw JSONFailure(.missing, at: start, expected: "the member \"Records\"") }
        self = event
        self.envelopeMembers = envelopeMembers
    }

    private init(record reader: inout JSONReader) throws(JSONFailure) {
        var event: CloudFrontEvent?
        var recordMembers: UnknownMembers = [:]
        var place = try reader.enterObject(expected: "an object with \"cf\"")
        let start = reader.position &- 1
        while let key = try reader.nextKey(&place) {
            switch key {
            case "cf": event = try CloudFrontEvent(cf: &reader)
            default: try recordMembers.keep(key, from: &reader)
            }
        }
        guard let event else { throw JSONFailure(.missing, at: start, expected: "the member \"cf\"") }
        self = event
        self.recordMembers = recordMembers
    }

    private init(cf reader: inout JSONReader) throws(JSONFailure) {
        var config: EventConfig?
        var request: EdgeRequest?
        var response: EdgeResponse?
        var unknownMembers: UnknownMembers = [:]
        var place = try reader.enterObject()
        let start = reader.position &- 1
        while let key = try reader.nextKey(&place) {
            switch key {
            case "config": config = try EventConfig(from: &reader)
            case "request": request = try EdgeRequest(from: &reader)
            case "response": response = try EdgeResponse(from: &reader)
            default: try unknownMembers.keep(key, from: &reader)
            }
        }
        guard let config else { throw JSONFailure(.missing, at: start, expected: "the member \"config\"") }
        guard let request else { throw JSONFailure(.missing, at: start, expected: "the member \"request\"") }
        guard response != nil || config.eventType.isRequest else {
            throw JSONFailure(.missing, at: start, expected: "the member \"response\" of a response event")
        }
        self.init(config: config, request: request, response: response)
        self.unknownMembers = unknownMembers
    }

    private func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("Records")
            writer.array { writer in
                writer.object { writer in
                    writer.key("cf")
                    writeCloudFrontPart(to: &writer)
                    writer.members(recordMembers)
                }
            }
            writer.members(envelopeMembers)
        }
    }

    private func writeCloudFrontPart(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("config")
            config.write(to: &writer)
            writer.key("request")
            request.write(to: &writer)
            if let response {
                writer.key("response")
                response.write(to: &writer)
            }
            writer.members(unknownMembers)
        }
    }
}
