/// Fills in what an event record in a file lacks.
///
/// Published event files often have no `config.eventType`, or no `method`, `uri` or `domainName`. What is assumed is
/// said in ``warning`` (docs/platform.md, "Choices", 37); what cannot be inferred is left to the decoder's error.
package struct EventCompletion {
    /// The completed text.
    package let json: [UInt8]
    /// Names what was assumed.
    package let warning: Warning
    private let insertions: [(offset: Int, text: [UInt8])]

    /// Completes a record's JSON text; nil if there is nothing to add.
    package init?(of json: [UInt8], as type: EventType?) {
        let additions = ByteView.lend(json) { view in EventOutline(view)?.additions(as: type) } ?? []
        guard !additions.isEmpty else { return nil }
        let assumed = additions.map(\.assumption).joined(separator: ", ")
        warning = Warning(of: Refusal(.eventIncomplete, ["assumed": assumed]))
        insertions = Dictionary(grouping: additions, by: \.object.start).values.map { group in
            let members = group.map(\.member).joined(separator: ",")
            return (group[0].object.start, Array((group[0].object.isEmpty ? members : members + ",").utf8))
        }.sorted { $0.offset < $1.offset }
        var completed = json
        for (offset, text) in insertions.reversed() { completed.insert(contentsOf: text, at: offset) }
        self.json = completed
    }

    /// Returns an error in the completed text with its offset in the original.
    package func original(_ error: EventDecodingError) -> EventDecodingError {
        var error = error
        for (offset, text) in insertions where error.offset > offset {
            error.offset = max(offset, error.offset - text.count)
        }
        return error
    }
}

/// The objects of an event record and their members, as offsets of its text.
private struct EventOutline {
    /// An object of the text.
    struct Object {
        /// The offset after its brace.
        let start: Int
        /// The offsets of its members' values.
        let members: [String: Int]
        var isEmpty: Bool { members.isEmpty }
    }

    /// A member to add to an object.
    struct Addition {
        let object: Object
        let member: String
        let assumption: String
    }

    private let view: ByteView
    private let cf: Object

    /// Reads an outline; nil if the text is no record with a `cf` object.
    init?(_ view: ByteView) {
        self.view = view
        guard let records = Self.object(at: 0, in: view)?.members["Records"],
            let record = Self.firstElement(at: records, in: view).flatMap({ Self.object(at: $0, in: view) }),
            let cf = record.members["cf"].flatMap({ Self.object(at: $0, in: view) })
        else { return nil }
        self.cf = cf
    }

    /// Returns the members that the record lacks and that a type, or the record itself, implies.
    func additions(as type: EventType?) -> [Addition] {
        let request = object("request", of: cf)
        let origin = request.flatMap { object("origin", of: $0) }
        let (inferred, reason) = inferredType(hasOrigin: request?.members["origin"] != nil)
        let eventType = (type ?? inferred).rawValue
        let assumption = "config.eventType \(eventType)\(type == nil ? " (\(reason))" : "")"
        var additions: [Addition] = []
        func add(_ member: String, to object: Object, _ assumption: String) {
            additions.append(Addition(object: object, member: member, assumption: assumption))
        }
        if cf.members["config"] == nil {
            add(#""config":{"eventType":"\#(eventType)"}"#, to: cf, assumption)
        } else if let config = object("config", of: cf), config.members["eventType"] == nil {
            add(#""eventType":"\#(eventType)""#, to: config, assumption)
        }
        guard let request else { return additions }
        if request.members["method"] == nil {
            let method = request.members["body"] == nil ? "GET" : "POST"
            add(#""method":"\#(method)""#, to: request, "request.method \(method)")
        }
        if request.members["uri"] == nil { add(#""uri":"/""#, to: request, "request.uri /") }
        if request.members["headers"] == nil { add(#""headers":{}"#, to: request, "no request.headers") }
        for (kind, example) in [("custom", "example.org"), ("s3", "example.s3.amazonaws.com")] {
            guard let part = origin.flatMap({ object(kind, of: $0) }), part.members["domainName"] == nil
            else {
                continue
            }
            let host = host(of: request)
            let domainName = host ?? example
            let reason = host == nil ? "" : " (the header Host)"
            add(
                #""domainName":"\#(domainName)""#,
                to: part,
                "request.origin.\(kind).domainName \(domainName)\(reason)"
            )
        }
        return additions
    }

    /// Infers the type: only response events have a response, and only origin events an origin.
    private func inferredType(hasOrigin: Bool) -> (EventType, String) {
        switch (cf.members["response"] != nil, hasOrigin) {
        case (true, true): (.originResponse, "it has a response and an origin")
        case (true, false): (.viewerResponse, "it has a response and no origin")
        case (false, true): (.originRequest, "it has an origin and no response")
        case (false, false): (.viewerRequest, "it has neither a response nor an origin")
        }
    }

    /// Returns the header `Host` if it is a domain name.
    private func host(of request: Object) -> String? {
        guard var reader = try? JSONReader(view), let offset = request.members["headers"] else { return nil }
        reader.position = offset
        let host = (try? HeaderMap(from: &reader))?.first("host")
        return host.flatMap { DomainName.isValid($0, maximumLength: 253) ? $0 : nil }
    }

    // MARK: Reading

    private func object(_ member: String, of object: Object) -> Object? {
        object.members[member].flatMap { Self.object(at: $0, in: view) }
    }

    /// Reads the object at an offset; nil if another value is there.
    private static func object(at offset: Int, in view: ByteView) -> Object? {
        guard var reader = try? JSONReader(view) else { return nil }
        reader.position = offset
        guard var cursor = try? reader.enterObject() else { return nil }
        let start = reader.position
        var members: [String: Int] = [:]
        while let key = try? reader.nextKey(&cursor) {
            _ = reader.peek()
            members[key.string] = reader.position
            guard (try? reader.skipValue()) != nil else { return nil }
        }
        return Object(start: start, members: members)
    }

    private static func firstElement(at offset: Int, in view: ByteView) -> Int? {
        guard var reader = try? JSONReader(view) else { return nil }
        reader.position = offset
        guard var cursor = try? reader.enterArray(), (try? reader.nextElement(&cursor)) == true else {
            return nil
        }
        _ = reader.peek()
        return reader.position
    }
}
