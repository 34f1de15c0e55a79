import StacktapeManifest
import Testing

@Suite struct DirectiveTests {
    /// The custom domains of a manifest with some variables.
    private func domains(_ written: String, variables: String = "{}") throws -> [String] {
        try manifest(cdn("customDomains: [\(written)]") + "variables: \(variables)\n").distributions[0]
            .customDomains
    }

    @Test(arguments: [
        ("$Stage()", "dev"), ("$Region()", "us-east-1"), ("\"$Format('{}.a', $Stage())\"", "dev.a"),
        ("\"$Format('a')\"", "a"), ("\"$Format( '{}-{}-{}' , 1,true , \\\"x, (y)\\\" )\"", "1-true-x, (y)"),
        ("$Var().name", "n"), ("$Var().deep.list.1", "two"), ("$Var().again", "n"),
        ("$Var().again2.name", "n"),
        ("\"$Format('{}.{}', $Format('{}', $Var().name), $Var().number)\"", "n.5"),
        ("$This().variables.name", "n"), ("\"$CfFormat('{}x', $Var().name)\"", "nx"),
        ("$NotADirective", "$notadirective"), ("\"$()\"", "$()"),
    ])
    func `a directive that does not need the cloud is evaluated`(written: String, value: String) throws {
        let variables = """
            { name: n, number: 5, deep: { list: [one, two] }, again: $Var().name, again2: $Var().itself,
              itself: { name: n } }
            """

        // Domain names have no spaces, unlike documents.
        let yaml = cdn("errorDocument: \(written)") + "variables: \(variables)\n"
        let document = try #require(try manifest(yaml).distributions[0].errorDocument)
        #expect(document.lowercased() == "/\(value)")
    }

    @Test func `options set the stage and the region`() throws {
        let options = ManifestOptions(stage: "prod", region: "eu-west-1")
        let manifest = try manifest(
            cdn("customDomains: [\"$Format('{}.{}.example', $Stage(), $Region())\"]"),
            options: options
        )

        #expect(manifest.distributions[0].customDomains == ["prod.eu-west-1.example"])
    }

    @Test func `variables can be numbers, lists and objects`() throws {
        let manifest = try manifest(
            function("memory: $Var().memory", "logging: $Var().logging", "connectTo: $Var().names")
                + "variables: { memory: 256, logging: { retentionDays: 7 }, names: [\"aws:ses\"] }\n"
        )

        #expect(manifest.functions[0].memory == 256)
        #expect(manifest.functions[0].logging.retentionDays == 7)
        #expect(manifest.functions[0].connectTo.map(\.text) == ["aws:ses"])
    }

    @Test func `a directive can name a function`() throws {
        let manifest = try manifest(
            cdn("edgeFunctions:", "  onRequest: $ResourceParam('fn', 'arn')", "  onResponse: $Var().f")
                + "variables: { f: fn }\n"
        )

        #expect(manifest.distributions[0].edgeFunctions.onRequest == "fn")
        #expect(manifest.distributions[0].edgeFunctions.onResponse == "fn")
        #expect(manifest.warnings.isEmpty)
    }

    @Test func `a resource of the wrong type is refused in a directive too`() {
        let found = problems(cdn("edgeFunctions: { onRequest: \"$ResourceParam('site', 'arn')\" }"))

        #expect(found.count == 1 && found[0].contains("of type bucket"), "\(found)")
    }

    @Test(arguments: [
        "$Secret('key')", "$CfResourceParam('a', 'b')", "$StackOutput('a', 'b')",
        "$CfStackOutput('a', 'b', 'c')",
        "$GitInfo('branch')", "$Param('a')", "$CliArgs('a')", "$AwsAccountId()", "$Profile()",
        "$ResourceParam('site', 'cdnUrl')", "$Secret('a').b", "$Mine('x')",
    ])
    func `a value known only in the cloud is replaced by its directive, with a warning`(written: String)
        throws
    {
        let yaml =
            cdn("forwardingOptions: { customRequestHeaders: [{ headerName: a, value: \"\(written)\" }] }")
            + "directives: [{ name: Mine, filePath: d.js }]\n"
        let name = String(written.prefix { $0 != "(" })

        #expect(try manifest(yaml).distributions[0].forwarding.customRequestHeaders[0].value == written)
        let warnings = try warnings(yaml)
        #expect(warnings.count == 1)
        #expect(warnings[0].hasPrefix("7:77: ") && warnings[0].contains(name), "\(warnings)")
    }

