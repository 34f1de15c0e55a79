import FoundationEssentials

/// The observed effects of a fault whose host survived.
struct Observation: Codable, Sendable {
    let fault: String

    /// The kind of outcome, the name of an ``InvocationOutcome/Kind``.
    let kind: String
    let errorType: String?

    /// False if an accepted result belongs to another request.
    let matchesRequest: Bool

    /// The caller's wait, in milliseconds.
    let tookMs: Double

    /// The time from the fault's end to the next good response, in milliseconds; nil without one.
    let nextGoodMs: Double?

    /// The later outcomes of another function of the same language and of one of the other language: `good`, or the
    /// error's type.
    let sameLanguage: String
    let otherLanguage: String

    /// The growth of the host's resident memory at the end and at its peak, in bytes.
    let grownBytes: Int
    let peakBytes: Int

    /// The number of additional threads.
    let threadsLeft: Int

    /// The names of changed process state.
    let changes: [String]

    var outcome: String { [kind, errorType].compactMap(\.self).joined(separator: ", ") }

    /// Encodes the observation as a line of JSON.
    func line() throws -> [UInt8] {
        Array(try JSONEncoder().encode(self)) + "\n".utf8
    }

    static func read(_ line: String) throws -> Observation {
        try JSONDecoder().decode(Observation.self, from: Data(line.utf8))
    }
}

/// The result of one fault.
enum Finding: Sendable {
    case observed(Observation)
    case hostDied(signal: Int32)
    case hostEnded(status: Int32)
}

/// The name of the expected response to `/good`.
let good = "good"
