import Testing

/// `brink check` of a handler: findings on standard output, and an exit status for deployment scripts.
@Suite struct CheckCommandTests {
    private static let handlers = [
        "handler.js": "exports.handler = async (event) => event.Records[0].cf.request",
        "handler.py": "def handler(event, context): return event['Records'][0]['cf']['request']",
        "broken.ts": "export default async ( => {",
    ]

    @Test(arguments: ["handler.js", "handler.py"])
    func `a function that breaks no rule can be deployed`(file: String) async throws {
        try await withFolder(Self.handlers) { folder in
            let run = try await brink("check", "\(folder)/\(file)")

            #expect(run.status == 0)
            #expect(run.output.contains("nothing found"))
        }
    }

    @Test(arguments: [
        (["--env", "SECRET"], "The function cannot have environment variables. Function: arn:aws:lambda:"),
        (["--env", "SECRET"], "(SECRET)"),
        (["--memory", "129"], "triggered by a CloudFront event: 129 Max allowed: 128 Function: "),
        (["--memory", "129"], "(for viewer-request)"),
        (["--memory", "127"], "less than the minimum of 128 MB"),
        (["--timeout", "6"], "triggered by a CloudFront event: 6 Max allowed: 5 Function: "),
        (["--timeout", "0"], "less than the minimum of 1 s"),
        (
            ["--architecture", "arm64"],
            "Lambda@Edge does not support functions with an architecture of arm64"
        ),
        (["--trigger", "origin-request", "--timeout", "31"], "31"), (["--region", "eu-west-1"], "us-east-1"),
        (["--trigger", "viewer-response", "--include-body"], "IncludeBody"),
        (["--runtime", "ruby3.2"], "not supported by Lambda@Edge: ruby3.2 Function: "),
        (["--limits", "aws", "--memory", "10241"], "10241"),
    ])
    func `a refusal is reported with its rule, and exits with 3`(
        arguments: [String],
        expected: String
    ) async throws {
        try await withFolder(Self.handlers) { folder in
            let run = try await brink(["check", "\(folder)/handler.js"] + arguments)

            #expect(run.status == 3)
            #expect(
                run.outputLines.contains { $0.hasPrefix("refused  ") && $0.contains(expected) },
                "\(run.output)"
            )
        }
    }

    @Test(arguments: [
        ["--memory", "128"], ["--timeout", "5"],
        ["--trigger", "origin-request", "--timeout", "30", "--memory", "10240"],
        ["--limits", "aws", "--timeout", "30", "--memory", "10240"], ["--include-body"],
    ])
    func `settings at the limits are accepted`(arguments: [String]) async throws {
        try await withFolder(Self.handlers) { folder in
            let run = try await brink(["check", "\(folder)/handler.py"] + arguments)

            #expect(run.status == 0, "\(run.output)")
        }
    }

    @Test func `a package larger than the profile allows is refused`() async throws {
        let words = (0..<400_000).map { _ in String(UInt32.random(in: 0...UInt32.max), radix: 36) }
        let large = Self.handlers.merging(["data.py": "words = '\(words.joined(separator: " "))'"]) { $1 }
        try await withFolder(large) { folder in
            let stacktape = try await brink("check", "\(folder)/handler.py")
            let aws = try await brink("check", "\(folder)/handler.py", "--limits", "aws")

            #expect(stacktape.status == 3)
            #expect(
                stacktape.output.contains("The function code size is larger than the maximum allowed size")
            )
            #expect(stacktape.output.contains(" Max allowed: 1048576 Function: "))
            #expect(aws.status == 0)
        }
    }

    @Test func `clients of the SDK are the runtime's, so a missing one is not refused`() async throws {
        let importing = { (name: String) in
            "import * as a from '\(name)'; export const handler = async () => a"
        }
        try await withFolder([
            "client.ts": importing("@aws-sdk/client-s3"), "other.ts": importing("@aws-sdk/lib-storage"),
            "second.ts": importing("aws-sdk"),
        ]) { folder in
            let statuses = try await [
                brink("check", "\(folder)/client.ts"), brink("check", "\(folder)/other.ts"),
                brink("check", "\(folder)/second.ts"),
            ].map(\.status)

            #expect(statuses == [0, 3, 3])
        }
    }

    @Test func `a package that does not bundle is refused with the error's position`() async throws {
        try await withFolder(Self.handlers) { folder in
            let run = try await brink("check", "\(folder)/broken.ts")

            #expect(run.status == 3)
            #expect(run.output.contains("broken.ts:1:"))
        }
    }

    @Test(arguments: [["absent.js"], [], ["handler.js", "--trigger", "never"]])
    func `a check that cannot start exits with 2`(arguments: [String]) async throws {
        let run = try await brink(["check"] + arguments)

        #expect(run.status == 2)
        #expect(run.errorLines.count == 1)
    }
}
