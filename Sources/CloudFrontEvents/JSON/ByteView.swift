import Invariants

/// Borrowed bytes, read without copying.
///
/// A view is valid only inside the closure it was lent to. Reading past the end returns 0, which JSON does not
/// allow outside a string, so a parser needs no bounds checks.
@safe
struct ByteView {
    private let bytes: UnsafeRawBufferPointer
    let count: Int

    private init(_ buffer: UnsafeBufferPointer<UInt8>) {
        unsafe bytes = UnsafeRawBufferPointer(buffer)
        count = buffer.count
    }

    /// Lends a view of bytes to `body`; copies only bytes without contiguous storage.
    static func lend<Failure: Error, Result>(
        _ bytes: some Collection<UInt8>,
        to body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The standard library's method rethrows untyped errors, so the typed error is returned as a value.
        let outcome = bytes.withContiguousStorageIfAvailable { buffer in
            unsafe attempt(body, on: ByteView(buffer))
        }
        if let outcome { return try outcome.get() }
        return try unsafe Array(bytes).withUnsafeBufferPointer { buffer in
            unsafe attempt(body, on: ByteView(buffer))
        }.get()
    }

    private static func attempt<Failure: Error, Result>(
        _ body: (ByteView) throws(Failure) -> Result,
        on view: ByteView
    ) -> Swift.Result<Result, Failure> {
        do throws(Failure) {
            return .success(try body(view))
        } catch {
            return .failure(error)
        }
    }

    subscript(index: Int) -> UInt8 {
        guard index < count else { return 0 }
        return unsafe bytes[index]
    }

    /// Copies a part into a string; expects valid UTF-8.
    func string(_ range: Range<Int>) -> String {
        invariant(range.upperBound <= count, "a range ends after its view")
        return unsafe String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// Appends a part to an array.
    func append(_ range: Range<Int>, to array: inout [UInt8]) {
        invariant(range.upperBound <= count, "a range ends after its view")
        unsafe array.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    /// Compares a part with a literal.
    @inline(__always)
    func equals(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount, range.upperBound <= count else { return false }
        let other = unsafe UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        return unsafe isEqual(range.lowerBound, other)
    }

    /// Compares a part with a string's UTF-8.
    func equals(_ range: Range<Int>, _ string: String) -> Bool {
        guard range.count == string.utf8.count, range.upperBound <= count else { return false }
        let same = unsafe string.utf8.withContiguousStorageIfAvailable {
            unsafe isEqual(range.lowerBound, UnsafeRawBufferPointer($0))
        }
        return same ?? string.utf8.elementsEqual(range.map { self[$0] })
    }

    /// Returns a hash that ignores casing, and true if there may be a letter from A to Z; a part with bytes
    /// beyond ASCII counts as having one.
    func nameTraits(_ range: Range<Int>) -> (hash: UInt64, mayHaveUppercase: Bool) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var hash = UInt64(truncatingIfNeeded: range.count)
        var uppercase: UInt64 = 0
        var index = range.lowerBound
        while index < range.upperBound {
            let word = word(at: index, count: min(8, range.upperBound &- index))
            hash = (hash ^ (word | ones &* 0x20)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            // The first sum sets a lane's top bit from 0x41 on, the second from 0x5B on.
            uppercase |= ((word &+ ones &* 0x3F) & ~(word &+ ones &* 0x25)) | word
            index &+= 8
        }
        return (hash, uppercase & (ones &* 0x80) != 0)
    }

    /// Returns up to eight bytes as one little-endian number.
    @inline(__always)
    private func word(at index: Int, count length: Int) -> UInt64 {
        if length == 8 {
            return UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        }
        var word: UInt64 = 0
        for offset in 0..<length { word |= UInt64(self[index &+ offset]) << UInt64(8 &* offset) }
        return word
    }

    /// Returns the offset of the first byte at or after `index` that is special in a JSON string: a quote, a
    /// backslash, a control character, or (unless `passing8Bit`) the start of a character beyond ASCII.
    @inline(__always)
    func endOfPlainText(from index: Int, passing8Bit: Bool = false) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var index = index
        // Eight bytes per step: the subtraction sets the top bit of each lane that was zero. Only the lowest such
        // lane is exact, and only that one is used.
        while index &+ 8 <= count {
            let word = UInt64(
                littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            var found = (quotes &- ones) & ~quotes
            found |= (backslashes &- ones) & ~backslashes
            found |= (word &- (ones &* 0x20)) & ~word
            if !passing8Bit { found |= word }
            found &= tops
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            let byte = self[index]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 || (byte >= 0x80 && !passing8Bit) { break }
            index &+= 1
        }
        return index
    }

    /// Compares the bytes at an offset with as many others; expects both to be in bounds.
    @inline(__always)
    private func isEqual(_ offset: Int, _ other: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index &+ 8 <= other.count {
            let left = unsafe bytes.loadUnaligned(fromByteOffset: offset &+ index, as: UInt64.self)
            let right = unsafe other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if left != right { return false }
            index &+= 8
        }
        while index < other.count {
            if unsafe bytes[offset &+ index] != other[index] { return false }
            index &+= 1
        }
        return true
    }
}

extension [UInt8] {
    /// Appends the bytes of a literal.
    @inline(__always)
    mutating func append(literal: StaticString) {
        unsafe append(
            contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        )
    }
}
