package import HTTPTypes
import NIOCore

/// The range of an object that a request asks for (RFC 9110, 14).
package enum ByteRange: Equatable {
    /// All of it: no range, a malformed one, several, or one for another version.
    case whole
    /// These bytes.
    case part(Range<Int>)
    /// A range past the end.
    case unsatisfiable

    /// Reads `Range` and `If-Range` of a request for an object of `length` bytes.
    package static func requested(in fields: HTTPFields, of stored: HTTPFields, length: Int) -> ByteRange {
        guard let range = fields[.range], isCurrent(fields[.ifRange], stored) else { return .whole }
        guard range.utf8.count <= 200, range.lowercased().hasPrefix("bytes=") else { return .whole }
        let spec = range.dropFirst(6).filter { $0 != " " && $0 != "\t" }
        // For several ranges a server may send the whole (RFC 9110, 14.2).
        guard !spec.contains(","), let dash = spec.firstIndex(of: "-") else { return .whole }
        let (begin, end) = (spec[..<dash], spec[spec.index(after: dash)...])
        if begin.isEmpty {
            guard let count = end.decimal else { return .whole }
            return count == 0 || length == 0 ? .unsatisfiable : .part(length - min(count, length)..<length)
        }
        guard let first = begin.decimal, let last = end.isEmpty ? Int.max : end.decimal, first <= last
        else { return .whole }
        guard first < length else { return .unsatisfiable }
        return .part(first..<(min(last, length - 1) + 1))
    }

    private static func isCurrent(_ condition: String?, _ stored: HTTPFields) -> Bool {
        guard let condition else { return true }
        if condition.hasPrefix("\"") { return stored[.eTag] == condition }
        // A weak tag never matches, a date only the same date (RFC 9110, 13.1.5).
        guard !condition.hasPrefix("W/"), let date = HTTPDate.second(of: condition) else { return false }
        return stored[.lastModified].flatMap(HTTPDate.second) == date
    }
}

extension EdgeBody {
    /// Cuts a range out of a body whose length is known.
    func part(_ range: Range<Int>) -> EdgeBody {
        switch self {
        case .empty: .empty
        case .buffer(let buffer):
            buffer.getSlice(at: buffer.readerIndex + range.lowerBound, length: range.count)
                .map { .buffer($0) } ?? .empty
        case .stream(let stream, _):
            .stream(PartStream(source: StreamSource(stream), range: range), length: range.count)
        }
    }
}

/// A range of a stream: the bytes before it are read and dropped, those after it are not read.
private struct PartStream: AsyncSequence, AsyncIteratorProtocol, Sendable {
    let source: StreamSource
    let range: Range<Int>
    var position = 0

    mutating func next() async throws -> ByteBuffer? {
        while position < range.upperBound, let piece = try await source.next() {
            let begin = Swift.max(range.lowerBound - position, 0)
            let end = Swift.min(range.upperBound - position, piece.readableBytes)
            position += piece.readableBytes
            guard begin < end else { continue }
            return piece.getSlice(at: piece.readerIndex + begin, length: end - begin)
        }
        return nil
    }

    func makeAsyncIterator() -> Self { self }
}

extension StringProtocol {
    /// The number that its decimal digits write, at most `Int.max`; nil if it has anything else.
    var decimal: Int? {
        guard !isEmpty, utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return Int(self) ?? .max
    }
}
