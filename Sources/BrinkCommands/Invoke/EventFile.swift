import ArgumentParser
import Brink
import CloudFrontEvents
import Invocations
import SystemPackage

/// A file of events: one record as JSON, or a batch as JSON Lines.
struct EventFile {
    private let name: String
    private let bytes: [UInt8]

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
            throw ValidationError("\(name): cannot be read (\(error)); expected a file with an event record")
        }
    }

    /// Decodes the events; in a batch, each line is a whole record, the first one included.
    func events() throws -> [InvocationEvent] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let filled = lines.enumerated().filter { !$0.element.allSatisfy(" \t\r".utf8.contains) }
        guard let first = filled.first else {
            throw ValidationError("\(name): is empty; expected a CloudFront event record")
        }
        let isBatch = filled.count > 1 && (try? CloudFrontEvent(json: Array(first.element))) != nil
        guard isBatch else { return [try event(bytes[...], line: nil)] }
        return try filled.map { try event($0.element, line: $0.offset + 1) }
    }

    private func event(_ text: ArraySlice<UInt8>, line: Int?) throws -> InvocationEvent {
        do throws(EventDecodingError) {
            return try InvocationEvent(json: Array(text))
        } catch {
            throw ValidationError("\(name)\(line.map { ":\($0)" } ?? ""): \(error)")
        }
    }
}
