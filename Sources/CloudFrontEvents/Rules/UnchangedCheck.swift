/// Compares a result's text with the event, without building a value.
///
/// Most handlers return most requests unchanged, so this is the fast path of ``Judge``. A false negative is
/// possible (other order, escapes, unknown members) and harmless: the result is then read. There are no false
/// positives.
struct UnchangedCheck {
    private var reader: JSONReader

    /// Returns true if a result is the event's request or response.
    static func holds(_ view: ByteView, for event: CloudFrontEvent) -> Bool {
        do throws(JSONFailure) {
            var check = UnchangedCheck(reader: try JSONReader(view))
            let isSame = try event.type.isRequest ? check.isSame(event.request) : check.isSame(event.response)
            guard isSame else { return false }
            try check.reader.finish()
            return true
        } catch {
            return false
        }
    }

    /// The members of an object that were read, one bit each.
    private struct Seen {
        private var bits: UInt8 = 0

        /// Marks a member as seen; false if it already was.
        mutating func insert(_ bit: UInt8) -> Bool {
            defer { bits |= bit }
            return bits & bit == 0
        }

        /// Returns true if a member was seen exactly when it is present.
        func agrees(_ bit: UInt8, _ isPresent: Bool) -> Bool { (bits & bit != 0) == isPresent }
    }

    private mutating func isSame(_ given: EdgeRequest) throws(JSONFailure) -> Bool {
        guard given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else { return false }
        var seen = Seen()
        var cursor = try reader.enterObject()
        while let key = try reader.nextKey(&cursor) {
            let isSame =
                switch key {
                case "body" where seen.insert(1): try isSame(given.body)
                case "clientIp" where seen.insert(2): try isSame(given.clientIp)
                case "headers" where seen.insert(4): try isSame(given.headers)
                case "method" where seen.insert(8): try isSame(given.method)
                case "origin" where seen.insert(16): try given.origin == Origin(from: &reader)
                case "querystring" where seen.insert(32): try isSame(given.querystring)
                case "uri" where seen.insert(64): try isSame(given.uri)
                default: false
                }
            guard isSame else { return false }
        }
        return seen.agrees(1, given.body != nil) && seen.agrees(2, given.clientIp != nil)
            && seen.agrees(4, true) && seen.agrees(8, true) && seen.agrees(16, given.origin != nil)
            && seen.agrees(32, true) && seen.agrees(64, true)
    }

    private mutating func isSame(_ given: EdgeResponse?) throws(JSONFailure) -> Bool {
        guard let given, given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else {
            return false
        }
        var seen = Seen()
        var cursor = try reader.enterObject()
        while let key = try reader.nextKey(&cursor) {
            let isSame =
                switch key {
                case "body" where seen.insert(1): try isSame(given.body)
                case "bodyEncoding" where seen.insert(2): try isSame(given.bodyEncoding?.rawValue)
                case "headers" where seen.insert(4): try isSame(given.headers)
                case "status" where seen.insert(8): try given.status == StatusCode(from: &reader)
                case "statusDescription" where seen.insert(16): try isSame(given.statusDescription)
                default: false
                }
            guard isSame else { return false }
        }
        return seen.agrees(1, given.body != nil) && seen.agrees(2, given.bodyEncoding != nil)
            && seen.agrees(4, true) && seen.agrees(8, true) && seen.agrees(16, given.statusDescription != nil)
    }

    private mutating func isSame(_ given: RequestBody?) throws(JSONFailure) -> Bool {
        guard let given, given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else {
            return false
        }
        var seen = Seen()
        var cursor = try reader.enterObject()
        while let key = try reader.nextKey(&cursor) {
            let isSame =
                switch key {
                case "action" where seen.insert(1): try isSame(given.action?.rawValue)
                case "data" where seen.insert(2): try isSame(given.data)
                case "encoding" where seen.insert(4): try isSame(given.encoding?.rawValue)
                case "inputTruncated" where seen.insert(8): try given.inputTruncated == reader.bool()
                default: false
                }
            guard isSame else { return false }
        }
        return seen.agrees(1, given.action != nil) && seen.agrees(2, given.data != nil)
            && seen.agrees(4, given.encoding != nil) && seen.agrees(8, given.inputTruncated != nil)
    }

    /// Compares headers, in the order of the event.
    private mutating func isSame(_ given: HeaderMap) throws(JSONFailure) -> Bool {
        guard reader.peek() == UInt8(ascii: "{") else { return false }
        var index = 0
        var cursor = try reader.enterObject()
        while let name = try reader.nextKey(&cursor) {
            guard index < given.count, name.equals(given[index].name), reader.peek() == UInt8(ascii: "[")
            else {
                return false
            }
            let first = index
            var entries = try reader.enterArray()
            while try reader.nextElement(&entries) {
                guard index < given.count, given[index].name == given[first].name, try isSame(given[index])
                else {
                    return false
                }
                index += 1
            }
            // A name in two members, or one without an entry, differs from the event.
            guard index > first, index == given.count || given[index].name != given[first].name else {
                return false
            }
        }
        return index == given.count
    }

    private mutating func isSame(_ given: HeaderMap.Field) throws(JSONFailure) -> Bool {
        guard given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else { return false }
        var seen = Seen()
        var cursor = try reader.enterObject()
        while let key = try reader.nextKey(&cursor) {
            let isSame =
                switch key {
                case "key" where seen.insert(1): try isSame(given.key)
                case "value" where seen.insert(2): try isSame(given.value)
                default: false
                }
            guard isSame else { return false }
        }
        return seen.agrees(1, given.key != nil) && seen.agrees(2, true)
    }

    private mutating func isSame(_ given: String?) throws(JSONFailure) -> Bool {
        guard let given, reader.peek() == UInt8(ascii: "\"") else { return false }
        let start = reader.position &+ 1
        let isEscaped = try reader.skipString()
        return !isEscaped && reader.view.equals(start..<(reader.position &- 1), given)
    }
}
