/// Encodes one frame: the number of bytes that follow, the kind of message, and its fields.
///
/// Numbers are little-endian.
struct FrameWriter {
    /// The frame, whose first four bytes are set at the end.
    private var bytes: [UInt8] = []

    private init(kind: UInt8, capacity: Int) {
        bytes.reserveCapacity(capacity + Frame.headerLength)
        bytes += [0, 0, 0, 0, kind]
    }

    /// Encodes a message; nil if it exceeds ``Frame/longest``.
    static func frame(
        _ kind: some RawRepresentable<UInt8>,
        capacity: Int = 64,
        _ writeFields: (inout FrameWriter) -> Void
    ) -> [UInt8]? {
        var writer = FrameWriter(kind: kind.rawValue, capacity: capacity)
        writeFields(&writer)
        return writer.finished()
    }

    mutating func writeByte(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(_ number: Int) { append(Int64(number)) }

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
        append(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }

    private consuming func finished() -> [UInt8]? {
        let length = bytes.count - 4
        guard length <= Frame.longest else { return nil }
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
        return bytes
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }
}

/// The layout of frames, which both ends agree on.
enum Frame {
    /// The bytes before the fields: a length and a kind.
    static let headerLength = 5

    /// The maximum number of bytes after the length; a larger one is an error.
    static let longest = 512 << 20
}

/// Decodes the fields of one frame.
package struct FrameReader {
    private var rest: ArraySlice<UInt8>

    /// Creates a reader of the bytes after the kind.
    init(_ fields: ArraySlice<UInt8>) { rest = fields }

    mutating func byte() throws(WorkerProtocolError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw WorkerProtocolError("a frame is 1 byte too short") }
        return byte
    }

    mutating func integer() throws(WorkerProtocolError) -> Int { Int(try number(Int64.self)) }

    mutating func bytes() throws(WorkerProtocolError) -> [UInt8] { Array(try counted()) }

    mutating func string() throws(WorkerProtocolError) -> String {
        String(decoding: try counted(), as: UTF8.self)
    }

    mutating func optionalString() throws(WorkerProtocolError) -> String? {
        try byte() == 0 ? nil : try string()
    }

    mutating func numbers() throws(WorkerProtocolError) -> [Int32] {
        let data = try counted(elementSize: 4)
        let count = data.count / 4
        guard count > 0 else { return [] }
        return unsafe [Int32](unsafeUninitializedCapacity: count) { numbers, written in
            unsafe UnsafeMutableRawBufferPointer(numbers).copyBytes(from: data)
            written = count
        }
    }

    mutating func duration() throws(WorkerProtocolError) -> Duration {
        .nanoseconds(try number(Int64.self))
    }

    /// Checks that the frame ends here.
    func finish() throws(WorkerProtocolError) {
        guard rest.isEmpty else { throw WorkerProtocolError("a frame is \(rest.count) bytes too long") }
    }

    /// Reads the bytes of elements whose number comes before them.
    private mutating func counted(elementSize: Int = 1) throws(WorkerProtocolError) -> ArraySlice<UInt8> {
        try read(Int(try number(UInt32.self)) * elementSize)
    }

    private mutating func read(_ count: Int) throws(WorkerProtocolError) -> ArraySlice<UInt8> {
        guard count <= rest.count else {
            throw WorkerProtocolError("a frame is \(count - rest.count) bytes too short")
        }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(WorkerProtocolError) -> Number {
        let data = try read(MemoryLayout<Number>.size)
        return unsafe Number(littleEndian: data.withUnsafeBytes { unsafe $0.loadUnaligned(as: type) })
    }
}

/// A violation of the protocol by the other end.
package struct WorkerProtocolError: Error, CustomStringConvertible {
    /// One line with the violation.
    package let description: String

    init(_ description: String) { self.description = description }
}
