import StacktapeManifest
import Testing

/// Names of other resources: they are there, and of the right type.
@Suite struct ReferenceTests {
    @Test(arguments: [
        ("edgeFunctions: { onRequest: nobody }", "7:37", "which is not there"),
        ("edgeFunctions: { onRequest: fnn }", "7:37", "did you mean \"fn\"?"),
        ("edgeFunctions: { onResponse: site }", "7:38", "of type bucket and not edge-lambda-function"),
        ("edgeFunctions: { onOriginRequest: \"\" }", "7:43", "is empty"),
        ("routeRewrites: [{ path: /a, edgeFunctions: { onOriginResponse: nobody } }]", "7:72", "not there"),
        (
            "routeRewrites: [{ path: /a, routeTo: { type: bucket, properties: { bucketName: sit } } }]",
            "7:88",
            "did you mean \"site\"?"
        ),
        (
            "routeRewrites: [{ path: /a, routeTo: { type: bucket, properties: { bucketName: fn } } }]",
            "7:88",
            "of type edge-lambda-function and not bucket or hosting-bucket"
        ),
        (
            "routeRewrites: [{ path: /a, routeTo: { type: function, properties: { functionName: fn } } }]",
            "7:92",
            "and not function"
        ),
        (
            "routeRewrites: [{ path: /a, routeTo: { type: http-api-gateway, properties: { httpApiGatewayName: x } } }]",
            "7:106", "not there"
        ),
    ])
    func `a name of nothing or of something else is told`(line: String, place: String, part: String) {
        let found = problems(cdn(line))

        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(place) == true && found.first?.contains(part) == true, "\(found)")
    }

    @Test func `a function may serve several events and distributions`() {
        #expect(problems(cdn("edgeFunctions: { onRequest: fn, onResponse: fn, onOriginRequest: fn }")) == [])
    }

    @Test func `a function that says too little of itself is told once`() {
        let found = problems(
            """
            resources:
              fn: { type: edge-lambda }
              b: { type: bucket, properties: { cdn: { enabled: true, edgeFunctions: { onRequest: fn } } } }
            """
        )

        #expect(found.count == 1, "\(found)")
    }

    @Test(arguments: [
        ("nobody", "which is not there"), ("aws:sqs", "did you mean \"aws:ses\"?"),
        ("fn", "nothing can connect"),
        ("relational", "within a VPC only"), ("redis", "within a VPC only"), ("mongo", "within a VPC only"),
        ("relational.reader", "within a VPC only"), ("buckett", "did you mean \"bucket\"?"),
    ])
    func `what a function cannot be connected to is refused`(name: String, part: String) {
        let found = problems(function("connectTo: [\(name)]") + Self.others)

        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("5:19: ") == true && found.first?.contains(part) == true, "\(found)")
    }

    @Test(arguments: ["bucket", "table", "lambda", "aws:ses", "upstash", "site.bucket"])
    func `what a function can be connected to is taken`(name: String) throws {
        let manifest = try manifest(function("connectTo: [\"\(name)\"]") + Self.others)

        #expect(
            manifest.functions.flatMap(\.connectTo) == [LocatedText(name, at: Place(line: 5, column: 19))]
        )
    }

    private static let others = """
          relational: { type: relational-database }
          redis: { type: redis-cluster }
          mongo: { type: mongo-db-atlas-cluster }
          bucket: { type: bucket }
          table: { type: dynamo-db-table }
          lambda: { type: function }
          upstash: { type: upstash-redis }
          site: { type: nextjs-web }

        """

    @Test func `two routes of one path are told, and taken`() throws {
        let yaml = cdn("routeRewrites:", "  - path: /a", "  - path: a", "  - path: /b")

        #expect(try warnings(yaml).map { $0.hasPrefix("9:19: ") } == [true])
        #expect(try manifest(yaml).distributions.first?.routes.count == 3)
    }

    @Test func `two distributions with one custom domain are refused`() {
        let found = problems(
            """
            resources:
              a: { type: bucket, properties: { cdn: { enabled: true, customDomains: [x.example] } } }
              b: { type: bucket, properties: { cdn: { enabled: true, customDomains: [X.example] } } }
            """
        )

        #expect(found.count == 1 && found[0].hasPrefix("3:3: "), "\(found)")
    }

    @Test(arguments: [
        cdn("useFirewall: waf"), cdn("cachingOptions: { cachePolicyId: abc }"),
        cdn("forwardingOptions: { originRequestPolicyId: abc }"),
        cdn("forwardingOptions: { allowedMethods: [GET, POST] }"),
        function("logging: { logForwarding: { type: datadog, properties: { apiKey: a } } }"),
        "resources: { h: { type: hosting-bucket, properties: { uploadDirectoryPath: p, injectEnvironment: [] } } }",
    ])
    func `what is taken and does nothing here is told`(yaml: String) throws {
        #expect(try warnings(yaml).count == 1)
    }
}
