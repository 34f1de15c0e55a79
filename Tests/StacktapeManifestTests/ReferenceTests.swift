import StacktapeManifest
import Testing

/// Names of other resources: they must exist and have the right type.
@Suite struct ReferenceTests {
    @Test(arguments: [
        ("edgeFunctions: { onRequest: nobody }", "7:37", "which does not exist"),
        ("edgeFunctions: { onRequest: fnn }", "7:37", "did you mean \"fn\"?"),
        ("edgeFunctions: { onResponse: site }", "7:38", "of type bucket and not edge-lambda-function"),
        ("edgeFunctions: { onOriginRequest: \"\" }", "7:43", "is empty"),
        (
            "routeRewrites: [{ path: /a, edgeFunctions: { onOriginResponse: nobody } }]", "7:72",
            "does not exist"
        ),
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
            "7:106", "does not exist"
        ),
    ])
    func `a name of a missing or wrong resource is refused`(line: String, position: String, part: String) {
        let found = problems(cdn(line))

        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(position) == true && found.first?.contains(part) == true, "\(found)")
    }

    @Test func `a function may serve several events and distributions`() {
        #expect(problems(cdn("edgeFunctions: { onRequest: fn, onResponse: fn, onOriginRequest: fn }")) == [])
    }

    @Test func `a function with a problem is reported once`() {
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
        ("nobody", "which does not exist"), ("aws:sqs", "did you mean \"aws:ses\"?"),
        ("fn", "functions cannot connect"),
        ("relational", "only inside a VPC"), ("redis", "only inside a VPC"), ("mongo", "only inside a VPC"),
        ("relational.reader", "only inside a VPC"), ("buckett", "did you mean \"bucket\"?"),
    ])
    func `a resource that functions cannot connect to is refused`(name: String, part: String) {
        let found = problems(function("connectTo: [\(name)]") + Self.others)

        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("5:19: ") == true && found.first?.contains(part) == true, "\(found)")
    }

    @Test(arguments: ["bucket", "table", "lambda", "aws:ses", "upstash", "site.bucket"])
    func `a resource that functions can connect to is accepted`(name: String) throws {
        let manifest = try manifest(function("connectTo: [\"\(name)\"]") + Self.others)

        #expect(
            manifest.functions.flatMap(\.connectTo) == [
                LocatedText(name, at: SourcePosition(line: 5, column: 19))
            ]
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

    @Test func `two routes with one path are accepted, with a warning`() throws {
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
    func `a member without effect here has a warning`(yaml: String) throws {
        #expect(try warnings(yaml).count == 1)
    }
}
