/// Results that cannot be serialized, or that change later.
extension Fault {
    static let nodeResults: [Fault] = [
        .node(
            "result of 100 MB",
            "return { status: '200', body: 'x'.repeat(1e8) }",
            .refused,
            memoryMB: 512,
            timeout: .seconds(10)
        ),
        .node(
            "result nested 100,000 deep",
            "let deep = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; return deep",
            .failed("Error"),
            timeout: .seconds(2)
        ),
        .node("result with a cycle", "request.self = request", .failed("Error")),
        .node("result with a BigInt", "return { status: 200n }", .failed("Error")),
        .node(
            "result with a throwing getter",
            "return { get status() { throw new TypeError('no status') } }",
            .failed("Error")
        ),
        .node("result that is a Proxy", "return new Proxy(request, {})", .accepted),
        .node(
            "mutation of the event after the result",
            "setTimeout(() => { request.querystring = 'other' })",
            .accepted
        ),
    ]
}
