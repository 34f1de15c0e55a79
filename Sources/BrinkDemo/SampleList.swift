import ArgumentParser
import FoundationEssentials
import Invocations

/// A folder of sample handlers, with a list `samples.json` of the result that each gives for an event.
struct SampleList {
    let folder: String
    let samples: [Sample]

    /// One handler with one event; paths are relative to the folder.
    struct Sample: Decodable {
        let name: String
        let eventType: String
        let language: String
        /// The declared runtime; the embedded one if left out.
        let runtime: String?
        let handler: String
        let event: String
        /// The expected outcome, named as in envelopes.
        let outcome: String
        /// The members that the result must have; it may have more.
        let result: JSONValue?
    }

    /// Reads the list of a folder.
    init(folder: String) throws {
        self.folder = folder
        let file = "\(folder)/samples.json"
        do {
            samples = try JSONDecoder().decode([Sample].self, from: Data(contentsOf: URL(filePath: file)))
        } catch {
            throw ValidationError("\(file): cannot be read as a list of samples: \(error)")
        }
    }

    /// Reads the event of a sample.
    func event(of sample: Sample) throws -> InvocationEvent {
        let file = "\(folder)/\(sample.event)"
        do {
            return try InvocationEvent(json: Array(Data(contentsOf: URL(filePath: file))))
        } catch {
            throw ValidationError("\(file): cannot be read as a CloudFront event record: \(error)")
        }
    }
}

/// A JSON value, to be compared with another.
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

    /// Returns true if this has every member of `part`; only objects may have more.
    func contains(_ part: JSONValue) -> Bool {
        guard case .object(let all) = self, case .object(let members) = part else { return self == part }
        return members.allSatisfy { name, value in all[name]?.contains(value) ?? false }
    }
}
