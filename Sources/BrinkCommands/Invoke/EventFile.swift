import ArgumentParser
import Brink
import CloudFrontEvents
import Invocations
import SystemPackage
import TerminalOutput

/// An event to invoke a handler with, and what was assumed to complete it.
struct ChosenEvent {
    let event: InvocationEvent
    var assumption: Warning?
    /// The file and line that the event is from.
    var position = ""

    /// Logs what was assumed to standard error; an assumption of several events is logged once.
    static func logAssumptions(of events: [ChosenEvent]) {
        let counts = events.reduce(into: [:]) { counts, event in counts[event.assumption, default: 0] += 1 }
        var logged: Set<Warning> = []
        for event in events {
            guard let assumption = event.assumption, logged.insert(assumption).inserted else { continue }
            let others = (counts[assumption] ?? 1) - 1
            let rest = others == 0 ? "" : " (and \(others) other event\(others == 1 ? "" : "s"))"
            StandardStream.error.note("\(event.position): \(assumption.message)\(rest)")
        }
    }
}

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
    ///
    /// An event that lacks its type has the given one, or the one that its parts imply.
    func events(of type: EventType?) throws -> [ChosenEvent] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let filled = lines.enumerated().filter { !$0.element.allSatisfy(" \t\r".utf8.contains) }
        guard let first = filled.first else {
            throw ValidationError("\(name): is empty; expected a CloudFront event record")
        }
        let isBatch = filled.count > 1 && (try? CloudFrontEvent.checkSyntax(of: first.element)) != nil
        guard isBatch else { return [try event(bytes, of: type, at: name)] }
        return try filled.map { try event(Array($0.element), of: type, at: "\(name):\($0.offset + 1)") }
    }

    private func event(_ text: [UInt8], of type: EventType?, at position: String) throws -> ChosenEvent {
        let event: ChosenEvent
        do throws(EventDecodingError) {
            event = try completed(text, of: type, at: position)
        } catch {
            throw ValidationError("\(position): \(error)")
        }
        guard let type, event.event.record.type != type else { return event }
        throw ValidationError(
            "\(position): is a \(event.event.record.type.rawValue) event, but --trigger is \(type.rawValue)"
        )
    }

    private func completed(
        _ text: [UInt8],
        of type: EventType?,
        at position: String
    ) throws(EventDecodingError) -> ChosenEvent {
        do throws(EventDecodingError) {
            return ChosenEvent(event: try InvocationEvent(json: text), position: position)
        } catch {
            guard error.code == .missing, let completion = EventCompletion(of: text, as: type) else {
                throw error
            }
            do throws(EventDecodingError) {
                let event = try InvocationEvent(json: completion.json)
                return ChosenEvent(event: event, assumption: completion.warning, position: position)
            } catch {
                throw completion.original(error)
            }
        }
    }
}
