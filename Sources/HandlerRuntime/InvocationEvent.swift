public import CloudFrontEvents

/// The event record that an invocation is given: what the handler gets, and what its answer is judged by.
public struct InvocationEvent: Sendable {
    /// The record.
    public let record: CloudFrontEvent

    /// The text that the record came in.
    private let text: [UInt8]?

    /// Takes a record; a handler gets it as if from CloudFront's text of it.
    public init(_ record: CloudFrontEvent) {
        self.record = record
        self.text = nil
    }

    /// Takes a record's JSON text in UTF-8; the handler gets it as it is.
    ///
    /// - Throws: if the text is no CloudFront event record.
    public init(json: [UInt8]) throws(EventDecodingError) {
        self.text = json
        self.record = try CloudFrontEvent(json: json)
    }

    /// The record as JSON text in UTF-8.
    public var json: [UInt8] { text ?? record.json() }

    /// The record in the form that is quickest for a guest.
    ///
    /// A record that came as text goes on as that text, whose members may be in an order that the record has
    /// forgotten.
    public var forGuest: GuestEvent {
        guard text == nil, let tape = record.tape() else { return .text(json) }
        return .tape(tape)
    }
}
