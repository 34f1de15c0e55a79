import Invocations

/// Handlers without a result.
extension Misuse {
    static let failures: [Misuse] = [
        Misuse(
            "throws",
            handlers: Twins(
                node: "exports.handler = () => { throw new TypeError('no') }",
                python: "def handler(event, context): raise TypeError('no')"
            ),
            .ended(.failed, "TypeError")
        ),
        Misuse(
            "rejects; a coroutine that is never awaited",
            handlers: Twins(
                node: "exports.handler = () => Promise.reject(new TypeError('no'))",
                python: "async def handler(event, context): raise TypeError('no')"
            ),
            node: .ended(.failed, "TypeError"),
            python: .ended(.failed, "Runtime.MarshalError")
        ),
        Misuse(
            "calls back with an error; raises its own",
            handlers: Twins(
                node: """
                    class Refusal extends Error { constructor() { super('no'); this.name = 'Refusal' } }
                    exports.handler = (event, context, callback) => callback(new Refusal())
                    """,
                python: """
                    class Refusal(Exception): pass
                    def handler(event, context): raise Refusal('no')
                    """
            ),
            .ended(.failed, "Refusal")
        ),
        Misuse(
            "fails to import",
            handlers: Twins(
                node: "require('not-there'); exports.handler = async (event) => ({})",
                python: "import not_there\ndef handler(event, context): return {}"
            ),
            .ended(.failed, "Runtime.ImportModuleError")
        ),
        Misuse(
            "does not parse",
            handlers: Twins(node: "exports.handler = (", python: "def handler("),
            .ended(.failed, "Runtime.UserCodeSyntaxError")
        ),
    ]

    static let exits: [Misuse] = [0, 1].map { status in
        Misuse(
            "exits with \(status)",
            handlers: Twins(
                node: "exports.handler = async () => process.exit(\(status))",
                python: "import sys\ndef handler(event, context): sys.exit(\(status))"
            ),
            .ended(.crashed, "Runtime.ExitError")
        )
    }

    static let silences: [Misuse] = [
        Misuse(
            "never calls back and has nothing to wait for; returns nothing",
            handlers: Twins(
                node: "exports.handler = (event, context, callback) => {}",
                python: "def handler(event, context): pass"
            ),
            .refused("result.object")
        ),
        Misuse(
            "never settles; never returns",
            handlers: Twins(
                node: "exports.handler = async () => { await new Promise(() => {}) }",
                python: "import threading\ndef handler(event, context): threading.Event().wait()"
            ),
            node: .ended(.failed, "Runtime.NodeJsExit"),
            python: .ended(.timedOut, "Sandbox.Timedout")
        ),
        Misuse(
            "never calls back and waits",
            handlers: Twins(
                node: "exports.handler = (event, context, callback) => { setInterval(() => {}, 1000) }",
                python: "import time\ndef handler(event, context): time.sleep(1000)"
            ),
            .ended(.timedOut, "Sandbox.Timedout")
        ),
        Misuse(
            "runs forever",
            handlers: Twins(
                node: "exports.handler = async () => { for (;;) {} }",
                python: "def handler(event, context):\n    while True: pass"
            ),
            .ended(.timedOut, "Sandbox.Timedout")
        ),
    ]
}
