/// Results that cannot be serialized, or that CloudFront refuses.
extension Fault {
    static let pythonResults: [Fault] = [
        .python("result that is bytes", "return b'bytes'", .refused),
        .python("result that is a set", "return {'status'}", .failed("Runtime.MarshalError")),
        .python("result with NaN", "return {'status': '200', 'body': float('nan')}", .refused),
        .python("result with 10**400", "return {'status': 10 ** 400}", .refused),
        .python("result with integer keys", "return {1: 'one'}", .refused),
        .python("self-referencing result", "request['self'] = request", .failed("Runtime.MarshalError")),
        .python(
            "result nested 100,000 deep",
            "deep = {}\nfor _ in range(100_000): deep = {'deep': deep}\nreturn deep",
            .failed("Runtime.MarshalError"),
            timeout: .seconds(2)
        ),
    ]
}
