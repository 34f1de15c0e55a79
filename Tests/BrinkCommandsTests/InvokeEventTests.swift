import Testing

/// `brink invoke`: events of files that lack members, and events that options build.
@Suite struct InvokeEventTests {
    private static let echo =
        "exports.handler = async (event) => ({ status: 200, body: JSON.stringify(event) })"
    private static let viewer = #"{"uri":"/a","method":"GET","headers":{}}"#
    private static let origin =
        #"{"uri":"/a","method":"GET","headers":{},"origin":{"s3":{"domainName":"a.example"}}}"#
    private static let response = #""response":{"status":"200","headers":{}}"#

    private func invoke(_ cf: String, _ options: String...) async throws -> ProgramRun {
        let event = #"{"Records":[{"cf":\#(cf)}]}"#
        return try await withFolder(["handler.js": Self.echo, "event.json": event]) { folder in
            try await brink(["invoke", "\(folder)/handler.js", "--event", "\(folder)/event.json"] + options)
        }
    }

    @Test func `--trigger beside --event fills in the type`() async throws {
        let run = try await invoke(#"{"request":\#(Self.viewer)}"#, "--trigger", "origin-request")

        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("origin-request"))
        #expect(run.errorLines.first?.hasSuffix("assumed config.eventType origin-request.") == true)
    }

    @Test(arguments: [
        (viewer, "", "viewer-request"), (origin, "", "origin-request"),
        (viewer, "," + response, "viewer-response"), (origin, "," + response, "origin-response"),
    ])
    func `a missing type is inferred, and standard error says so`(request: String, rest: String, type: String)
        async throws
    {
        let run = try await invoke(#"{"config":{"distributionId":"E"},"request":\#(request)\#(rest)}"#)

        #expect(run.status != 2, "\(run.errors)")
        #expect(run.output.contains(type))
        #expect(
            run.errorLines.first?.contains(
                "event.json: The event lacks members; assumed config.eventType \(type)"
            ) == true
        )
        #expect(!run.output.contains("assumed"))
    }

