public import CloudFrontEvents

/// The event record that an invocation is given: its JSON text, which the handler gets, and the value that it
/// stands for, which the answer is judged by.
public struct InvocationEvent: Sendable {
    /// The record as JSON text in UTF-8.
    public let json: [UInt8]

    /// The record.
    public let record: CloudFrontEvent

    /// Takes a record; its text is CloudFront's form of it.
    public init(_ record: CloudFrontEvent) {
        self.json = record.json()
        self.record = record
    }

    /// Takes a record's JSON text in UTF-8; the handler gets it as it is.
    ///
    /// - Throws: if the text is no CloudFront event record.
    public init(json: [UInt8]) throws(EventDecodingError) {
        self.json = json
        self.record = try CloudFrontEvent(json: json)
    }
}
