import Brink
import CloudFrontEvents
import FoundationEssentials
import HandlerRuntime
import Testing

/// The host itself: what it takes in, what it refuses, how it ends.
@Suite struct HandlerHostTests {
    private let answer = Twins(
        node: "exports.handler = async () => ({ answered: true })",
        python: "def handler(event, context): return {'answered': True}"
    )

    @Test func `functions of one name get names of their own`() async throws {
        let host = HandlerHost(judge: nil)
        let names = [
            try await host.load(FunctionDefinition(answer.source(.node), name: "auth")),
            try await host.load(FunctionDefinition(answer.source(.python), name: "auth")),
        ]

        #expect(names == ["auth", "auth-2"])
        await host.shutdown()
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
    func `settings that make no sense are refused`(memoryMB: Int, timeout: Duration) async throws {
        let definition = FunctionDefinition(answer.source(.node), memoryMB: memoryMB, timeout: timeout)
        let error = await #expect(throws: HostError.self) { try await sharedHost.load(definition) }

        #expect(error?.code == .badSetting)
    }

    @Test func `a runtime of the other language is refused`() async throws {
        let definition = FunctionDefinition(answer.source(.node), runtime: RuntimeIdentifier("python3.11"))
        let error = await #expect(throws: HostError.self) { try await sharedHost.load(definition) }

        #expect(error?.code == .badSetting)
    }

    @Test func `a function that is gone is unknown`() async throws {
        let name = try await sharedHost.load(FunctionDefinition(answer.source(.node)))
        try await sharedHost.remove(name)
        let event = try EventBuilder(.viewerRequest).event()
        let error = await #expect(throws: HostError.self) {
            try await sharedHost.invoke(name, with: InvocationEvent(event))
        }

        #expect(error?.code == .unknownFunction)
    }

    @Test func `after a shutdown nothing is taken`() async throws {
        let host = HandlerHost(judge: nil)
        let name = try await host.load(FunctionDefinition(answer.source(.python)))
        let event = try EventBuilder(.viewerRequest).event()
        _ = try await host.invoke(name, with: InvocationEvent(event))
        await host.shutdown()
        await host.shutdown()
        let error = await #expect(throws: HostError.self) {
            try await host.invoke(name, with: InvocationEvent(event))
        }

        #expect(error?.code == .shutDown)
    }

    @Test(arguments: Language.allCases)
    func `a shutdown waits for the invocation that runs`(language: Language) async throws {
        let slow = Twins(
            node:
                "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve({ slow: true }), 100))",
            python:
                "import time\ndef handler(event, context):\n    time.sleep(0.1)\n    return {'slow': True}"
        )
        let host = HandlerHost(judge: nil)
        let name = try await host.load(FunctionDefinition(slow.source(language)))
        let event = try EventBuilder(.viewerRequest).event()
        _ = try await host.invoke(name, with: InvocationEvent(event))
        async let running = host.invoke(name, with: InvocationEvent(event))
        async let ending: Void = host.shutdown()

        // The invocation either ran to its end or came after the shutdown; nothing in between.
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
        let event = InvocationEvent(try EventBuilder(.viewerRequest).event())
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...50 { group.addTask { try await host.invoke(name, with: event).member("n") } }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }

        #expect(numbers == Set(1...50))
        await host.shutdown()
    }
}
