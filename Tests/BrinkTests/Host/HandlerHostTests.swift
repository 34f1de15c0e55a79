import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// Loading, refusals and shutdown.
@Suite struct HandlerHostTests {
    private let answer = Twins(
        node: "exports.handler = async () => ({ answered: true })",
        python: "def handler(event, context): return {'answered': True}"
    )

    @Test func `two functions of one name in one region have different addresses`() async throws {
        let host = HandlerHost(judge: nil)
        var addresses: [String] = []
        for (language, region) in [
            (Language.node, "us-east-1"), (.python, "us-east-1"), (.node, "eu-west-1"),
        ] {
            let definition = FunctionDefinition(answer.source(language), name: "auth", region: region)
            addresses.append(try await host.load(definition).description)
        }

        #expect(addresses == ["auth@us-east-1", "auth-2@us-east-1", "auth@eu-west-1"])
        await host.shutdown()
    }

    @Test func `a handler sees the name that its definition sets, not the address's`() async throws {
        let host = HandlerHost(judge: nil)
        let named = Twins(
            node: "exports.handler = async (event, context) => ({ name: context.functionName })",
            python: ""
        )
        var names: [String] = []
        for name in ["auth", "auth", nil, nil] {
            let address = try await host.load(FunctionDefinition(named.source(.node), name: name))
            let outcome = try await host.invoke(address, with: EventBuilder(.viewerRequest))
            names.append(try outcome.member("name"))
        }

        #expect(names == ["auth", "auth", "index", "index-2"].map { "us-east-1.\($0)" })
        await host.shutdown()
    }

    @Test func `an event is a record, a builder or JSON text`() async throws {
        let fake = FakeHost()
        let address = try await fake.load("a")
        let builder = EventBuilder(.viewerRequest).uri("/a")
        let record = try builder.event()
        var outcomes = [
            try await fake.host.invoke(address, with: builder),
            try await fake.host.invoke(address, with: record),
            try await fake.host.invoke(address, with: InvocationEvent(json: record.json())),
        ]
        outcomes += try await fake.host.invoke(address, withEach: [builder, builder])
        outcomes += try await fake.host.invoke(address, withEach: [record])

        #expect(outcomes.map(\.instance) == [1, 1, 1, 1, 1, 1])
        await #expect(throws: EventBuilderError.self) {
            try await fake.host.invoke(address, with: EventBuilder(.viewerRequest).uri("a"))
        }
        await fake.host.shutdown()
    }

    @Test func `a file that cannot be a handler is refused in one line`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("folder.js/inside.txt", "")
            try folder.write("bytes.js", Data([0xFF, 0xFE, 0x00]))
            try folder.write("handler.rb", "")
            for (file, code) in [
                ("absent.js", HostError.Code.unreadableHandler), ("folder.js", .unreadableHandler),
                ("bytes.js", .unreadableHandler), ("handler.rb", .unknownLanguage),
                ("folder.js/inside.txt", .unknownLanguage),
            ] {
                let error = await #expect(throws: HostError.self) {
                    try await sharedHost.load(FunctionDefinition(.file(folder.path(file))))
                }
                #expect(error?.code == code, "\(file)")
                #expect(error?.description.contains(file) == true)
                #expect(error?.description.contains("\n") == false)
                #expect(error?.description.contains("expected") == true)
            }
        }
    }

    @Test(arguments: [(0, Duration.seconds(3)), (-1, .seconds(3)), (128, .zero), (128, .seconds(-1))])
    func `settings out of range are refused`(memoryMB: Int, timeout: Duration) async throws {
        let definition = FunctionDefinition(answer.source(.node), memoryMB: memoryMB, timeout: timeout)
        let error = await #expect(throws: HostError.self) { try await sharedHost.load(definition) }

        #expect(error?.code == .badSetting)
    }

    @Test func `a runtime of the other language is refused`() async throws {
        let definition = FunctionDefinition(answer.source(.node), runtime: RuntimeIdentifier("python3.11"))
        let error = await #expect(throws: HostError.self) { try await sharedHost.load(definition) }

        #expect(error?.code == .badSetting)
    }

    @Test func `a removed function is unknown`() async throws {
        let name = try await sharedHost.load(FunctionDefinition(answer.source(.node)))
        try await sharedHost.remove(name)
        let event = EventBuilder(.viewerRequest)
        let error = await #expect(throws: HostError.self) {
            try await sharedHost.invoke(name, with: event)
        }

        #expect(error?.code == .unknownFunction)
    }

    @Test func `after a shutdown calls are refused`() async throws {
        let host = HandlerHost(judge: nil)
        let name = try await host.load(FunctionDefinition(answer.source(.python)))
        let event = EventBuilder(.viewerRequest)
        _ = try await host.invoke(name, with: event)
        await host.shutdown()
        await host.shutdown()
        let error = await #expect(throws: HostError.self) {
            try await host.invoke(name, with: event)
        }

        #expect(error?.code == .shutDown)
    }

    @Test(arguments: Language.allCases)
    func `a shutdown waits for running invocations`(language: Language) async throws {
        let slow = Twins(
            node:
                "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve({ slow: true }), 100))",
            python:
                "import time\ndef handler(event, context):\n    time.sleep(0.1)\n    return {'slow': True}"
        )
        let host = HandlerHost(judge: nil)
        let name = try await host.load(FunctionDefinition(slow.source(language)))
        let event = EventBuilder(.viewerRequest)
        _ = try await host.invoke(name, with: event)
        async let running = host.invoke(name, with: event)
        async let ending: Void = host.shutdown()

        // The invocation either ran to its end or came after the shutdown.
        do {
            #expect(try await running.member("slow") == true)
        } catch let error as HostError {
            #expect(error.code == .shutDown)
        }
        await ending
    }

    @Test(arguments: Language.allCases)
    func `callers of a function with one instance wait for their turn`(language: Language) async throws {
        let counter = Twins(
            node:
                "let n = 0; exports.handler = async () => { const mine = ++n; await null; return { n: mine } }",
            python: "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return {'n': n}"
        )
        let host = HandlerHost(judge: nil, waitLimit: .seconds(120))
        let name = try await host.load(FunctionDefinition(counter.source(language), concurrency: 1))
        let event = EventBuilder(.viewerRequest)
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...50 { group.addTask { try await host.invoke(name, with: event).member("n") } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }

        #expect(numbers == Set(1...50))
        await host.shutdown()
    }
}
