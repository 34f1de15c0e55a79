import EdgeEmulator
import HTTPTypes
import Randomness
import Testing

/// Range and conditional headers.
@Suite struct ByteRangeTests {
    private func range(_ range: String?, length: Int = 10, _ stored: HTTPFields = [:], ifRange: String? = nil)
        -> ByteRange
    {
        var fields = HTTPFields()
        if let range { fields[.range] = range }
        if let ifRange { fields[.ifRange] = ifRange }
        return ByteRange.requested(in: fields, of: stored, length: length)
    }

    @Test func `ranges are exact at every edge`() {
        #expect(range("bytes=0-0") == .part(0..<1))
        #expect(range("bytes=0-9") == .part(0..<10))
        #expect(range("bytes=0-10") == .part(0..<10))
        #expect(range("bytes=9-9") == .part(9..<10))
        #expect(range("bytes=9-") == .part(9..<10))
        #expect(range("bytes=10-") == .unsatisfiable)
        #expect(range("bytes=10-20") == .unsatisfiable)
        #expect(range("bytes=-1") == .part(9..<10))
        #expect(range("bytes=-10") == .part(0..<10))
        #expect(range("bytes=-11") == .part(0..<10))
        #expect(range("bytes=-0") == .unsatisfiable)
        #expect(range("BYTES=1-2") == .part(1..<3))
        #expect(range("bytes= 1 - 2 ") == .part(1..<3))
    }