    @Test func `a number known only in the cloud is replaced by its default, with a warning`() throws {
        let yaml = function(
            "memory: $Secret('m')",
            "runtime: $Secret('r')",
            "logging: { disabled: $Secret('d') }"
        )

        #expect(try manifest(yaml).functions[0].memory == 128)
        #expect(try manifest(yaml).functions[0].runtime == nil)
        #expect(try warnings(yaml).count == 3)
    }

    @Test func `a string with a part known only in the cloud has a warning`() throws {
        let yaml = cdn("indexDocument: \"$Format('/{}/{}', $Stage(), $Secret('s'))\"")

        #expect(try manifest(yaml).distributions[0].indexDocument == "/dev/$Secret('s')")
        #expect(try warnings(yaml).map { $0.contains("$Secret") } == [true])
    }

    @Test func `a member that is never read has no warning`() throws {
        #expect(
            try warnings(
                "resources: { db: { type: relational-database, properties: { password: \"$Secret('p')\" } } }"
            ) == []
        )
    }

    @Test(arguments: [
        ("$Stge()", "did you mean \"$Stage\"?"),
        ("$resourceParam('a','b')", "did you mean \"$ResourceParam\"?"),
        ("$Frobnicate()", "is unknown"), ("$Format('{}', $Secrt('a'))", "did you mean \"$Secret\"?"),
        ("$Stage(", "not closed"), ("$Format('a'", "not closed"), ("$Format('a", "not closed"),
        ("$Format('a',", "not closed"), ("$Format('a',)", "empty argument"), ("$Format(,)", "empty argument"),
        ("$Format('a' 'b')", "expected , or )"), ("$Format(bare)", "the argument \"bare\""),
        ("$Format($)", "parenthesis"), ("$Format($Stage)", "parenthesis"), ("$Stage()x", "after it"),
        ("$Stage() ", "after it"), ("$Stage().", "a dot"), ("$Stage()..a", "a dot"),
        ("$Stage('a')", "expected $Stage()"),
        ("$Secret()", "expected $Secret('NAME')"), ("$ResourceParam('site')", "has 1 arguments"),
        ("$ResourceParam('nobody','arn')", "there is no resource"),
        ("$ResourceParam('sitee','arn')", "did you mean \"site\"?"),
        ("$ResourceParam(1,'arn')", "expected two strings"),
        ("$Format('{}')", "one value for each {}"), ("$Format('a', 'b')", "one value for each {}"),
        ("$Format(1)", "a string as its first"),
        ("$Format('{}', $Var().object)", "an object"), ("$Var().nothing", "did you mean"),
        ("$Var().object.x", "there is no \"x\""),
        ("$Var().list.7", "there is no \"7\""),
    ])
    func `a wrong directive is refused once, with its position`(written: String, part: String) {
        let yaml =
            cdn("errorDocument: \"\(written)\"")
            + "variables: { noting: 1, object: { }, list: [1], unused: 1 }\n"
        let found = problems(yaml)

        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("7:24: ") == true && found.first?.contains(part) == true, "\(found)")
    }

    @Test(arguments: ["loop", "ping", "nested", "list"])
    func `variables that refer to themselves are refused`(name: String) {
        let found = problems(
            cdn("errorDocument: $Var().\(name)") + """
                variables:
                  loop: $Var().loop
                  ping: $Var().pong
                  pong: $Var().ping
                  nested: "$Format('{}', $Var().nested)"
                  list: [$Var().list]

                """
        )

        #expect(!found.isEmpty)
        #expect(found.contains { $0.contains("refers to itself") }, "\(found)")
    }

    @Test func `directives nested too deep are refused`() {
        let nested = (0..<40).reduce("'a'") { text, _ in "$Format('{}', \(text))" }

        #expect(problems(cdn("errorDocument: \"\(nested)\"")).map { $0.contains("levels deep") } == [true])
    }

    @Test func `variables that expand without end are refused`() {
        let doubling = (1...30).map { "  v\($0): \"$Format('{}{}', $Var().v\($0 - 1), $Var().v\($0 - 1))\"" }
        let lists = (1...9).map { n in
            "  l\(n): [\((0..<10).map { _ in "$Var().l\(n - 1)" }.joined(separator: ", "))]"
        }

        for lines in [["  v0: abc"] + doubling, ["  l0: [a]"] + lists] {
            let found = problems("resources: {}\nvariables:\n" + lines.joined(separator: "\n") + "\n")
            #expect(found.count == 1 && found[0].contains("more than"), "\(found.prefix(3))")
        }
    }
}
