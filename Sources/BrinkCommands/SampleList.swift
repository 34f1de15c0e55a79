import FoundationEssentials

/// A folder of sample handlers with a list, `samples.json`, of what each must answer to an event.
struct SampleList {
    let folder: String
    let samples: [Sample]

    /// One handler with one event.
    ///
    /// Paths are relative to the folder.
    struct Sample: Decodable {
        let name: String
        let eventType: String
        let language: String
        /// The declared runtime; the embedded one if left out.
        let runtime: String?
        let handler: String
        let event: String
        /// The outcome, named as in envelopes.
        let outcome: String
        /// What the result must hold; it may hold more.
        let result: JSONValue?
    }

    init(folder: String) throws {
        self.folder = folder
        let file = "\(folder)/samples.json"
        do {
            let bytes = try Data(contentsOf: URL(filePath: file))
            samples = try JSONDecoder().decode([Sample].self, from: bytes)
        } catch {
            throw EventFileError(name: file, line: nil, problem: "is no list of samples: \(error)")
        }
    }
}

/// Any JSON value, for comparing one with another.
enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Whether all that `part` has is here too; only objects may have more.
    func contains(_ part: JSONValue) -> Bool {
        guard case .object(let all) = self, case .object(let members) = part else { return self == part }
        return members.allSatisfy { name, value in all[name]?.contains(value) ?? false }
    }
}
