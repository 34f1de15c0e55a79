import CloudFrontEvents
import Testing

/// The grammar of RFC 8259, where readers get it wrong.
struct JSONGrammarTests {
    private static func isJSON(_ text: [UInt8]) -> Bool {
        do {
            try CloudFrontEvent.checkSyntax(of: text)
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "10", "1.5", "-1.5e10", "1E+2", "1e-2",
        "123456789012345678901234567890",
        "\"\"", "[]", "{}", " [ 1 , 2 ] ", "\t\r\n{ \"a\" : { } }\n", #""\"\\\/\b\f\n\r\t\u00e9""#,
        #""\ud83d\uDE00""#,
        "\"é😀\u{7F}\u{10FFFF}\"", #"{"a":1,"a":2}"#, #"{"":0}"#,
    ])
    func `JSON is accepted`(text: String) {
        #expect(Self.isJSON(Array(text.utf8)))
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "NaN", "Infinity", "01", "-", "+1", ".5", "1.", "1.e2", "1e", "1e+",
        "0x10",
        "\"", "\"a", "\"\t\"", "\"\\", "\"\\\"", #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#,
        #""\udc00""#,
        #""\ud800\u0041""#, #""\ud800\ud800""#, "[", "[1", "[1,]", "[,1]", "[1 2]", "]", "{", "{\"a\"",
        "{\"a\":", "{\"a\":1",
        "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "[}", "{]", "1 2", "{}{}", "//",
        "[1]//", "\u{FEFF}{}",
    ])
    func `text that is not JSON is refused`(text: String) {
        #expect(!Self.isJSON(Array(text.utf8)))
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF],
        ] as [[UInt8]]
    )
    func `invalid UTF-8 is refused, also right before the end`(bytes: [UInt8]) {
        #expect(!Self.isJSON([0x22] + bytes + [0x22]))
        #expect(!Self.isJSON([0x22] + bytes))
        #expect(!Self.isJSON(Array("{\"long enough for a word\":\"".utf8) + bytes + Array("\"}".utf8)))
    }

    @Test(arguments: 0..<40)
    func `a byte that ends plain text is found at every distance`(distance: Int) {
        let plain = Array(repeating: UInt8(ascii: "a"), count: distance)

        #expect(Self.isJSON([0x22] + plain + [0x22]))
        for byte in [0x00, 0x1F, 0x22, 0x80, 0xFF] as [UInt8] {
            #expect(!Self.isJSON([0x22] + plain + [byte, 0x22]), "\(byte)")
        }
        for byte in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F] as [UInt8] {
            #expect(Self.isJSON([0x22] + plain + [byte, 0x22]), "\(byte)")
        }
    }

    @Test func `nesting ends at 256 levels`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth)
                + Array(repeating: UInt8(ascii: "]"), count: depth)
        }

        #expect(Self.isJSON(nested(256)))
        #expect(!Self.isJSON(nested(257)))
        #expect(!Self.isJSON(Array(repeating: UInt8(ascii: "["), count: 1_000_000)))
    }
}
