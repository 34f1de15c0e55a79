/// Writes one frame: how many bytes follow, what kind of message it is, and its fields.
///
/// Numbers have their lowest byte first, as on every machine that this runs on.
struct FrameWriter {
    /// The frame; its first four bytes are right once it is finished.
    private var bytes: [UInt8] = []

    init(kind: UInt8, capacity: Int = 64) {
        bytes.reserveCapacity(capacity + Frame.headerLength)
        bytes += [0, 0, 0, 0, kind]
    }

    mutating func writeByte(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(_ number: Int) { append(UInt64(bitPattern: Int64(number))) }

    mutating func write(_ number: Int64) { append(UInt64(bitPattern: number)) }

    mutating func write(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes += text.utf8
    }

    mutating func write(_ text: String?) {
        writeByte(text == nil ? 0 : 1)
        if let text { write(text) }
    }

    mutating func write(_ data: [UInt8]) {
        append(UInt32(data.count))
        bytes += data
    }

    mutating func write(_ numbers: [Int32]) {
        append(UInt32(numbers.count))
        unsafe numbers.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func write(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        write(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }

    /// The frame as it goes over the channel; nil when it is longer than one may be.
    consuming func finished() -> [UInt8]? {
        let length = bytes.count - 4
        guard length <= Frame.longest else { return nil }
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
        return bytes
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}

/// What both ends agree on about frames.
enum Frame {
    /// The length of what stands before the fields: a length and a kind.
    static let headerLength = 5

    /// The most bytes that may follow a length: more is not believed.
    static let longest = 512 << 20
}

/// Reads the fields of one frame.
package struct FrameReader {
    private var rest: ArraySlice<UInt8>

    /// Reads what follows the kind.
    init(_ fields: ArraySlice<UInt8>) {
        rest = fields
    }

    mutating func byte() throws(WorkerProtocolError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw WorkerProtocolError("a frame ends too soon") }
        return byte
    }

    mutating func integer() throws(WorkerProtocolError) -> Int { Int(try number(Int64.self)) }

    mutating func bytes() throws(WorkerProtocolError) -> [UInt8] {
        Array(try take(Int(try number(UInt32.self))))
    }

    mutating func string() throws(WorkerProtocolError) -> String {
        String(decoding: try take(Int(try number(UInt32.self))), as: UTF8.self)
    }

    mutating func optionalString() throws(WorkerProtocolError) -> String? {
        try byte() == 0 ? nil : try string()
    }

    mutating func numbers() throws(WorkerProtocolError) -> [Int32] {
        let count = Int(try number(UInt32.self))
        let taken = try take(count * 4)
        guard count > 0 else { return [] }
        return unsafe [Int32](unsafeUninitializedCapacity: count) { numbers, written in
            unsafe UnsafeMutableRawBufferPointer(numbers).copyBytes(from: taken)
            written = count
        }
    }

    mutating func duration() throws(WorkerProtocolError) -> Duration {
        .nanoseconds(try number(Int64.self))
    }

    /// Sees to it that nothing follows.
    func finish() throws(WorkerProtocolError) {
        guard rest.isEmpty else { throw WorkerProtocolError("a frame has \(rest.count) bytes too many") }
    }

    private mutating func take(_ count: Int) throws(WorkerProtocolError) -> ArraySlice<UInt8> {
        guard count <= rest.count else {
            throw WorkerProtocolError("a frame ends \(count - rest.count) bytes too soon")
        }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(WorkerProtocolError) -> Number {
        let taken = try take(MemoryLayout<Number>.size)
        return unsafe Number(littleEndian: taken.withUnsafeBytes { unsafe $0.loadUnaligned(as: type) })
    }
}

/// What came over the channel is none of the protocol's messages.
package struct WorkerProtocolError: Error, CustomStringConvertible {
    /// One line for a person.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
