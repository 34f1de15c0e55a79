/// What a handler returned, as one of the things that CloudFront takes (C:lambda-generating-http-responses).
public enum HandlerResult: Sendable, Hashable {
    /// The request, changed or not, from a request event.
    case request(EdgeRequest)
    /// The response, changed or not, from a response event.
    case response(EdgeResponse)
    /// A response in the place of the request, from a request event.
    case generated(EdgeResponse)

    /// Decodes the JSON text that a handler returned for an event of this type.
    ///
    /// - Throws: What was wrong with the text, with its byte offset and JSON path.
    @specialized(where Bytes == [UInt8])
    public init<Bytes: Collection<UInt8>>(json: Bytes, for type: EventType) throws(EventDecodingError) {
        self = try ByteView.lend(json) { view throws(EventDecodingError) in
            do throws(JSONFailure) {
                var reader = try JSONReader(view)
                let result = try HandlerResult(from: &reader, for: type)
                try reader.finish()
                return result
            } catch {
                throw EventDecodingError(error, in: view)
            }
        }
    }

    /// Encodes the result as compact JSON text.
    public func json() -> [UInt8] {
        switch self {
        case .request(let request):
            var writer = JSONWriter(capacity: 1024 + (request.body?.data?.utf8.count ?? 0))
            request.write(to: &writer)
            return writer.bytes
        case .response(let response), .generated(let response):
            var writer = JSONWriter(capacity: 1024 + (response.body?.utf8.count ?? 0))
            response.write(to: &writer)
            return writer.bytes
        }
    }

    /// Reads a result of a usual form.
    ///
    /// A request has no member that a response has and a response none that a request has; so what can be read as
    /// one of them without a member that the model does not know is that.
    init(from reader: inout TapeReader, for type: EventType) throws(JSONFailure) {
        if type.isRequest {
            var ahead = reader
            do throws(JSONFailure) {
                self = .request(try EdgeRequest(from: &ahead))
                try ahead.finish()
                return
            } catch {
                self = .generated(try EdgeResponse(from: &reader))
            }
        } else {
            self = .response(try EdgeResponse(from: &reader))
        }
        try reader.finish()
    }

    init(from reader: inout JSONReader, for type: EventType) throws(JSONFailure) {
        guard type.isRequest else {
            self = .response(try EdgeResponse(from: &reader))
            return
        }
        // No source says how CloudFront tells them apart; a request has no status.
        var ahead = reader
        if try ahead.containsMember("status") {
            self = .generated(try EdgeResponse(from: &reader))
        } else {
            self = .request(try EdgeRequest(from: &reader))
        }
    }
}

extension JSONReader {
    mutating func containsMember(_ name: StaticString) throws(JSONFailure) -> Bool {
        var isThere = false
        var place = try enterObject()
        while let key = try nextKey(&place) {
            if name ~= key { isThere = true }
            try skipValue()
        }
        return isThere
    }
}
