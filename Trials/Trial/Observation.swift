import FoundationEssentials
import HandlerRuntime

/// What was seen of one fault whose host lived on.
struct Observation: Codable, Sendable {
    let fault: String

    /// How the invocation ended: the name of an ``InvocationOutcome/Kind``.
    let kind: String
    let errorType: String?

    /// Whether an answer that was accepted is the one to this very request.
    let answersRequest: Bool

    /// How long the caller waited, in milliseconds.
    let tookMs: Double

    /// How long after the fault's end the function next answered well, in milliseconds; nil if it did not.
    let nextGoodMs: Double?

    /// What another function of the same language came to afterwards, and one of the other language: `good`, or
    /// the error's type.
    let sameLanguage: String
    let otherLanguage: String

    /// By how much the host's resident memory had grown after all that, and at the most, in bytes.
    let grownBytes: Int
    let peakBytes: Int

    /// How many threads there were more than before.
    let threadsLeft: Int

    /// What belongs to the process and is not as it was.
    let changes: [String]

    var outcome: String { [kind, errorType].compactMap(\.self).joined(separator: ", ") }

    /// The observation as a line of JSON.
    func line() throws -> [UInt8] {
        Array(try JSONEncoder().encode(self)) + "\n".utf8
    }

    static func read(_ line: String) throws -> Observation {
        try JSONDecoder().decode(Observation.self, from: Data(line.utf8))
    }
}

/// What became of one fault.
enum Finding: Sendable {
    case observed(Observation)
    case hostDied(signal: Int32)
    case hostEnded(status: Int32)
}

/// What a function answers well with, for whoever asks.
let good = "good"
