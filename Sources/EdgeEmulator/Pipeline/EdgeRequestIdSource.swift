import Synchronization

/// Generates request identifiers: 56 characters of URL-safe base64, as in `x-amz-cf-id` (A:lambda-event-structure).
final class EdgeRequestIdSource: Sendable {
    private static let alphabet: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    /// 54 digits of six bits each, and two padding characters.
    private static let length = 56

    private let counter = Atomic<UInt64>(.random(in: .min ... .max))
    private let salt = UInt64.random(in: .min ... .max)

    func next() -> String {
        var state = counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        return unsafe String(unsafeUninitializedCapacity: Self.length) { text in
            var position = 0
            while position < Self.length - 2 {
                state = Self.mix(state ^ salt)
                // Ten digits of a number's 64 bits.
                for shift in stride(from: UInt64(0), to: 60, by: 6) where position < Self.length - 2 {
                    unsafe text[position] = Self.alphabet.utf8Start[Int(state >> shift & 63)]
                    position += 1
                }
            }
            unsafe text[position] = UInt8(ascii: "=")
            unsafe text[position + 1] = UInt8(ascii: "=")
            return Self.length
        }
    }

    /// The finalizer of SplitMix64.
    private static func mix(_ state: UInt64) -> UInt64 {
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
