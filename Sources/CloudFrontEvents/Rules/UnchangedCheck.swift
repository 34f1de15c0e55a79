/// Tells from a result's text alone that it is what was given, without building a value of it.
///
/// Most handlers return most requests as they are, so this is the short way through ``Judge``. It may miss
/// (members in another order, escapes, members that this model does not know), and then the result is read;
/// it never takes something else for the same.
struct UnchangedCheck {
    private var reader: JSONReader

    /// Compares a whole result with an event's request or response.
    static func holds(_ view: ByteView, for event: CloudFrontEvent) -> Bool {
        do throws(JSONFailure) {
            var check = UnchangedCheck(reader: try JSONReader(view))
            let isSame =
                if event.type.isRequest {
                    try check.isSame(event.request)
                } else if let response = event.response {
                    try check.isSame(response)
                } else {
                    false
                }
            guard isSame else { return false }
            try check.reader.finish()
            return true
        } catch {
            return false
        }
    }

    /// Marks a member as seen; false if it was seen before.
    private struct Seen {
        private var bits: UInt8 = 0

        mutating func insert(_ bit: UInt8) -> Bool {
            defer { bits |= bit }
            return bits & bit == 0
        }

        /// Tells whether a member was seen just when it is there.
        func agrees(_ bit: UInt8, _ isThere: Bool) -> Bool { (bits & bit != 0) == isThere }
    }

    private mutating func isSame(_ given: EdgeRequest) throws(JSONFailure) -> Bool {
        guard given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else { return false }
        var seen = Seen()
        var place = try reader.enterObject()
        while let key = try reader.nextKey(&place) {
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
            && seen.agrees(4, true)
            && seen.agrees(8, true) && seen.agrees(16, given.origin != nil) && seen.agrees(32, true)
            && seen.agrees(64, true)
    }

    private mutating func isSame(_ given: EdgeResponse) throws(JSONFailure) -> Bool {
        guard given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else { return false }
        var seen = Seen()
        var place = try reader.enterObject()
        while let key = try reader.nextKey(&place) {
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
        var place = try reader.enterObject()
        while let key = try reader.nextKey(&place) {
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

    /// Compares headers that stand in the order they were given in.
    private mutating func isSame(_ given: HeaderMap) throws(JSONFailure) -> Bool {
        guard reader.peek() == UInt8(ascii: "{") else { return false }
        var index = 0
        var place = try reader.enterObject()
        while let name = try reader.nextKey(&place) {
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
            // The same name in a second member, or no entry at all, is not as it was given.
            guard index > first, index == given.count || given[index].name != given[first].name else {
                return false
            }
        }
        return index == given.count
    }

    private mutating func isSame(_ given: HeaderMap.Field) throws(JSONFailure) -> Bool {
        guard given.unknownMembers.isEmpty, reader.peek() == UInt8(ascii: "{") else { return false }
        var seen = Seen()
        var place = try reader.enterObject()
        while let key = try reader.nextKey(&place) {
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
