import EdgeEmulator
import HTTPTypes
import Randomness
import Testing

/// What a request wants of an object: a part, and on what conditions.
@Suite struct ByteRangeTests {
    private func range(_ range: String?, length: Int = 10, _ stored: HTTPFields = [:], ifRange: String? = nil)
        -> ByteRange
    {
        var fields = HTTPFields()
        if let range { fields[.range] = range }
        if let ifRange { fields[.ifRange] = ifRange }
        return ByteRange.requested(in: fields, of: stored, length: length)
    }

    @Test func `parts are found at every edge`() {
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

    @Test func `of an empty object there is no part`() {
        for text in ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"] {
            #expect(range(text, length: 0) == .unsatisfiable, "\(text)")
        }
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=2-1", "bytes=--1", "bytes=1--2",
        "bytes=+1-2", "bytes=0x0-1", "items=0-1", "bytes:0-1", "bytes=0-1,3-4", "bytes=0-0,-1", "bytes=0-1,",
        "bytes=1-2-3", "bytes=１-２", "bytes=0-" + String(repeating: "1", count: 200),
    ])
    func `a range that is none, or several, asks for all`(text: String) {
        #expect(range(text) == .whole)
    }

    @Test func `without a range all is asked for`() {
        #expect(range(nil) == .whole)
    }

    @Test func `numbers of any size break nothing`() {
        let huge = "99999999999999999999999999"
        #expect(range("bytes=\(huge)-") == .unsatisfiable)
        #expect(range("bytes=1-\(huge)") == .part(1..<10))
        #expect(range("bytes=-\(huge)") == .part(0..<10))
        #expect(range("bytes=0-9223372036854775807") == .part(0..<10))
        #expect(range("bytes=9223372036854775807-9223372036854775807") == .unsatisfiable)
    }

    @Test func `ranges are what a naive reader finds`() {
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

    @Test func `If-Range lets a part be sent only of the very same version`() {
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

    private func verdict(_ request: HTTPFields, _ stored: HTTPFields) -> ConditionalRequest.Verdict {
        ConditionalRequest(request).verdict(on: stored)
    }

    @Test func `If-None-Match compares weakly, over lists`() {
        for list in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\" ,W/\"a\"", "*", " * ", "\"x,y\",\"a\""] {
            #expect(verdict([.ifNoneMatch: list], [.eTag: "\"a\""]) == .notModified, "\(list)")
            #expect(verdict([.ifNoneMatch: list], [.eTag: "W/\"a\""]) == .notModified, "\(list)")
        }
        for list in ["", "a", "\"A\"", "\"b\"", "\"a", "w/\"a\"", "\"*\"", "\"x,\"a\"\"", ","] {
            #expect(verdict([.ifNoneMatch: list], [.eTag: "\"a\""]) == .goOn, "\(list)")
        }
    }

    @Test func `a star means any version, also one without a tag`() {
        #expect(verdict([.ifNoneMatch: "*"], [:]) == .notModified)
        #expect(verdict([.ifMatch: "*"], [:]) == .goOn)
    }

    @Test func `If-Match compares strongly`() {
        #expect(verdict([.ifMatch: "\"b\", \"a\""], [.eTag: "\"a\""]) == .goOn)
        #expect(verdict([.ifMatch: "*"], [.eTag: "W/\"a\""]) == .goOn)
        #expect(verdict([.ifMatch: "\"b\""], [.eTag: "\"a\""]) == .preconditionFailed)
        #expect(verdict([.ifMatch: "W/\"a\""], [.eTag: "W/\"a\""]) == .preconditionFailed)
        #expect(verdict([.ifMatch: "\"a\""], [:]) == .preconditionFailed)
    }

    @Test func `dates count where there is no tag to compare`() {
        let (early, late) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT")

        #expect(verdict([.ifModifiedSince: early], [.lastModified: early]) == .notModified)
        #expect(verdict([.ifModifiedSince: early], [.lastModified: late]) == .goOn)
        #expect(verdict([.ifModifiedSince: "soon"], [.lastModified: early]) == .goOn)
        #expect(verdict([.ifModifiedSince: early], [:]) == .goOn)
        #expect(verdict([.ifUnmodifiedSince: early], [.lastModified: early]) == .goOn)
        #expect(verdict([.ifUnmodifiedSince: early], [.lastModified: late]) == .preconditionFailed)
        #expect(verdict([.ifUnmodifiedSince: "soon"], [.lastModified: late]) == .goOn)
        let both: HTTPFields = [.ifNoneMatch: "\"b\"", .ifModifiedSince: late]
        #expect(verdict(both, [.eTag: "\"a\"", .lastModified: early]) == .goOn)
        let failed: HTTPFields = [.ifMatch: "\"b\"", .ifNoneMatch: "\"a\""]
        #expect(verdict(failed, [.eTag: "\"a\""]) == .preconditionFailed)
    }
}
