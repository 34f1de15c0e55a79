import Brink
import CloudFrontEvents
import FoundationEssentials
import Invocations
import Testing

/// Time and memory limits; after a handler exceeds them, the next invocation works.
@Suite(.serialized) struct LimitContractTests {
    /// Handlers that run forever, unless the request asks for a result.
    enum Endless: String, CaseIterable {
        case spin
        case sleep
        case blockedRead
        case stubbornSpin

        var twins: Twins {
            switch self {
            case .spin: Self.twins(node: "for (;;) {}", python: "while True: pass")
            case .sleep:
                Self.twins(
                    node: "await new Promise(() => setInterval(() => {}, 1000))",
                    python: "time.sleep(1000)"
                )
            case .blockedRead:
                Self.twins(
                    node: "fs.readSync(file, Buffer.alloc(1))",
                    python: "os.read(file, 1)"
                )
            case .stubbornSpin:
                Self.twins(
                    node: "for (;;) { try { for (;;) {} } catch {} finally { continue } }",
                    python: """
                        while True:
                                try:
                                    while True: pass
                                except BaseException: pass
                        """
                )
            }
        }

        private static func twins(node: String, python: String) -> Twins {
            Twins(
                node: """
                    const fs = require('fs')
                    const fifo = `/tmp/brink-fifo-${Math.random()}`
                    require('child_process').execFileSync('/usr/bin/mkfifo', [fifo])
                    const file = fs.openSync(fifo, 'r+')
                    fs.unlinkSync(fifo)
                    exports.handler = async (event) => {
                        if (event.Records[0].cf.request.uri === '/answer') return { answered: true }
                        \(node)
                    }
                    """,
                python: """
                    import os, random, time
                    fifo = f'/tmp/brink-fifo-{random.random()}'
                    os.mkfifo(fifo)
                    file = os.open(fifo, os.O_RDWR)
                    os.unlink(fifo)
                    def handler(event, context):
                        if event['Records'][0]['cf']['request']['uri'] == '/answer': return {'answered': True}
                        \(python)
                    """
            )
        }
    }

    @Test(arguments: Variant.all, Endless.allCases)
    func `a handler that never returns is stopped, and the next invocation works`(
        variant: Variant,
        endless: Endless
    ) async throws {
        try await withFunction(
            endless.twins.source(variant.language),
            in: variant.isolation,
            timeout: .milliseconds(250)
        ) { function in
            let outcome = try await function.invoke()
            let next = try await function.invoke(EventBuilder(.viewerRequest).uri("/answer").event())

            #expect(outcome.kind == .timedOut)
            #expect(outcome.failure?.errorMessage == "Task timed out after 0.25 seconds")
            #expect(outcome.report.duration >= .milliseconds(250))
            #expect(outcome.platformLog.last?.hasSuffix("\tStatus: timeout") == true)
            #expect(try next.member("answered") == true)
            #expect(next.report.coldStart)
        }
    }

    @Test(arguments: Variant.all)
    func `a promise or a future that never settles ends the invocation`(variant: Variant) async throws {
        let never = Twins(
            node: "exports.handler = async () => { await new Promise(() => {}) }",
            python: "import threading\ndef handler(event, context): threading.Event().wait()"
        )
        try await withFunction(
            never.source(variant.language),
            in: variant.isolation,
            timeout: .milliseconds(250)
        ) { function in
            let outcome = try await function.invoke()

            switch variant.language {
            case .node: #expect(outcome.failure?.errorType == "Runtime.NodeJsExit")
            case .python: #expect(outcome.kind == .timedOut)
            }
        }
    }

    /// Handlers that exceed their memory in different ways.
    enum Growth: String, CaseIterable {
        case objects
        case bytes
        case strings

