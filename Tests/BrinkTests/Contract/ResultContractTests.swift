import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// Events, results, context and report, in both languages.
@Suite struct ResultContractTests {
    @Test(arguments: Variant.all)
    func `a handler gets the event, and its result comes back`(variant: Variant) async throws {
        let echo = Twins(
            node: "exports.handler = async (event) => event",
            python: "def handler(event, context): return event"
        )
        let event = try EventBuilder(.originRequest)
            .uri("/ä/日本/😀").header("X-Odd", "quote \" backslash \\ tab\t slash /").event()

        try await withFunction(echo.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke(event)

            #expect(outcome.kind == .accepted)
            #expect(try CloudFrontEvent(json: outcome.result ?? []) == event)
        }
    }

    @Test(arguments: Variant.all)
    func `a handler gets unusual JSON as its language parses it`(variant: Variant)
        async throws
    {
        let types = Twins(
            node: """
                exports.handler = async (event) => {
                    const odd = event.Records[0].cf.odd
                    return { text: [odd.text, odd.big === 12345678901234567000, odd.tiny, odd.nothing,
                        odd.list.length, Object.getPrototypeOf(odd) === Object.prototype].join("|") }
                }
                """,
            python: """
                def handler(event, context):
                    odd = event["Records"][0]["cf"]["odd"]
                    return {"text": "|".join([odd["text"], "true" if odd["big"] == 12345678901234567000 else "",
                        str(odd["tiny"]), "" if odd["nothing"] is None else "x", str(len(odd["list"])),
                        "true" if type(odd) is dict else ""])}
                """
        )
        let odd =
            #"{"text":"\u00e9\ud83d\ude00\n","big":12345678901234567000,"tiny":1.5,"nothing":null,"list":[[],{},true]}"#
        let event = try String(decoding: EventBuilder(.viewerRequest).event().json(), as: UTF8.self)
            .replacing(#""config""#, with: "\"odd\":\(odd),\"config\"", maxReplacements: 1)

        try await withFunction(types.source(variant.language), in: variant.isolation) { function in
            let outcome = try await sharedHost.invoke(
                function.address,
                with: try InvocationEvent(json: Array(event.utf8))
            )

            #expect(try outcome.member("text") == "é😀\n|true|1.5||3|true")
        }
    }

    @Test(arguments: Variant.all)
    func `a result of a megabyte with all kinds of characters comes back unchanged`(variant: Variant)
        async throws
    {
        let large = Twins(
            node: #"exports.handler = async () => ({ status: "200", body: "aé日😀\"\\\n".repeat(60000) })"#,
            python: #"def handler(event, context): return {"status": "200", "body": "aé日😀\"\\\n" * 60000}"#
        )
        try await withFunction(large.source(variant.language), in: variant.isolation) { function in
            let outcome = try await function.invoke(EventBuilder(.originRequest).event())

            #expect(try outcome.member("body") == String(repeating: "aé日😀\"\\\n", count: 60000))
        }
    }

    @Test(arguments: Variant.all)
    func `globals persist while the instance is warm, and a cold start resets them`(
        variant: Variant
    ) async throws {
        let counter = Twins(
            node: "let count = 0; exports.handler = async () => ({ count: ++count })",
            python: """
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    return {"count": count}
                """
        )
        try await withFunction(counter.source(variant.language), in: variant.isolation) { function in
            let first = try await function.invoke()
            let second = try await function.invoke()
            let cold = try await function.invoke(start: .cold)

            #expect(try [first, second, cold].map { try $0.member("count") } == [1, 2, 1])
            #expect([first, second, cold].map(\.report.coldStart) == [true, false, true])
            #expect([first, second, cold].map { $0.report.initDuration != nil } == [true, false, true])
        }
    }

    @Test(arguments: Variant.all)
    func `the context object is complete`(variant: Variant) async throws {
        let context = Twins(
            node: """
                exports.handler = async (event, context) => ({
                    name: context.functionName, version: context.functionVersion,
                    memory: context.memoryLimitInMB, group: context.logGroupName,
                    stream: context.logStreamName, arn: context.invokedFunctionArn, id: context.awsRequestId,
                    none: String(context.clientContext ?? null) })
                """,
            python: """
                def handler(event, context):
                    return {"name": context.function_name, "version": context.function_version,
                        "memory": context.memory_limit_in_mb, "group": context.log_group_name,
                        "stream": context.log_stream_name, "arn": context.invoked_function_arn,
                        "id": context.aws_request_id, "none": "null" if context.client_context is None else ""}
                """
        )
        try await withFunction(context.source(variant.language), in: variant.isolation, memoryMB: 96) {
            function in
            let outcome = try await function.invoke()
            let name = "us-east-1.\(function.address.name)"

            #expect(try outcome.member("name") == name)
            #expect(try outcome.member("version") == "1")
            #expect(try outcome.member("memory") == "96")
            #expect(try outcome.member("group") == "/aws/lambda/\(name)")
            #expect(
                try outcome.member("arn", as: String.self).hasSuffix("function:\(function.address.name):1")
            )
            #expect(try outcome.member("id") == outcome.report.requestId)
            #expect(try outcome.member("stream", as: String.self).contains("/[1]"))
            #expect(try outcome.member("none") == "null")
        }
    }

    @Test(arguments: Variant.all)
    func `the remaining time counts down`(variant: Variant) async throws {
        let remaining = Twins(
            node: """
                exports.handler = async (event, context) => {
                    const first = context.getRemainingTimeInMillis()
                    await new Promise((resolve) => setTimeout(resolve, 20))
                    return { first, passed: first - context.getRemainingTimeInMillis() }
                }
                """,
            python: """
                import time
                def handler(event, context):
                    first = context.get_remaining_time_in_millis()
                    time.sleep(0.02)
                    return {"first": first, "passed": first - context.get_remaining_time_in_millis()}
                """
        )
        try await withFunction(
            remaining.source(variant.language),
            in: variant.isolation,
            timeout: .seconds(5)
        ) { function in
            let outcome = try await function.invoke()

            #expect(try (1...5000).contains(outcome.member("first", as: Int.self)))
            #expect(try outcome.member("passed", as: Int.self) >= 19)
        }
    }

    @Test(arguments: Variant.all)
    func `a report separates wall time and processor time`(variant: Variant) async throws {
        let work = Twins(
            node: """
                exports.handler = async (event) => {
                    if (event.Records[0].cf.request.uri === "/sleep")
                        return await new Promise((resolve) => setTimeout(() => resolve({}), 50))
                    for (let i = 0; i < 1e8; i++) {}
                    return {}
                }
                """,
            python: """
                import time
                def handler(event, context):
                    if event["Records"][0]["cf"]["request"]["uri"] == "/sleep":
                        time.sleep(0.05)
                        return {}
                    end = time.thread_time() + 0.05
                    while time.thread_time() < end: pass
                    return {}
                """
        )
        try await withFunction(work.source(variant.language), in: variant.isolation) { function in
            let asleep = try await function.invoke(EventBuilder(.viewerRequest).uri("/sleep").event())
            let busy = try await function.invoke()

            #expect(asleep.report.duration >= .milliseconds(50))
            #expect(asleep.report.cpuTime < asleep.report.duration / 2)
            #expect(busy.report.cpuTime > asleep.report.cpuTime)
            #expect(Double(busy.report.billedDurationMs) >= busy.report.duration.milliseconds)
        }
    }
}
