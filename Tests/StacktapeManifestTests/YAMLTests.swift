import StacktapeManifest
import Testing

/// Texts that are not YAML, or more of it than a manifest needs.
@Suite struct YAMLTests {
    private func code(of yaml: String) -> ManifestError.Code? {
        #expect(throws: ManifestError.self) { try Manifest(yaml: yaml, path: "m") }?.code
    }

    @Test(arguments: [
        ("", "1:1", "is empty"), ("\n# nothing\n", "1:1", "is empty"), ("---\n", "1:1", "is empty"),
        ("~", "1:1", "is empty"),
        ("a: [1", "2:1", "not YAML"), ("a: {b", "2:1", "not YAML"), ("a: 'b", "1:", "not YAML"),
        ("a:\n\tb: 1", "2:1", "not YAML"),
        ("a: b: c", "1:5", "not YAML"), ("a\nb: 1", "2:2", "not YAML"),
        ("resources: *none", "1:12", "undefined alias"),
        ("a: 1\n---\nb: 2", "2:1", "another document"), ("a: \"\\ud800\"", "1:", "not YAML"),
        ("]", "1:1", "not YAML"),
        ("a: \u{1}", "1:4", "not YAML"), ("%FOO", "1:", "not YAML"), ("a: @b", "1:4", "not YAML"),
        ("a: !<", "1:", "not YAML"),
    ])
    func `a text that is not YAML is refused with its position`(yaml: String, position: String, part: String)
    {
        let found = problems(yaml)

        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(position) == true && found.first?.contains(part) == true, "\(found)")
        #expect(found.first?.contains("\n") == false)
        #expect(code(of: yaml) == .unreadable)
    }

    @Test(arguments: [
        (
            cdn("edgeFunctions:", "  onRequest: fn", "  onResponse: fn", "  onRequest: fn"), "10:11",
            "first in line 8"
        ),
        (
            cdn("edgeFunctions:", "  onRequest: fn", "  # again", "  \"onRequest\" : fn"), "10:11",
            "first in line 8"
        ),
        (cdn("edgeFunctions: { onRequest: fn, onRequest: fn }"), "7:26", "duplicate"),
        (
            "resources:\n  a: { type: bucket }\n  b: { type: bucket }\n  a: { type: bucket }\n", "4:3",
            "duplicate key \"a\""
        ),
        ("resources: {}\nresources: {}", "2:1", "first in line 1"),
        ("resources: {}\nstackConfig: { 1: a, \"1\": b }", "2:16", "duplicate"),
    ])
    func `a duplicate key is refused with its position`(yaml: String, position: String, part: String) {
        let found = problems(yaml)

        #expect(found.count == 1, "\(found)")
        #expect(
            found.first?.hasPrefix("\(position): ") == true && found.first?.contains(part) == true,
            "\(found)"
        )
        #expect(code(of: yaml) == .refused)
    }

    @Test func `anchors, aliases and merge keys are expanded`() throws {
        let manifest = try manifest(
            """
            variables:
              common: &common { memory: 512, timeout: 9 }
            resources:
              a:
                type: edge-lambda-function
                properties: &properties
                  <<: *common
                  timeout: 4
                  packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.js } }
              b: { type: edge-lambda-function, properties: *properties }
            """
        )

        #expect(manifest.functions.map(\.memory) == [512, 512])
        #expect(manifest.functions.map(\.timeout) == [4, 4])
    }

    @Test(arguments: ["<<: 1", "<<: [1]", "? [a]\n: 1", "? {a: b}\n: 1", "a: !mine b"])
    func `YAML that manifests do not use is refused`(line: String) {
        #expect(
            problems(
                "resources: {}\nvariables:\n  \(line.split(separator: "\n").joined(separator: "\n  "))\n"
            ).count == 1
        )
    }

    @Test(arguments: [2, 9, 100])
    func `aliases that expand to too much are refused`(width: Int) {
        var lines = ["resources: {}", "stackConfig:", "  l0: &l0 [a]"]
        for level in 1...20 {
            lines.append(
                "  l\(level): &l\(level) [\(Array(repeating: "*l\(level - 1)", count: width).joined(separator: ", "))]"
            )
        }

        let found = problems(lines.joined(separator: "\n"))

        #expect(found.map { $0.contains("more than 100000 values") } == [true], "\(found)")
    }

    @Test(arguments: [
        "? *l9\n  : 1", "*l9 : 1", "x: { *l9 : 1 }", "x: { ? *l9 }", "[*l9]: 1", "{ a: *l9 } : 1",
        "?\n    - *l9\n  : 1",
    ])
    func `aliases in a key are refused before they are compared`(line: String) {
        var lines = ["resources: {}", "stackConfig:", "  l0: &l0 [a]"]
        for level in 1...9 {
            lines.append(
                "  l\(level): &l\(level) [\(Array(repeating: "*l\(level - 1)", count: 20).joined(separator: ", "))]"
            )
        }
        lines.append("  \(line)")

        #expect(problems(lines.joined(separator: "\n")).map { $0.contains("a key is") } == [true])
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func `values nested too deep are refused`(opener: String) {
        for depth in [101, 999, 1001, 100_000] {
            let found = problems("resources: {}\nstackConfig:\n  " + String(repeating: opener, count: depth))
            #expect(found.count == 1, "\(depth): \(found)")
        }
        let closed = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(problems("resources: {}\nstackConfig: \(closed)").map { $0.contains("levels") } == [true])
    }

    @Test func `ninety thousand keys are accepted`() {
        let names = (0..<90_000).map { "  a\($0): 1" }.joined(separator: "\n")

        #expect(problems("resources: {}\nvariables:\n\(names)\n") == [])
        #expect(
            problems(
                "resources: {}\n\(names.split(separator: "\n").map { $0.dropFirst(2) }.prefix(200).joined(separator: "\n"))\n"
            ).count == 200
        )
    }

    @Test(arguments: [
        "\u{FEFF}resources: {}", "resources: {}\r\n", "# é\nresources: { é: { type: bucket } }",
    ])
    func `a byte order mark, Windows line ends and letters beyond ASCII are accepted`(yaml: String) {
        #expect(problems(yaml) == [])
    }

    @Test func `columns count characters, not bytes`() {
        #expect(problems("resources: { éé: { type: buckett } }").map { $0.hasPrefix("1:26: ") } == [true])
    }

    @Test(arguments: [
        "memory: 0x80", "memory: 0o200", "memory: +128", "memory: !!int 128", "memory: ~", "memory:",
        "runtime: null",
        "runtime: !!str nodejs22.x", "logging: { disabled: TRUE }",
    ])
    func `values follow YAML 1_2`(line: String) throws {
        let manifest = try manifest(function(line))

        #expect(manifest.functions.map(\.memory) == [128])
    }

    @Test func `a truncated or changed text is an error, not a crash`() {
        let whole = cdn(
            "edgeFunctions: { onRequest: fn }",
            "customDomains: [\"$Format('{}.a', $Stage())\", &a b.example, *a]",
            "cachingOptions: { minTTL: 1, cacheKeyParameters: { cookies: { allExcept: [a] } } }",
            "routeRewrites: [{ path: /a, routeTo: { type: bucket, properties: { bucketName: site } } }]"
        )
        let bytes = Array(whole.utf8)
        for length in bytes.indices { _ = problems(String(decoding: bytes[..<length], as: UTF8.self)) }
        for at in bytes.indices {
            for letter in "\n:{[&*'$(#".utf8 {
                var changed = bytes
                changed[at] = letter
                _ = problems(String(decoding: changed, as: UTF8.self))
            }
        }
    }
}
