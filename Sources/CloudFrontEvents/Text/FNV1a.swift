/// The 64-bit FNV-1a hash: the same in every run, but no protection against an attacker.
package struct FNV1a {
    /// The hash of the bytes added so far.
    @usableFromInline package var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Starts a hash of no bytes.
    package init() {}

    /// Adds bytes to the hash.
    @inlinable
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        value = bytes.reduce(value) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
