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
    var text: String { filled("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx") }

    /// The digits alone.
    var digitText: String { filled("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") }

    /// The trace header, in the platform's form: not sampled, since nothing collects it.
    ///
    /// Its root and its parent are made of the id's digits.
    var traceHeader: String {
        filled("Root=1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx;Parent=xxxxxxxxxxxxxxxx;Sampled=0")
    }

    /// Replaces each `x` of a form by the next digit, from the first again after the last.
    @inline(__always)
    private func filled(_ form: StaticString) -> String {
        let length = form.utf8CodeUnitCount
        return unsafe String(unsafeUninitializedCapacity: length) { text in
            var shift: UInt64 = 128
            for index in 0..<length {
                var byte = unsafe form.utf8Start[index]
                if byte == UInt8(ascii: "x") {
                    shift = (shift &- 4) & 127
                    let digit = UInt8(truncatingIfNeeded: (shift < 64 ? low : high) >> (shift & 63) & 15)
                    byte = digit &+ (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") &- 10)
                }
                unsafe text[index] = byte
            }
            return length
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