    @Test(arguments: [
        (
            #"{"config":{"eventType":"viewer-request"},"request":{"uri":"/a","headers":{}}}"#,
            "request.method GET"
        ),
        (
            #"{"config":{"eventType":"viewer-request"},"request":{"method":"GET","headers":{}}}"#,
            "request.uri /"
        ),
        (
            #"{"request":{"headers":{"host":[{"value":"a.example"}]},"origin":{"custom":{}}}}"#,
            "request.origin.custom.domainName a.example (the header Host)"
        ),
    ])
    func `missing members are filled in, and standard error says so`(cf: String, assumed: String) async throws
    {
        let run = try await invoke(cf)

        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errorLines.first?.contains(assumed) == true)
    }

    @Test func `with --json the assumption is a warning, and nothing is on standard error`() async throws {
        let run = try await invoke(#"{"request":\#(Self.viewer)}"#, "--json")

        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(run.outputLines.count == 1)
        #expect(run.output.contains(#""event.incomplete""#))
    }

    @Test func `a whole event says nothing`() async throws {
        let cf = #"{"config":{"eventType":"viewer-request"},"request":\#(Self.viewer)}"#

        let run = try await invoke(cf, "--trigger", "viewer-request")

        #expect(run.status == 0)
        #expect(!run.errors.contains("assumed"))
    }

    @Test(arguments: [
        (
            #"{"config":{"eventType":"viewer-request"},"request":\#(viewer)}"#,
            ["--trigger", "origin-request"], "--trigger is origin-request"
        ),
        ("{}", [], #"the member "request""#), (#"{"config":{}}"#, [], #"the member "request""#),
        (#"{"request":\#(viewer)}"#, ["--trigger", "viewer-response"], #"the member "response""#),
        (#"{"request":\#(viewer),"response":{}}"#, [], #"the member "status""#),
        (#"{"config":{"eventType":"viewer"},"request":\#(viewer)}"#, [], "eventType"),
        (#"{"request":\#(viewer)}"#, ["--uri", "/"], "--uri"),
        (#"{"request":\#(viewer)}"#, ["--s3-origin", "a.example"], "--s3-origin"),
        (#"{"request":\#(viewer)}"#, ["--response-header", "A: b"], "--response-header"),
    ])
    func `what cannot be inferred, or contradicts, exits with 2 and is named`(
        cf: String,
        options: [String],
        named: String
    ) async throws {
        let event = #"{"Records":[{"cf":\#(cf)}]}"#
        try await withFolder(["handler.js": Self.echo, "event.json": event]) { folder in
            let run = try await brink(
                ["invoke", "\(folder)/handler.js", "--event", "\(folder)/event.json"] + options
            )

            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.count == 1)
            #expect(run.errors.contains(named), "\(run.errors)")
            #expect(!run.errors.contains("\\"))
        }
    }

    @Test func `a batch of events without types says once what was assumed`() async throws {
        let line = #"{"Records":[{"cf":{"request":\#(Self.viewer)}}]}"#
        try await withFolder(["handler.js": Self.echo, "batch.jsonl": "\(line)\n\(line)\n\(line)\n"]) {
            folder in
            let run = try await brink("invoke", "\(folder)/handler.js", "--event", "\(folder)/batch.jsonl")

            #expect(run.status == 0)
            #expect(run.outputLines.count == 3)
            #expect(run.errorLines.filter { $0.contains("assumed") }.count == 1)
            #expect(run.errorLines.first?.contains("batch.jsonl:1: ") == true)
            #expect(run.errorLines.first?.hasSuffix("(and 2 other events)") == true)
        }
    }

    @Test func `--s3-origin builds an event whose origin is a bucket`() async throws {
        let name = "demo.s3.eu-west-1.amazonaws.com"
        try await withFolder(["handler.js": "exports.handler = async (e) => e.Records[0].cf.request"]) {
            folder in
            let arguments = [
                "invoke", "\(folder)/handler.js", "--trigger", "origin-request", "--s3-origin", name,
            ]
            let run = try await brink(arguments)

            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains(#""s3":{"#) && !run.output.contains(#""custom":{"#))
            #expect(run.output.contains(#""domainName":"\#(name)""#))
            #expect(run.output.contains(#""region":"eu-west-1""#))
            #expect(run.output.contains(#"{"key":"Host","value":"\#(name)"}"#))
        }
    }

    @Test func `--response-header sets headers of the response`() async throws {
        try await withFolder(["handler.js": "exports.handler = async (e) => e.Records[0].cf.response"]) {
            folder in
            let run = try await brink(
                "invoke",
                "\(folder)/handler.js",
                "--trigger",
                "origin-response",
                "--response-header",
                "Set-Cookie: a=1",
                "--response-header",
                "Set-Cookie: b=2",
                "--response-header",
                "Server: AmazonS3"
            )

            #expect(run.status == 0, "\(run.errors)")
            #expect(
                run.output.contains(
                    #"[{"key":"Set-Cookie","value":"a=1"},{"key":"Set-Cookie","value":"b=2"}]"#
                )
            )
            #expect(run.output.contains(#"[{"key":"Server","value":"AmazonS3"}]"#))
        }
    }

    @Test(arguments: [
        (["--s3-origin", "demo.s3.amazonaws.com"], "viewer-request events have no origin"),
        (["--s3-origin", "Demo", "--trigger", "origin-request"], "is not a domain name in lower case"),
        (["--s3-origin", "", "--trigger", "origin-response"], "is not a domain name"),
        (["--response-header", "A: b"], "viewer-request events have no response"),
        (
            ["--response-header", "A: b", "--trigger", "origin-request"],
            "origin-request events have no response"
        ),
        (["--response-header", "A", "--trigger", "origin-response"], "has no colon"),
        (["--response-header", "A B: c", "--trigger", "viewer-response"], "header name"),
    ])
    func `an event that CloudFront could not send exits with 2`(options: [String], expected: String)
        async throws
    {
        try await withFolder(["handler.js": Self.echo]) { folder in
            let run = try await brink(["invoke", "\(folder)/handler.js"] + options)

            #expect(run.status == 2)
            #expect(run.errorLines.count == 1)
            #expect(run.errors.contains(expected), "\(run.errors)")
        }
    }

    @Test func `a fetch-style Response is an empty object, which lacks a request's members`() async throws {
        try await withFolder([
            "h.mjs": "export const handler = async () => new Response('hi', { status: 200 })"
        ]) {
            folder in
            let run = try await brink("invoke", "\(folder)/h.mjs")

            #expect(run.status == 3)
            #expect(run.outputLines == ["{}"])
            #expect(run.errors.contains("request.required-members") && !run.errors.contains("\\"))
        }
    }

    @Test func `a character that is cut in two is accepted with a warning`() async throws {
        let source = "exports.handler = async () => ({ status: '200', body: 'title 😀'.slice(0, 7) })"
        try await withFolder(["handler.js": source]) { folder in
            let run = try await brink("invoke", "\(folder)/handler.js")
            let strict = try await brink("invoke", "\(folder)/handler.js", "--strictness", "strict")

            #expect([run.status, strict.status] == [0, 3])
            #expect(run.outputLines == [#"{"status":"200","body":"title \ud83d"}"#])
            #expect(run.errors.contains("[result.lone-surrogates]"))
        }
    }
}
