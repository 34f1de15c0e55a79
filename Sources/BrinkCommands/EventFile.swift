import Brink
import CloudFrontEvents
import HandlerRuntime
import SystemPackage

/// A file of events: one record as JSON, over as many lines as it likes, or a batch as JSON Lines.
struct EventFile {
    let name: String
    let bytes: [UInt8]

    /// Reads a file, or standard input for `-`.
    init(reading file: String) throws {
        name = file == "-" ? "standard input" : file
        do {
            if file == "-" {
                bytes = try FileDescriptor.standardInput.readAll()
            } else {
                let descriptor = try FileDescriptor.open(FilePath(file), .readOnly)
                bytes = try descriptor.closeAfter { try descriptor.readAll() }
            }
        } catch {
            throw EventFileError(
                name: name,
                line: nil,
                problem: "cannot be read (\(error)); expected a file with an event record"
            )
        }
    }

    /// Reads the events.
    ///
    /// A batch is told by its first line, which is then a whole record.
    func events() throws -> [InvocationEvent] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let filled = lines.enumerated().filter { !$0.element.allSatisfy(Self.isSpace) }
        guard let first = filled.first else {
            throw EventFileError(
                name: name,
                line: nil,
                problem: "is empty; expected a CloudFront event record"
            )
        }
        let isBatch = filled.count > 1 && (try? CloudFrontEvent(json: Array(first.element))) != nil
        guard isBatch else { return [try event(bytes[...], line: nil)] }
        return try filled.map { try event($0.element, line: $0.offset + 1) }
    }

    private func event(_ text: ArraySlice<UInt8>, line: Int?) throws -> InvocationEvent {
        do throws(EventDecodingError) {
            return try InvocationEvent(json: Array(text))
        } catch {
            throw EventFileError(name: name, line: line, problem: error.description)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

/// An event that cannot be read: which file and line, what was wrong and what was expected.
struct EventFileError: Error, CustomStringConvertible {
    let name: String
    let line: Int?
    let problem: String

    var description: String { "\(name)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}