    @Test func `an empty object satisfies no range`() {
        for text in ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"] {
            #expect(range(text, length: 0) == .unsatisfiable, "\(text)")
        }
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=2-1", "bytes=--1", "bytes=1--2",
        "bytes=+1-2", "bytes=0x0-1", "items=0-1", "bytes:0-1", "bytes=0-1,3-4", "bytes=0-0,-1", "bytes=0-1,",
        "bytes=1-2-3", "bytes=１-２", "bytes=0-" + String(repeating: "1", count: 200),
    ])
    func `a malformed range, or several, means the whole`(text: String) {
        #expect(range(text) == .whole)
    }

    @Test func `no range means the whole`() {
        #expect(range(nil) == .whole)
    }

    @Test func `huge numbers do not overflow`() {
        let huge = "99999999999999999999999999"
        #expect(range("bytes=\(huge)-") == .unsatisfiable)
        #expect(range("bytes=1-\(huge)") == .part(1..<10))
        #expect(range("bytes=-\(huge)") == .part(0..<10))
        #expect(range("bytes=0-9223372036854775807") == .part(0..<10))
        #expect(range("bytes=9223372036854775807-9223372036854775807") == .unsatisfiable)
    }

    @Test func `ranges match a naive implementation`() {
        var random = SplitMix(seed: 3)
        for _ in 0..<3000 {
            let length = Int.random(in: 0...5, using: &random)
            let first = Bool.random(using: &random) ? Int.random(in: 0...6, using: &random) : nil
            let last = Bool.random(using: &random) ? Int.random(in: 0...6, using: &random) : nil
            let text = "bytes=\(first.map(String.init) ?? "")-\(last.map(String.init) ?? "")"
            #expect(range(text, length: length) == Self.naive(first, last, length), "\(text) of \(length)")
        }
    }

    private static func naive(_ first: Int?, _ last: Int?, _ length: Int) -> ByteRange {
        let wanted: [Int]
        switch (first, last) {
        case (nil, nil): return .whole
        case (nil, let count?): wanted = Array((0..<length).suffix(count))
        case (let first?, nil): wanted = (0..<length).filter { $0 >= first }
        case (let first?, let last?):
            if first > last { return .whole }
            wanted = (0..<length).filter { $0 >= first && $0 <= last }
        }
        guard let begin = wanted.first, let end = wanted.last else { return .unsatisfiable }
        return .part(begin..<end + 1)
    }

    @Test func `If-Range allows a range of the same version only`() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        let stored: HTTPFields = [.eTag: "\"a\"", .lastModified: date]
        let part = ByteRange.part(0..<1)

        #expect(range("bytes=0-0", stored, ifRange: "\"a\"") == part)
        #expect(range("bytes=0-0", stored, ifRange: date) == part)
        for other in ["\"b\"", "W/\"a\"", "a", "", "*", "Sun, 06 Nov 1994 08:49:38 GMT"] {
            #expect(range("bytes=0-0", stored, ifRange: other) == .whole, "\(other)")
        }
        #expect(range("bytes=0-0", [.eTag: "W/\"a\""], ifRange: "W/\"a\"") == .whole)
        #expect(range("bytes=0-0", ifRange: "\"a\"") == .whole)
        #expect(range("bytes=0-0", ifRange: date) == .whole)
    }

    // MARK: Conditions

    private func evaluate(_ request: HTTPFields, _ stored: HTTPFields) -> ConditionalRequest.Evaluation {
        ConditionalRequest(request).evaluate(against: stored)
    }

    @Test func `If-None-Match compares weakly, in lists too`() {
        for list in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\" ,W/\"a\"", "*", " * ", "\"x,y\",\"a\""] {
            #expect(evaluate([.ifNoneMatch: list], [.eTag: "\"a\""]) == .notModified, "\(list)")
            #expect(evaluate([.ifNoneMatch: list], [.eTag: "W/\"a\""]) == .notModified, "\(list)")
        }
        for list in ["", "a", "\"A\"", "\"b\"", "\"a", "w/\"a\"", "\"*\"", "\"x,\"a\"\"", ","] {
            #expect(evaluate([.ifNoneMatch: list], [.eTag: "\"a\""]) == .proceed, "\(list)")
        }
    }

    @Test func `a star matches any version, with or without a tag`() {
        #expect(evaluate([.ifNoneMatch: "*"], [:]) == .notModified)
        #expect(evaluate([.ifMatch: "*"], [:]) == .proceed)
    }

    @Test func `If-Match compares strongly`() {
        #expect(evaluate([.ifMatch: "\"b\", \"a\""], [.eTag: "\"a\""]) == .proceed)
        #expect(evaluate([.ifMatch: "*"], [.eTag: "W/\"a\""]) == .proceed)
        #expect(evaluate([.ifMatch: "\"b\""], [.eTag: "\"a\""]) == .preconditionFailed)
        #expect(evaluate([.ifMatch: "W/\"a\""], [.eTag: "W/\"a\""]) == .preconditionFailed)
        #expect(evaluate([.ifMatch: "\"a\""], [:]) == .preconditionFailed)
    }

    @Test func `dates count only without a tag condition`() {
        let (early, late) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT")

        #expect(evaluate([.ifModifiedSince: early], [.lastModified: early]) == .notModified)
        #expect(evaluate([.ifModifiedSince: early], [.lastModified: late]) == .proceed)
        #expect(evaluate([.ifModifiedSince: "soon"], [.lastModified: early]) == .proceed)
        #expect(evaluate([.ifModifiedSince: early], [:]) == .proceed)
        #expect(evaluate([.ifUnmodifiedSince: early], [.lastModified: early]) == .proceed)
        #expect(evaluate([.ifUnmodifiedSince: early], [.lastModified: late]) == .preconditionFailed)
        #expect(evaluate([.ifUnmodifiedSince: "soon"], [.lastModified: late]) == .proceed)
        let both: HTTPFields = [.ifNoneMatch: "\"b\"", .ifModifiedSince: late]
        #expect(evaluate(both, [.eTag: "\"a\"", .lastModified: early]) == .proceed)
        let failed: HTTPFields = [.ifMatch: "\"b\"", .ifNoneMatch: "\"a\""]
        #expect(evaluate(failed, [.eTag: "\"a\""]) == .preconditionFailed)
    }
}
