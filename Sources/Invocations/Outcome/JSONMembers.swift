import FoundationEssentials

/// Composes JSON text of members that are JSON text already.
package enum JSONMembers {
    /// A member's name, which needs no escapes, and its value as JSON text in UTF-8.
    package typealias Member = (name: String, json: [UInt8])

    /// Encodes an object.
    package static func object(_ members: [Member]) -> [UInt8] {
        var object: [UInt8] = []
        for (name, json) in members {
            object += (object.isEmpty ? "{\"\(name)\":" : ",\"\(name)\":").utf8
            object += json
        }
        return object.isEmpty ? Array("{}".utf8) : object + "}".utf8
    }

    /// Encodes an array of values that are JSON text already.
    package static func array(_ values: [[UInt8]]) -> [UInt8] {
        Array("[".utf8) + values.joined(separator: ",".utf8) + "]".utf8
    }

    /// Encodes a value.
    package static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return try Array(encoder.encode(value))
    }
}
