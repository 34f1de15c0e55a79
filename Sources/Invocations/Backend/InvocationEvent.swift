public import CloudFrontEvents

/// The event of an invocation: the handler receives it, and the handler's result is judged by it.
///
/// ## Usage
///
/// Make one from an event, or from JSON text such as a recorded event:
///
/// ```swift
/// let built = try InvocationEvent(EventBuilder(.viewerRequest).uri("/index.html").event())
/// let recorded = try InvocationEvent(json: built.json)
/// print(recorded.record.request.uri)  // /index.html
/// ```
public struct InvocationEvent: Sendable {
    /// The event record.
    public let record: CloudFrontEvent

    /// The text that the record was read from.
    package let text: [UInt8]?

    /// Creates an event from a record; the handler receives CloudFront's JSON for it.
    public init(_ record: CloudFrontEvent) {
        self.record = record
        self.text = nil
    }

    /// Creates an event from a record's JSON text in UTF-8, which the handler receives unchanged.
    public init(json: [UInt8]) throws(EventDecodingError) {
        self.text = json
        self.record = try CloudFrontEvent(json: json)
    }

    /// The record as JSON text in UTF-8.
    public var json: [UInt8] { text ?? record.json() }
}
