/// A handler's result: a request or a response (C:lambda-generating-http-responses).
public enum HandlerResult: Sendable, Hashable {
    /// The request, changed or not, from a request event.
    case request(EdgeRequest)
    /// The response, changed or not, from a response event.
    case response(EdgeResponse)
    /// A response instead of the request, from a request event.
    case generated(EdgeResponse)

    /// Decodes the JSON text that a handler returned for an event of a type.
    @specialized(where Bytes == [UInt8])
    public init<Bytes: Collection<UInt8>>(json: Bytes, for type: EventType) throws(EventDecodingError) {
        self = try JSONReader.read(json) { reader throws(JSONFailure) in
            try HandlerResult(from: &reader, for: type)
        }
    }

    /// Encodes the result as compact JSON text in UTF-8.
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

    /// Reads a result of the usual form from a tape.
    ///
    /// Requests and responses have no required member in common, and a tape reader refuses unknown members, so
    /// at most one of the two can be read.
    init(from reader: inout TapeReader, for type: EventType) throws(JSONFailure) {
        if type.isRequest {
            var ahead = reader
            do throws(JSONFailure) {
                self = .request(try EdgeRequest(from: &ahead))
                try ahead.finish()
                return
            } catch {
                self = .generated(try EdgeResponse(from: &reader, isGenerated: true))
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
        // No source says how CloudFront distinguishes them; only a response has a status.
        var ahead = reader
        if try ahead.containsMember("status") {
            self = .generated(try EdgeResponse(from: &reader, isGenerated: true))
        } else {
            self = .request(try EdgeRequest(from: &reader))
        }
    }
}

extension JSONReader {
    /// Passes over an object; true if it has a member of this name.
    mutating func containsMember(_ name: StaticString) throws(JSONFailure) -> Bool {
        var isPresent = false
        var cursor = try enterObject()
        while let key = try nextKey(&cursor) {
            if name ~= key { isPresent = true }
            try skipValue()
        }
        return isPresent
    }
}
