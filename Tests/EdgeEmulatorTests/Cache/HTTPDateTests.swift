import EdgeEmulator
import Randomness
import Testing

/// HTTP dates.
@Suite struct HTTPDateTests {
    private static let second: Int64 = 784_111_777

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
    ])
    func `all three formats give the same second`(text: String) {
        #expect(HTTPDate.second(of: text) == Self.second)
    }

    @Test(arguments: [
        "", " ", "0", "-1", "now", "Sun", "Sun, 06 Nov 1994", "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37:00 GMT", "Sun, 06 Nov 1994 08::37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 +8:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 32 Dec 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 10000 08:49:37 GMT", "Sun, 06 Nov 1599 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 +0200", "Sun, xx Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37",
        "Sun, 06 Nov 1994 08:49:x GMT", ", , , , ,", "- - - - -",
    ])
    func `a malformed date is refused`(text: String) {
        #expect(HTTPDate.second(of: text) == nil)
    }

    @Test func `only leap years have a 29th of February`() {
        #expect(HTTPDate.second(of: "Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
        #expect(HTTPDate.second(of: "Tue, 29 Feb 2000 00:00:00 GMT") == 951_782_400)
        #expect(HTTPDate.second(of: "Thu, 29 Feb 2023 00:00:00 GMT") == nil)
        #expect(HTTPDate.second(of: "Thu, 29 Feb 1900 00:00:00 GMT") == nil)
        #expect(HTTPDate.second(of: "Thu, 30 Feb 2024 00:00:00 GMT") == nil)
    }

    @Test func `a leap second is accepted`() {
        #expect(HTTPDate.second(of: "Sat, 31 Dec 2016 23:59:60 GMT") == 1_483_228_800)
    }

    @Test func `years of two digits mean the nearest year`() {
        #expect(HTTPDate.second(of: "Thursday, 01-Jan-70 00:00:00 GMT") == 0)
        #expect(HTTPDate.second(of: "Friday, 01-Jan-99 00:00:00 GMT") == 915_148_800)
        #expect(HTTPDate.second(of: "Sunday, 01-Jan-69 00:00:00 GMT") == 3_124_224_000)
    }

    @Test func `dates are written in the first format`() {
        #expect(HTTPDate.text(of: Self.second) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.text(of: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.text(of: 253_402_300_799) == "Fri, 31 Dec 9999 23:59:59 GMT")
    }

    @Test func `moments outside of the range are clamped`() {
        for second in [-1, -86_400, Int64.min] {
            #expect(HTTPDate.text(of: second) == "Thu, 01 Jan 1970 00:00:00 GMT")
        }
        for second in [253_402_300_800, Int64.max] {
            #expect(HTTPDate.text(of: second) == "Fri, 31 Dec 9999 23:59:59 GMT")
        }
    }

    @Test func `a written date reads as the same second`() {
        var random = SplitMix(seed: 6)
        for _ in 0..<2000 {
            let second = Int64.random(in: 0...253_402_300_799, using: &random)
            #expect(HTTPDate.second(of: HTTPDate.text(of: second)) == second)
        }
    }

    @Test func `no text crashes the reader`() {
        var random = SplitMix(seed: 7)
        let pieces = [
            "Sun", ",", " ", "-", "06", "Nov", "1994", ":", "08", "GMT", "é", "99999999999999999999", "\0",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }
            _ = HTTPDate.second(of: text.joined())
        }
    }
}
