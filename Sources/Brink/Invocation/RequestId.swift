/// An invocation's id: a random UUID (RFC 9562, 5.4).
struct RequestId: Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Makes an id out of any 128 bits.
    init(high: UInt64, low: UInt64) {
        self.high = high & ~0xF000 | 0x4000
        self.low = low & ~(0b11 << 62) | 0b10 << 62
    }

    /// The id as the platform writes it: in lower case, with hyphens.
    var text: String {
        makeText(length: 36) { text in
            text.append(digits: 0..<8)
            text.append("-")
            text.append(digits: 8..<12)
            text.append("-")
            text.append(digits: 12..<16)
            text.append("-")
            text.append(digits: 16..<20)
            text.append("-")
            text.append(digits: 20..<32)
        }
    }

    /// The digits alone.
    var digitText: String { makeText(length: 32) { $0.append(digits: 0..<32) } }

    /// The trace header, in the platform's form: not sampled, since nothing collects it.
    ///
    /// Its root and its parent are made of the id's digits.
    var traceHeader: String {
        makeText(length: 74) { text in
            text.append("Root=1-")
            text.append(digits: 0..<8)
            text.append("-")
            text.append(digits: 8..<32)
            text.append(";Parent=")
            text.append(digits: 0..<16)
            text.append(";Sampled=0")
        }
    }

    @inline(__always)
    private func makeText(length: Int, _ body: (inout HexText) -> Void) -> String {
        unsafe String(unsafeUninitializedCapacity: length) { buffer in
            var text = unsafe HexText(buffer, high, low)
            body(&text)
            return text.count
        }
    }
}

/// Puts an id's digits and other characters into the memory of a string.
@safe
private struct HexText {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private let high: UInt64
    private let low: UInt64
    private(set) var count = 0

    @inline(__always)
    init(_ buffer: UnsafeMutableBufferPointer<UInt8>, _ high: UInt64, _ low: UInt64) {
        unsafe self.buffer = buffer
        self.high = high
        self.low = low
    }

    @inline(__always)
    mutating func append(_ literal: StaticString) {
        for index in 0..<literal.utf8CodeUnitCount {
            unsafe buffer[count] = literal.utf8Start[index]
            count &+= 1
        }
    }

    @inline(__always)
    mutating func append(digits: Range<Int>) {
        for index in digits {
            let half = index < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 &- 4 &* (index & 15)) & 15)
            unsafe buffer[count] = digit &+ (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") &- 10)
            count &+= 1
        }
    }
}

/// Makes ids that do not repeat, from one random number of the system's: that costs more than many a handler.
struct RequestIdSource: Sendable {
    private var state = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

    mutating func next() -> RequestId {
        state.0 &+= 0x9E37_79B9_7F4A_7C15
        return RequestId(high: Self.mix(state.0), low: Self.mix(state.0 ^ state.1))
    }

    /// The finalizer of SplitMix64: one to one, so that no two states give the same number.
    private static func mix(_ state: UInt64) -> UInt64 {
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