        var twins: Twins {
            let (node, python) =
                switch self {
                case .objects:
                    ("for (;;) held.push({ a: held.length })", "while True: held.append([len(held)])")
                case .bytes:
                    (
                        "for (;;) held.push(Buffer.alloc(1 << 20, 1))",
                        "while True: held.append(bytearray(1 << 20))"
                    )
                case .strings:
                    (
                        "for (;;) held.push(`${held.length}`.repeat(1 << 16))",
                        "while True: held.append(str(len(held)) * (1 << 16))"
                    )
                }
            return Twins(
                node: """
                    exports.handler = async (event) => {
                        const held = []
                        if (event.Records[0].cf.request.uri === '/answer') return { answered: true }
                        \(node)
                    }
                    """,
                python: """
                    def handler(event, context):
                        held = []
                        if event['Records'][0]['cf']['request']['uri'] == '/answer': return {'answered': True}
                        \(python)
                    """
            )
        }
    }

    @Test(arguments: Variant.all, Growth.allCases)
    func `a handler that grows without end is out of memory, and others are not affected`(
        variant: Variant,
        growth: Growth
    ) async throws {
        let bystander = Twins(
            node: "exports.handler = async () => ({ fine: true })",
            python: "def handler(event, context): return {'fine': True}"
        )
        let definition = growth.twins.source(variant.language)
        try await withFunction(definition, in: variant.isolation, memoryMB: 64, timeout: .seconds(30)) {
            function in
            try await withFunction(bystander.source(variant.language), in: variant.isolation) { other in
                let outcome = try await function.invoke()
                let next = try await function.invoke(EventBuilder(.viewerRequest).uri("/answer").event())
                let beside = try await other.invoke()

                #expect(outcome.kind == .outOfMemory)
                #expect(outcome.failure?.errorMessage.hasSuffix("signal: killed") == true)
                #expect(try next.member("answered") == true)
                #expect(try beside.member("fine") == true)
            }
        }
    }

    @Test(arguments: Variant.all, [4, 16, 64])
    func `the memory that a handler holds is measured`(variant: Variant, megabytes: Int) async throws {
        let holding = Twins(
            node: """
                exports.handler = async (event) => {
                    const size = Number(event.Records[0].cf.request.querystring) << 20
                    const held = size ? Buffer.alloc(size, 1) : null
                    return { held: held ? held.length : 0 }
                }
                """,
            python: """
                def handler(event, context):
                    held = bytearray(int(event['Records'][0]['cf']['request']['querystring']) << 20)
                    return {'held': len(held)}
                """
        )
        try await withFunction(holding.source(variant.language), in: variant.isolation) { function in
            try await function.invoke(EventBuilder(.viewerRequest).querystring("0").event())
            let small = try await function.invoke(EventBuilder(.viewerRequest).querystring("0").event())
            let large = try await function.invoke(
                EventBuilder(.viewerRequest).querystring("\(megabytes)").event()
            )
            let grown = large.report.maxMemoryUsedBytes - small.report.maxMemoryUsedBytes
            let expected = megabytes << 20

            #expect(abs(grown - expected) <= max(1 << 20, expected / 20))
        }
    }

    @Test(arguments: Variant.all)
    func `an init phase over its limit is repeated under the function's timeout`(
        variant: Variant
    ) async throws {
        let mark = "/tmp/brink-slow-init-\(UUID().uuidString)"
        let slowOnce = Twins(
            node: """
                const fs = require('fs')
                const mark = '\(mark)'
                if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); for (;;) {} }
                fs.rmSync(mark)
                exports.handler = async () => ({ started: true })
                """,
            python: """
                import os
                mark = '\(mark)'
                if not os.path.exists(mark):
                    open(mark, 'w').close()
                    while True: pass
                os.remove(mark)
                def handler(event, context): return {'started': True}
                """
        )
        let host = HandlerHost(judge: nil, initLimit: .seconds(1))
        try await withFunction(slowOnce.source(variant.language), in: variant.isolation, on: host) {
            function in
            let outcome = try await function.invoke()

            #expect(try outcome.member("started") == true)
            #expect(
                outcome.platformLog.contains {
                    $0.hasPrefix("INIT_REPORT") && $0.hasSuffix("Status: timeout")
                }
            )
        }
    }
}
