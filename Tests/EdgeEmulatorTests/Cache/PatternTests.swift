import EdgeEmulator
import Randomness
import Testing

/// Patterns of paths, and of files.
@Suite struct PatternTests {
    private func matches(_ pattern: String, _ path: String) throws -> Bool {
        try PathPattern(pattern).matches(path)
    }

    @Test func `a star matches any characters including slashes, a question mark one`() throws {
        #expect(try matches("/a/*", "/a/") && matches("/a/*", "/a/b/c") && !matches("/a/*", "/a"))
        #expect(try matches("/*.jpg", "/a/b.jpg") && !matches("/*.jpg", "/a.jpg.txt"))
        #expect(try matches("/a?c", "/abc") && !matches("/a?c", "/ac") && !matches("/a?c", "/abbc"))
        #expect(try matches("*", "/") && matches("*", "/a") && matches("/**", "/a"))
    }

    @Test func `casing and percent-encoding count`() throws {
        #expect(try !matches("/A", "/a") && !matches("/%41", "/A") && matches("/%41", "/%41"))
    }

    @Test func `the leading slash may be left out`() throws {
        #expect(try matches("a/*", "/a/b") && matches("*.js", "/x/y.js") && !matches("a", "/b/a"))
        #expect(try PathPattern("a/*").description == "/a/*")
    }

    @Test(arguments: ["", String(repeating: "a", count: 256), "/a b", "/a\n", "/\u{7F}", "/ä", "/a#b", "\0"])
    func `a text that no path can match is refused`(text: String) {
        #expect(throws: PathPattern.Malformed.self) { try PathPattern(text) }
    }

    @Test func `a pattern may have 255 characters`() throws {
        let longest = "/" + String(repeating: "a", count: 254)

        #expect(try matches(longest, longest))
    }

    @Test func `patterns match like a naive implementation`() throws {
        var random = SplitMix(seed: 1)
        for _ in 0..<5000 {
            let pattern = text("ab*?", 1...8, &random)
            let path = text("ab?*", 0...8, &random)
            let expected = Self.naive(Array("/\(pattern)")[...], Array("/\(path)")[...])
            #expect(try matches("/\(pattern)", "/\(path)") == expected, "\(pattern) \(path)")
        }
    }

    @Test func `a pattern with exponential backtracking ends`() throws {
        // 100 stars over 8,000 characters: too many combinations to try.
        let pattern = "/" + String(repeating: "*a", count: 100) + "b"
        let path = "/" + String(repeating: "a", count: 8000)

        #expect(try !matches(pattern, path))
        #expect(try matches(pattern, path + "b"))
        #expect(!GlobPattern("x/" + String(repeating: "*a", count: 100) + "b").matches("x" + path))
        let deep = String(repeating: "**/a/", count: 50) + "b"
        #expect(!GlobPattern(deep).matches(String(repeating: "a/", count: 2000) + "c"))
    }

    // MARK: Files

    @Test(arguments: [
        ("*.html", "a.html", true), ("*.html", "x/y/a.html", true), ("*.html", "a.htm", false),
        ("/*.html", "a.html", true), ("./*.html", "a.html", true), ("assets/*", "assets/a.js", true),
        ("assets/*", "assets/x/a.js", false), ("assets/**", "assets/x/a.js", true),
        ("assets/**", "assets", true), ("**/*.js", "a.js", true), ("**/*.js", "x/y/a.js", true),
        ("**", "a/b", true), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/x", false),
        ("a?c", "abc", true), ("a?c", "ac", false), ("a?c", "a/c", false), ("", "a", false),
        ("a/b", "a//b", true), ("index.html", "x/index.html", true), ("A", "a", false), ("*", "x/y", true),
    ])
    func `file patterns respect folders`(pattern: String, path: String, expected: Bool) {
        #expect(GlobPattern(pattern).matches(path) == expected)
    }

    private func text(_ letters: String, _ lengths: ClosedRange<Int>, _ random: inout SplitMix) -> String {
        String(
            (0..<Int.random(in: lengths, using: &random)).compactMap { _ in
                letters.randomElement(using: &random)
            }
        )
    }

    private static func naive(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return (text.startIndex...text.endIndex).contains { naive(pattern.dropFirst(), text[$0...]) }
        }
        guard let next = text.first, first == "?" || first == next else { return false }
        return naive(pattern.dropFirst(), text.dropFirst())
    }
}
