import StacktapeManifest
import Testing

/// Mistakes: each is reported at its position, with what to write instead.
@Suite struct GrammarTests {
    /// A manifest with one mistake.
    struct Mistake: CustomTestStringConvertible {
        let yaml: String
        let position: String
        let parts: [String]

        init(_ yaml: String, _ position: String, _ parts: String...) {
            self.yaml = yaml
            self.position = position
            self.parts = parts
        }

        var testDescription: String { parts.joined(separator: " ") }
    }

    private func expectOne(_ mistake: Mistake) {
        let found = problems(mistake.yaml)

        #expect(found.count == 1, "\(found)")
        let first = found.first ?? ""
        #expect(first.hasPrefix("\(mistake.position): "), "\(first)")
        for part in mistake.parts { #expect(first.contains(part), "\(first)") }
        #expect(!first.contains("\n"))
    }

    @Test(arguments: [
        Mistake("resource: {}\nresources: {}", "1:1", "\"resource\"", "did you mean \"resources\"?"),
        Mistake("resources: { a: { type: bucket, propertys: {} } }", "1:33", "did you mean \"properties\"?"),
        Mistake(function("memmory: 1"), "5:7", "did you mean \"memory\"?"),
        Mistake(function("zzzzzzzz: 1"), "5:7", "expected one of packaging, runtime"),
        Mistake(function("environment: []"), "5:7", "edge functions have no environment variables"),
        Mistake(function("logging: { retention: 1 }"), "5:18", "resources.fn.properties.logging"),
        Mistake(cdn("edgeFunctions: { onReqest: fn }"), "7:26", "did you mean \"onRequest\"?"),
        Mistake(cdn("defaultRootObject: index.html"), "7:9", "\"indexDocument\""),
        Mistake(cdn("edgeFunction: { onRequest: fn }"), "7:9", "did you mean \"edgeFunctions\"?"),
        Mistake(cdn("cachingOptions: { ttl: 1 }"), "7:27", "\"ttl\"", "minTTL"),
        Mistake(
            cdn("cachingOptions: { cacheKeyParameters: { headers: { all: true } } }"),
            "7:60",
            "none, whitelist"
        ),
        Mistake(cdn("forwardingOptions: { cookies: { allExcept: [] } }"), "7:41", "allExcept"),
        Mistake(cdn("routeRewrites:", "  - { path: /a, to: b }"), "8:25", "routeTo"),
        Mistake(bucket("corz: {}"), "5:7", "did you mean \"cors\"?"),
        Mistake(bucket("directoryUpload: { directoryPath: p, headerPreset: x }"), "5:44", "headersPreset"),
        Mistake(
            "resources: { h: { type: hosting-bucket, properties: { uploadDirectoryPath: p, cdn: {} } } }",
            "1:79",
            "cdn"
        ),
    ])
    func `an unknown member is refused with the nearest one`(mistake: Mistake) {
        expectOne(mistake)
    }

    @Test(arguments: [
        Mistake("[]", "1:1", "a list", "expected an object"),
        Mistake("text", "1:1", "the string \"text\""),
        Mistake("resources:\n\ta: {}", "2:1", "indented with a tab, expected spaces"),
        Mistake("resources:\n  a:\n  \ttype: bucket", "3:3", "indented with a tab, expected spaces"),
        Mistake("resources: []", "1:12", "resources is a list, expected an object"),
        Mistake("resources: { a: bucket }", "1:17", "resources.a is the string \"bucket\""),
        Mistake("resources: { a: { type: 1 } }", "1:25", "the number 1"),
        Mistake(function("memory: big"), "5:15", "the string \"big\"", "a whole number of MB"),
        Mistake(function("memory: 128.5"), "5:15", "128.5"),
        Mistake(function("memory: \"128\""), "5:15", "the string \"128\""),
        Mistake(function("memory: true"), "5:15", "true"),
        Mistake(function("memory: 0"), "5:15", "the number 0", "1 to"),
        Mistake(function("timeout: -1"), "5:16", "seconds"),
        Mistake(function("timeout: [3]"), "5:16", "a list"),
        Mistake(function("runtime: 18"), "5:16", "the number 18", "nodejs18.x"),
        Mistake(function("connectTo: fn"), "5:18", "expected a list of strings"),
        Mistake(function("connectTo: [1]"), "5:19", "connectTo[0] is the number 1"),
        Mistake(function("logging: yes"), "5:16", "expected an object"),
        Mistake(function("logging: { disabled: yes }"), "5:28", "\"yes\"", "expected true or false"),
        Mistake(function("iamRoleStatements: {}"), "5:26", "expected a list of objects"),
        Mistake(function("iamRoleStatements: [{ Resource: \"*\" }]"), "5:39", "expected a list of strings"),
        Mistake(cdn("errorDocument: 404"), "7:24", "the number 404"),
        Mistake(cdn("routeRewrites: { path: /a }"), "7:24", "expected a list of objects"),
        Mistake(cdn("routeRewrites: [/a]"), "7:25", "routeRewrites[0] is the string"),
        Mistake(cdn("customDomains: a.example"), "7:24", "expected a list of domain names"),
        Mistake(cdn("customDomains: [5]"), "7:25", "a domain name, or an object with domainName"),
        Mistake(cdn("cachingOptions: { minTTL: 1s }"), "7:35", "the string \"1s\""),
        Mistake(cdn("edgeFunctions: { onRequest: [fn] }"), "7:37", "a list"),
        Mistake(cdn("edgeFunctions: fn"), "7:24", "expected an object"),
        Mistake(bucket("cors: true"), "5:13", "expected an object"),
        Mistake(bucket("versioning: 1"), "5:19", "expected true or false"),
    ])
    func `a value of the wrong kind is refused with the expected one`(mistake: Mistake) {
        expectOne(mistake)
    }

    @Test(arguments: [
        Mistake("serviceName: a", "1:1", "has no resources"),
        Mistake("resources:", "1:11", "has no resources"),
        Mistake("resources: { a: {} }", "1:17", "resources.a has no type", "bucket"),
        Mistake("resources: { a: { type: edge-lambda-function } }", "1:17", "has no properties"),
        Mistake(
            "resources: { a: { type: edge-lambda-function, properties: {} } }",
            "1:59",
            "has no packaging"
        ),
        Mistake(
            "resources: { a: { type: edge-lambda-function, properties: { packaging: {} } } }",
            "1:72",
            "has no type"
        ),
        Mistake(
            "resources: { a: { type: edge-lambda-function, properties: { packaging: "
                + "{ type: stacktape-lambda-buildpack, properties: {} } } } }",
            "1:120",
            "has no entryfilePath"
        ),
        Mistake(function("iamRoleStatements: [{ Sid: a }]"), "5:27", "has no Resource"),
        Mistake(function("iamRoleStatements: [{ Resource: [] }]"), "5:27", "is empty"),
        Mistake(function("logging: { logForwarding: { type: datadog } }"), "5:33", "has no properties"),
        Mistake("resources: { b: { type: bucket, properties: { cdn: {} } } }", "1:52", "has no enabled"),
        Mistake("resources: { h: { type: hosting-bucket } }", "1:17", "has no properties"),
        Mistake(
            "resources: { h: { type: hosting-bucket, properties: {} } }",
            "1:53",
            "has no uploadDirectoryPath"
        ),
        Mistake(bucket("directoryUpload: {}"), "5:24", "has no directoryPath"),
        Mistake(
            bucket("directoryUpload: { directoryPath: p, fileOptions: [{}] }"),
            "5:58",
            "has no includePattern"
        ),
        Mistake(bucket("cors: {}"), "5:13", "has no enabled"),
        Mistake(cdn("routeRewrites: [{}]"), "7:25", "has no path"),
        Mistake(cdn("routeRewrites: [{ path: /a, routeTo: {} }]"), "7:46", "has no type"),
        Mistake(cdn("routeRewrites: [{ path: /a, routeTo: { type: bucket } }]"), "7:46", "has no properties"),
        Mistake(
            cdn("routeRewrites: [{ path: /a, routeTo: { type: bucket, properties: {} } }]"),
            "7:74",
            "has no bucketName"
        ),
        Mistake(
            cdn("routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: {} } }]"),
            "7:81",
            "has no domainName"
        ),
        Mistake(cdn("customDomains: [{}]"), "7:25", "has no domainName"),
        Mistake(
            cdn("forwardingOptions: { customRequestHeaders: [{ headerName: a }] }"),
            "7:53",
            "has no value"
        ),
    ])
    func `a missing required member is refused`(mistake: Mistake) {
        expectOne(mistake)
    }

    @Test(arguments: [
        Mistake(
            "resources: { a: { type: edge-lambda-funktion } }",
            "1:25",
            "did you mean \"edge-lambda-function\"?"
        ),
        Mistake("resources: { a: { type: buckett } }", "1:25", "did you mean \"bucket\"?"),
        Mistake("resources: { a: { type: q } }", "1:25", "expected one of edge-lambda-function"),
        Mistake(function("runtime: nodejs16.x"), "5:16", "nodejs16.x", "nodejs18.x"),
        Mistake(function("runtime: nodejs22"), "5:16", "did you mean \"nodejs22.x\"?"),
        Mistake(function("runtime: ruby3.2"), "5:16", "ruby3.2"),
        Mistake(function("logging: { retentionDays: 2 }"), "5:33", "is 2, expected one of 1, 3, 5"),
        Mistake(function("logging: { retentionDays: 0 }"), "5:33", "1 or more"),
        Mistake(
            function("iamRoleStatements: [{ Resource: [a], Effect: allow }]"),
            "5:52",
            "did you mean \"Allow\"?"
        ),
        Mistake(cdn("cloudfrontPriceClass: PriceClass_300"), "7:31", "PriceClass_100"),
        Mistake(cdn("cachingOptions: { cacheMethods: [GET, PUT] }"), "7:47", "\"PUT\""),
        Mistake(cdn("forwardingOptions: { allowedMethods: [GETT, HEAD] }"), "7:47", "did you mean \"GET\"?"),
        Mistake(
            bucket("directoryUpload: { directoryPath: p, headersPreset: astro }"),
            "5:59",
            "astro-static-website"
        ),
        Mistake(
            bucket("cors: { enabled: true, corsRules: [{ allowedMethods: [OPTIONS] }] }"),
            "5:61",
            "OPTIONS"
        ),
        Mistake(
            cdn("routeRewrites: [{ path: /a, routeTo: { type: buckt } }]"),
            "7:54",
            "did you mean \"bucket\"?"
        ),
        Mistake(
            cdn(
                "routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: { domainName: a, protocol: FTP } } }]"
            ),
            "7:108",
            "HTTP, HTTPS"
        ),
    ])
    func `a value that is not among the choices is refused with the nearest one`(mistake: Mistake) {
        expectOne(mistake)
    }

    @Test(arguments: [
        Mistake(cdn("cachingOptions: { minTTL: -1 }"), "7:35", "0 to"),
        Mistake(cdn("cachingOptions: { maxTTL: 3153600001 }"), "7:35", "3153600000"),
        Mistake(cdn("cachingOptions: { minTTL: 2, maxTTL: 1 }"), "7:35", "minTTL is 2 and maxTTL is 1"),
        Mistake(cdn("cachingOptions: { minTTL: 2, defaultTTL: 1 }"), "7:35", "defaultTTL is 1"),
        Mistake(cdn("cachingOptions: { defaultTTL: 2, maxTTL: 1 }"), "7:39", "maxTTL is 1"),
        Mistake(cdn("cachingOptions: { cacheMethods: [GET] }"), "7:41", "[GET, HEAD]"),
        Mistake(
            cdn("cachingOptions: { cacheKeyParameters: { cookies: { all: true, whitelist: [a] } } }"),
            "7:58",
            "expected one of them"
        ),
        Mistake(
            cdn("forwardingOptions: { headers: { none: true, allViewer: true } }"),
            "7:39",
            "expected one of them"
        ),
        Mistake(
            cdn("forwardingOptions: { customRequestHeaders: [{ headerName: a b, value: c }] }"),
            "7:67",
            "a header's name"
        ),
        Mistake(
            cdn("forwardingOptions: { customRequestHeaders: [{ headerName: a, value: \"b\\r\\nc: d\" }] }"),
            "7:77",
            "one line"
        ),
        Mistake(cdn("routeRewrites: [{ path: a b }]"), "7:33", "without spaces"),
        Mistake(cdn("routeRewrites: [{ path: /\(String(repeating: "a", count: 255)) }]"), "7:33", "1 to 255"),
        Mistake(
            cdn(
                "routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: { domainName: a, port: 0 } } }]"
            ),
            "7:104",
            "1 to 65535"
        ),
        Mistake(
            cdn(
                "routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: { domainName: a, port: 65536 } } }]"
            ),
            "7:104",
            "65536"
        ),
        Mistake(
            cdn(
                "routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: { domainName: \"http://a\" } } }]"
            ),
            "7:95",
            "without protocol"
        ),
        Mistake(cdn("customDomains: [\"https://a.example\"]"), "7:25", "without protocol"),
        Mistake(cdn("customDomains: [a.example/b]"), "7:25", "without protocol"),
        Mistake(cdn("indexDocument: \"\""), "7:24", "is empty"),
    ])
    func `a value out of range is refused with the range`(mistake: Mistake) {
        expectOne(mistake)
    }

    @Test(arguments: [
        cdn("cachingOptions: { minTTL: 1, defaultTTL: 1, maxTTL: 1 }"),
        cdn("cachingOptions: { maxTTL: 3153600000 }"),
        cdn("routeRewrites: [{ path: /\(String(repeating: "a", count: 254)) }]"),
        cdn(
            "routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: { domainName: a, port: 65535 } } }]"
        ),
        cdn(
            "routeRewrites: [{ path: /a, routeTo: { type: custom-origin, properties: { domainName: a, port: 1 } } }]"
        ),
        function("logging: { retentionDays: 3653 }"), function("memory: 1"), function("timeout: 1"),
        cdn("cachingOptions: { cacheKeyParameters: { cookies: {} } }"),
    ])
    func `a value at the end of its range is accepted`(yaml: String) {
        #expect(problems(yaml) == [])
    }

    @Test func `every problem is reported, sorted by position`() {
        let found = problems(
            cdn("indexDocument: 1", "edgeFunctions: { onRequest: nobody }", "cachingOptions: { a: 1, b: 2 }")
        )

        #expect(
            found.map { $0.split(separator: ":").prefix(2).joined(separator: ":") } == [
                "7:24", "8:37", "9:27", "9:33",
            ]
        )
    }

    @Test func `an error shows its first problem and the number of others`() throws {
        let error = #expect(throws: ManifestError.self) {
            try Manifest(yaml: "a: 1\nb: 2\nresources: {}", path: "s.yml")
        }

        #expect(error?.code == .refused)
        #expect(error?.description.hasPrefix("s.yml:1:1: the manifest has the unknown member \"a\"") == true)
        #expect(error?.description.hasSuffix("(and 1 more problem)") == true)
        #expect(error?.problems.map(\.line) == [1, 2])
    }
}
