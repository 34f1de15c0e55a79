import CloudFrontEvents
import Synchronization

/// Makes the identifiers of requests: 56 characters, as `x-amz-cf-id` has them (A:lambda-event-structure).
final class EdgeRequestIdSource: Sendable {
    private let counter = Atomic<UInt64>(.random(in: .min ... .max))
    private let salt = UInt64.random(in: .min ... .max)

    func next() -> String {
        var state = counter.add(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        var bytes: [UInt8] = []
        bytes.reserveCapacity(40)
        for _ in 0..<5 {
            state = Self.mix(state ^ salt)
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: state >> shift))
            }
        }
        return Base64.encodeForURL(bytes)
    }

    /// The finalizer of SplitMix64.
    private static func mix(_ state: UInt64) -> UInt64 {
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
