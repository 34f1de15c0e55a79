import CloudFrontEvents

/// Results that CloudFront refuses, and generated responses.
extension Misuse {
    static let kindsOfResult: [Misuse] = [EventType.viewerRequest, .originRequest, .originResponse].flatMap {
        type in
        [
            Misuse("null", in: type, node: "return null", python: "return None", .refused("result.object")),
            Misuse("nothing", in: type, node: "return", python: "return", .refused("result.object")),
            Misuse("a string", in: type, "return 'request'", .refused("result.object")),
            Misuse("an array", in: type, "return [request]", .refused("result.object")),
            Misuse("the whole event", in: type, "return event", .refused("result.inner-object")),
        ]
    }

    static let statuses: [Misuse] =
        ["'200'", "200", "'599'", "599"].flatMap { statuses($0, .accepted, inResponse: .accepted) }
        + ["'199'", "199", "'600'", "600", "'abc'"].flatMap {
            statuses($0, .refused("generated.status"), inResponse: .refused("origin-response.status"))
        }

    private static func statuses(_ status: String, _ generated: Outcome, inResponse: Outcome) -> [Misuse] {
        let answer = "return {'status': \(status)}"
        return [
            Misuse("status \(status)", answer, generated),
            Misuse("status \(status)", in: .originRequest, answer, generated),
            Misuse("status \(status)", in: .originResponse, "response['status'] = \(status)", inResponse),
        ]
    }

    static let answers: [Misuse] = [
        Misuse(
            "204 with a body",
            "return {'status': '204', 'body': 'x'}",
            .refused("generated.no-content-body")
        ),
        Misuse("204 without a body", "return {'status': '204'}", .accepted),
        Misuse(
            "204 with a body",
            in: .originRequest,
            "return {'status': '204', 'body': 'x'}",
            .refused("generated.no-content-body")
        ),
        Misuse(
            "204 with an empty body",
            "return {'status': '204', 'body': ''}",
            .refused("generated.no-content-body")
        ),
        Misuse(
            "204 with an empty body",
            in: .originRequest,
            "return {'status': '204', 'body': ''}",
            .refused("generated.no-content-body")
        ),
        Misuse(
            "a list of headers",
            in: .originRequest,
            "return {'status': 200, 'headers': [{'x-a': [{'key': 'x-a', 'value': '1'}]}], 'body': 'x'}",
            .accepted(warnings: ["generated.headers-list"])
        ),
        Misuse("Content-Length set", answer(with: "content-length", "1"), readOnly),
        Misuse("Content-Length set", in: .originRequest, answer(with: "content-length", "1"), readOnly),
        Misuse("X-Edge-Foo set", answer(with: "x-edge-foo", "1"), .refused("headers.disallowed")),
    ]

    private static let readOnly = Outcome.refused("generated.read-only-headers")

    private static func answer(with header: String, _ value: String) -> String {
        "return {'status': '200', 'headers': {'\(header)': [{'value': '\(value)'}]}, 'body': 'x'}"
    }

    static let bodies: [Misuse] =
        [EventType.viewerRequest, .originRequest].flatMap { type -> [Misuse] in
            [
                Misuse(
                    "a body that is an object",
                    in: type,
                    "return {'status': '200', 'body': {'a': 1}}",
                    .refused("response.body-string")
                ),
                Misuse("invalid base64", in: type, encoded("'no base64!'"), .refused("response.base64")),
                Misuse("base64 cut short", in: type, encoded("'QUJDRA'"), .refused("response.base64")),
                Misuse("valid base64", in: type, encoded("'QUJDRA=='"), .accepted),
                Misuse(
                    "an unknown encoding",
                    in: type,
                    "return {'status': '200', 'body': 'x', 'bodyEncoding': 'hex'}",
                    .refused("response.body-encoding")
                ),
            ]
        } + [
            Misuse(
                "a body that is an object",
                in: .originResponse,
                "response['body'] = {'a': 1}",
                .refused("response.body-string")
            ),
            Misuse(
                "invalid base64",
                in: .originResponse,
                "response['body'] = 'no base64!'; response['bodyEncoding'] = 'base64'",
                .refused("response.base64")
            ),
        ]

    static let sizes: [Misuse] =
        generated(of: 40 * 1024, in: .viewerRequest, .accepted)
        + generated(of: 40 * 1024 + 1, in: .viewerRequest, .refused("generated.size"))
        + generated(of: 1024 * 1024, in: .originRequest, .accepted)
        + generated(of: 1024 * 1024 + 1, in: .originRequest, .refused("generated.size"))
        + [
            replaced(to: 1024 * 1024, .accepted),
            replaced(to: 1024 * 1024 + 1, .refused("origin-response.size")),
        ]

    private static func generated(of size: Int, in type: EventType, _ outcome: Outcome) -> [Misuse] {
        let headers = "{'x-abc': [{'value': 'value'}]}"
        return [
            Misuse("a body of \(size)", in: type, "return {'status': '200', 'body': text(\(size))}", outcome),
            Misuse("base64 for \(size)", in: type, encoded(base64(for: size)), outcome),
            Misuse(
                "headers and body of \(size)",
                in: type,
                "return {'status': '200', 'headers': \(headers), 'body': text(\(size - 10))}",
                outcome
            ),
        ]
    }

    private static func replaced(to size: Int, _ outcome: Outcome) -> Misuse {
        Misuse(
            "headers and body of \(size)",
            in: .originResponse,
            "response['body'] = text(\(size) - size(response['headers']))",
            outcome
        )
    }

    private static func encoded(_ body: String) -> String {
        "return {'status': '200', 'body': \(body), 'bodyEncoding': 'base64'}"
    }

    /// Returns an expression for the base64 text of `count` zero bytes.
    static func base64(for count: Int) -> String {
        switch count % 3 {
        case 1: "text(\(count / 3 * 4 + 2)) + '=='"
        case 2: "text(\(count / 3 * 4 + 3)) + '='"
        default: "text(\(count / 3 * 4))"
        }
    }
}
