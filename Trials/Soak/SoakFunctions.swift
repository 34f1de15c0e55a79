import Brink
import Invocations

/// A function of the soak: it returns its request's token, or commits the fault named by the path.
struct SoakFunction: Sendable {
    /// An injected fault with its expected outcome.
    struct Injection: Sendable {
        let name: String
        let kind: InvocationOutcome.Kind
    }

    let address: FunctionAddress
    let isolation: Isolation
    let injections: [Injection]

    /// Loads two functions for each language and isolation level.
    static func loadAll(in host: HandlerHost) async throws -> [SoakFunction] {
        var functions: [SoakFunction] = []
        for isolation in Isolation.allCases {
            for language in RuntimeIdentifier.Language.allCases + RuntimeIdentifier.Language.allCases {
                let definition = FunctionDefinition(
                    source(language),
                    memoryMB: 64,
                    timeout: .seconds(5),
                    isolation: isolation,
                    concurrency: 2
                )
                functions.append(
                    SoakFunction(
                        address: try await host.load(definition),
                        isolation: isolation,
                        injections: injections(in: isolation)
                    )
                )
            }
        }
        return functions
    }

    private static func injections(in isolation: Isolation) -> [Injection] {
        let contained = [
            Injection(name: "throw", kind: .failed),
            Injection(name: "exit", kind: .crashed),
            Injection(name: "sleep", kind: .timedOut),
            Injection(name: "fill", kind: .outOfMemory),
        ]
        let deadly = ["ABRT", "SEGV", "KILL"].map { Injection(name: $0, kind: .crashed) }
        return isolation == .worker ? contained + deadly : contained
    }

    private static func source(_ language: RuntimeIdentifier.Language) -> FunctionDefinition.Source {
        switch language {
        case .node:
            .text(
                """
                exports.handler = async (event) => {
                    const { uri, querystring } = event.Records[0].cf.request
                    switch (uri.slice(1)) {
                        case 'good': return { status: '200', body: querystring }
                        case 'throw': throw new TypeError('injected')
                        case 'exit': process.exit(3)
                        case 'sleep': for (;;) {}
                        case 'fill': for (const held = [];;) held.push(Buffer.alloc(1 << 20, 1))
                        default: process.kill(process.pid, `SIG${uri.slice(1)}`)
                    }
                }
                """,
                path: "/var/task/soak-node.js"
            )
        case .python:
            .text(
                """
                import os, signal, time
                def handler(event, context):
                    request = event['Records'][0]['cf']['request']
                    fault = request['uri'][1:]
                    if fault == 'good': return {'status': '200', 'body': request['querystring']}
                    if fault == 'throw': raise TypeError('injected')
                    if fault == 'exit': os._exit(3)
                    if fault == 'sleep': time.sleep(1e6)
                    held = []
                    while fault == 'fill': held.append(bytearray(1 << 20))
                    os.kill(os.getpid(), getattr(signal, f'SIG{fault}'))
                """,
                path: "/var/task/soak-python.py"
            )
        }
    }
}
