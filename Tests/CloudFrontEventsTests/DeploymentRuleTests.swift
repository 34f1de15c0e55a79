import CloudFrontEvents
import Testing

/// Rules that a deployment checks.
struct DeploymentRuleTests {
    /// Settings, and the rules that they break.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let profile: LimitProfile
        let rules: [String]
        let change: @Sendable (inout FunctionSettings) -> Void

        init(
            _ name: String,
            _ rules: [String] = [],
            profile: LimitProfile = .stacktape,
            _ change: @escaping @Sendable (inout FunctionSettings) -> Void
        ) {
            (testDescription, self.profile, self.rules, self.change) = (name, profile, rules, change)
        }
    }

    private static let version = "arn:aws:lambda:us-east-1:123456789012:function:auth"

    @Test(arguments: [
        Case("defaults") { _ in },
        Case("version") { $0.arn = version + ":7" },
        Case("no version", ["association.version"]) { $0.arn = version },
        Case("latest", ["association.version"]) { $0.arn = version + ":$LATEST" },
        Case("alias", ["association.version"]) { $0.arn = version + ":live" },
        Case("region", ["association.region"]) { $0.region = "eu-central-1" },
        Case("trust") { $0.trustedPrincipals = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
        Case("half of the trust", ["association.role-trust"]) {
            $0.trustedPrincipals = ["lambda.amazonaws.com"]
        },
        Case("body of a request") { $0.associations = [.init(.originRequest, includesBody: true)] },
        Case("body of a response", ["association.include-body"]) {
            $0.associations = [.init(.viewerResponse, includesBody: true)]
        },
        Case("twice", ["association.one-per-event"]) {
            $0.associations = [.init(.viewerRequest), .init(.viewerRequest)]
        },
        Case("environment", ["association.environment-variables"]) { $0.environmentVariables = ["STAGE"] },
        Case("VPC and layers", ["association.vpc", "association.layers"]) { $0.features = [.layers, .vpc] },
        Case("connection", ["association.connections"]) { $0.connectionsInVPC = ["database"] },
        Case("architecture", ["association.architecture"]) { $0.architecture = "arm64" },
        Case("512 MB of storage") { $0.ephemeralStorage = 512 },
        Case("513 MB of storage", ["association.ephemeral-storage"]) { $0.ephemeralStorage = 513 },
        Case("127 MB", ["limits.smallest-memory"]) { $0.memory = 127 },
        Case("10,240 MB") { $0.memory = 10_240 },
        Case("10,241 MB", ["limits.memory"]) { $0.memory = 10_241 },
        Case("129 MB at the viewer", ["limits.memory"]) {
            $0.memory = 129
            $0.associations = [.init(.viewerRequest), .init(.originRequest)]
        },
        Case("129 MB at both viewer events", ["limits.memory"]) {
            $0.memory = 129
            $0.associations = [.init(.viewerRequest), .init(.viewerResponse)]
        },
        Case("129 MB at the viewer with AWS", profile: .aws) {
            $0.memory = 129
            $0.associations = [.init(.viewerRequest)]
        },
        Case("0 s", ["limits.shortest-timeout"]) { $0.timeout = 0 },
        Case("30 s") { $0.timeout = 30 },
        Case("31 s", ["limits.timeout"]) { $0.timeout = 31 },
        Case("5 s at the viewer") {
            $0.timeout = 5
            $0.associations = [.init(.viewerResponse)]
        },
        Case("6 s at the viewer", ["limits.timeout"]) {
            $0.timeout = 6
            $0.associations = [.init(.viewerResponse)]
        },
        Case("50 MB") { $0.packageBytes = 50 * 1_048_576 },
        Case("50 MB and one", ["limits.package"]) { $0.packageBytes = 50 * 1_048_576 + 1 },
        Case("1 MB and one at the viewer", ["limits.package"]) {
            $0.packageBytes = 1_048_577
            $0.associations = [.init(.viewerRequest)]
        },
        Case("250 MB and one", ["limits.unzipped-package"]) { $0.unzippedPackageBytes = 250 * 1_048_576 + 1 },
        Case("Node 18") { $0.runtime = "nodejs18.x" },
        Case("Node 18 with AWS", ["runtime.deprecated"], profile: .aws) { $0.runtime = "nodejs18.x" },
        Case("Node 20 with AWS", ["runtime.deprecated-soon"], profile: .aws) { $0.runtime = "nodejs20.x" },
        Case("Node 24", ["runtime.lowered"]) { $0.runtime = "nodejs24.x" },
        Case("Python 3.14", ["runtime.supported"]) { $0.runtime = "python3.14" },
        Case("Python 3.14 with AWS", profile: .aws) { $0.runtime = "python3.14" },
        Case("Go", ["runtime.supported"]) { $0.runtime = "go1.x" },
        Case("handlers") { $0.handler = "src/auth.handler" },
        Case("handlers in a manifest") { $0.handler = "src/auth.mjs:handler" },
        Case("no function", ["handler.form"]) { $0.handler = "src.d/auth" },
        Case("empty function", ["handler.form"]) { $0.handler = "auth." },
        Case("parent folder", ["handler.path"]) { $0.handler = "../auth.handler" },
    ])
    func `settings are checked against their rules`(_ test: Case) {
        var settings = FunctionSettings(name: "auth")
        test.change(&settings)

        let findings = DeploymentRules.findings(for: settings, profile: test.profile)

        #expect(findings.map(\.rule.id) == test.rules)
    }

    @Test(arguments: FunctionSettings.Feature.allCases)
    func `a feature that Lambda@Edge lacks is refused`(feature: FunctionSettings.Feature) {
        var settings = FunctionSettings(name: "auth")
        settings.features = [feature]

        let findings = DeploymentRules.findings(for: settings)

        #expect(findings.map(\.rule.id) == ["association.\(feature.rawValue)"])
        #expect(findings.map(\.isRefusal) == [true])
    }

    private static let larger = "larger than the maximum allowed"
    private static let event = "functions that are triggered by a CloudFront event"
    private static let first = "Function: \(version):1"

    @Test(arguments: [
        Case(
            "package",
            ["The function code size is \(larger) size for \(event): 1048577 Max allowed: 1048576 \(first)"]
        ) {
            $0.packageBytes = 1_048_577
        },
        Case(
            "memory",
            ["The function memory size is \(larger) size for \(event): 129 Max allowed: 128 \(first)"]
        ) {
            $0.memory = 129
        },
        Case("timeout", ["The function timeout is \(larger) for \(event): 6 Max allowed: 5 \(first)"]) {
            $0.timeout = 6
        },
        Case(
            "runtime",
            [
                "The function has a runtime that is not supported by Lambda@Edge: ruby3.3 \(first) Supported runtimes: "
                    + "[nodejs18.x, nodejs20.x, nodejs22.x, nodejs24.x, python3.8, python3.9, python3.10, python3.11, "
                    + "python3.12, python3.13]"
            ]
        ) { $0.runtime = "ruby3.3" },
        Case("architecture", ["Lambda@Edge does not support functions with an architecture of arm64"]) {
            $0.architecture = "arm64"
        },
        Case("variables", ["The function cannot have environment variables. \(first)"]) {
            $0.environmentVariables = ["STAGE", "TABLE"]
        },
        Case("layers", ["The function cannot have a layer. \(first)"]) { $0.features = [.layers] },
        Case("VPC", ["The function cannot have a VPC configuration. \(first)"]) { $0.features = [.vpc] },
        Case("empty handler", ["The handler \"\" is malformed; expected file.function or file:function."]) {
            $0.handler = ""
        },
    ])
    func `a refused deployment has CloudFront's own words where they are known`(_ test: Case) {
        var settings = FunctionSettings(name: "auth")
        settings.arn = Self.version + ":1"
        settings.associations = [.init(.viewerRequest)]
        test.change(&settings)

        let findings = DeploymentRules.findings(for: settings)

        #expect(findings.map(\.text) == test.rules)
    }

    @Test func `a finding names the events and variables that CloudFront's words do not`() {
        var settings = FunctionSettings(name: "auth")
        settings.environmentVariables = ["STAGE", "TABLE"]
        settings.memory = 129
        settings.associations = [.init(.viewerRequest), .init(.originRequest), .init(.viewerResponse)]

        let findings = DeploymentRules.findings(for: settings)

        #expect(findings.map(\.detail) == ["STAGE, TABLE", "for viewer-request, for viewer-response"])
        #expect(findings.allSatisfy { $0.description.hasPrefix($0.text) })
    }

    @Test func `without an ARN a finding names the first version`() {
        var settings = FunctionSettings(name: "auth")
        settings.environmentVariables = ["STAGE"]

        let findings = DeploymentRules.findings(for: settings)

        #expect(findings.map(\.text).first?.hasSuffix("us-east-1:000000000000:function:auth:1") == true)
    }

    @Test func `a finding quotes CloudFront`() {
        var settings = FunctionSettings(name: "auth")
        settings.arn = Self.version

        let findings = DeploymentRules.findings(for: settings)

        #expect(
            findings.map(\.text) == [
                "The function ARN must reference a specific function version. "
                    + "(The ARN must end with the version number.) ARN: \(Self.version)"
            ]
        )
        #expect(findings.map(\.isRefusal) == [true])
    }
}
