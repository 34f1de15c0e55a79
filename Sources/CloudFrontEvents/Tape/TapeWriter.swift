import Invariants

/// Lays a value out on a tape, in memory that ``TapeMeasure`` sized.
@safe
struct TapeWriter: ValueWriter {
    fileprivate let text: UnsafeMutableBufferPointer<UInt8>
    fileprivate let tokens: UnsafeMutableBufferPointer<Int32>
    private(set) var textCount = 0
    private(set) var tokenCount = 0

    /// True if all of the text is ASCII.
    var isASCII: Bool {
        // A sum of all bytes, unlike a search, is a loop over vectors.
        unsafe UnsafeBufferPointer(rebasing: text[..<textCount]).reduce(0, |) < 0x80
    }

    mutating func object(_ members: (inout TapeWriter) -> Void) {
        append(Tape.token(.object))
        members(&self)
        append(Tape.token(.endOfObject))
    }

    mutating func array(_ elements: (inout TapeWriter) -> Void) {
        append(Tape.token(.array))
        elements(&self)
        append(Tape.token(.endOfArray))
    }

    mutating func key(_ name: MemberName) { append(Tape.token(.name, Int(name.rawValue))) }

    mutating func key(_ name: String) { append(Tape.token(.key, append(name))) }

    mutating func string(_ value: String) { append(Tape.token(.string, append(value))) }

    mutating func number(_ value: JSONNumber) { append(Tape.token(.json, append(value.text))) }

    mutating func bool(_ value: Bool) { append(Tape.token(value ? .true : .false)) }

    mutating func entry(key: String, value: String) {
        append(Tape.token(.entry, append(key)))
        append(Int32(truncatingIfNeeded: append(value)))
    }

    mutating func members(_ unknown: UnknownMembers) {}

    private mutating func append(_ token: Int32) {
        invariant(unsafe tokenCount < tokens.count, "a tape is longer than it was measured")
        unsafe tokens[tokenCount] = token
        tokenCount &+= 1
    }

    /// Appends a string's bytes; returns their number.
    @inline(__always)
    private mutating func append(_ string: String) -> Int {
        let start = textCount
        var string = string
        textCount &+= string.withUTF8 { bytes in
            let room = unsafe UnsafeMutableRawBufferPointer(text)
            unsafe UnsafeMutableRawBufferPointer(rebasing: room[start...]).copyMemory(
                from: UnsafeRawBufferPointer(bytes)
            )
            return bytes.count
        }
        return textCount &- start
    }
}

/// The size of a value's tape, measured before it is written.
struct TapeMeasure: ValueWriter {
    private(set) var textCount = 0
    private(set) var tokenCount = 0
    /// False if a tape cannot represent the value.
    private(set) var isComplete = true

    mutating func object(_ members: (inout TapeMeasure) -> Void) {
        tokenCount &+= 2
        members(&self)
    }

    mutating func array(_ elements: (inout TapeMeasure) -> Void) {
        tokenCount &+= 2
        elements(&self)
    }

    mutating func key(_ name: MemberName) { tokenCount &+= 1 }

    mutating func key(_ name: String) { count(name) }

    mutating func string(_ value: String) { count(value) }

    /// A tape of an event has only integers that a double represents exactly, in their canonical form.
    mutating func number(_ value: JSONNumber) {
        count(value.text)
        isComplete = isComplete && value.text.utf8.count <= 15 && value.integer != nil && value.text != "-0"
    }

    mutating func bool(_ value: Bool) { tokenCount &+= 1 }

    mutating func entry(key: String, value: String) {
        count(key)
        count(value)
    }

    mutating func members(_ unknown: UnknownMembers) { isComplete = isComplete && unknown.isEmpty }

    private mutating func count(_ string: String) {
        tokenCount &+= 1
        textCount &+= string.utf8.count
    }
}

extension CloudFrontEvent {
    /// Returns the event as a tape.
    ///
    /// Returns nil if only JSON text can represent it: text beyond ASCII, unknown members, numbers that are not
    /// integers.
    package func tape() -> Tape? {
        var measure = TapeMeasure()
        write(to: &measure)
        guard measure.isComplete else { return nil }
        var isASCII = false
        var text: [UInt8] = []
        let tokens = unsafe [Int32](unsafeUninitializedCapacity: measure.tokenCount) { tokens, tokenCount in
            text = unsafe [UInt8](unsafeUninitializedCapacity: measure.textCount) { text, textCount in
                var writer = unsafe TapeWriter(
                    text: UnsafeMutableBufferPointer(rebasing: text[..<measure.textCount]),
                    tokens: UnsafeMutableBufferPointer(rebasing: tokens[..<measure.tokenCount])
                )
                write(to: &writer)
                (textCount, tokenCount, isASCII) = (writer.textCount, writer.tokenCount, writer.isASCII)
            }
        }
        return isASCII ? Tape(text: text, tokens: tokens, given: response?.headers ?? request.headers) : nil
    }
}
