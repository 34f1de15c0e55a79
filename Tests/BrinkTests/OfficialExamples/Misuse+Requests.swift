import CloudFrontEvents

/// Headers, paths, bodies and origins that CloudFront refuses.
extension Misuse {
    static let headers: [Misuse] =
        [EventType.viewerRequest, .originRequest].flatMap { type -> [Misuse] in
            [
                Misuse("X-Edge-Foo added", in: type, set("x-edge-foo", "1"), .refused("headers.disallowed")),
                Misuse(
                    "Connection added",
                    in: type,
                    set("connection", "close"),
                    .refused("headers.disallowed")
                ),
                Misuse("another header added", in: type, set("x-foo", "1"), .accepted),
                Misuse(
                    "CR in a value",
                    in: type,
                    set("x-foo", #"a\rb"#),
                    .refused("headers.value-characters")
                ),
                Misuse(
                    "LF in a value",
                    in: type,
                    set("x-foo", #"a\nb"#),
                    .refused("headers.value-characters")
                ),
                Misuse("a tab in a value", in: type, set("x-foo", #"a\tb"#), .accepted),
                Misuse(
                    "an object for an array",
                    in: type,
                    "request['headers']['x-foo'] = {'key': 'X-Foo', 'value': '1'}",
                    .refused("headers.array")
                ),
                Misuse(
                    "a number for a value",
                    in: type,
                    "request['headers']['x-foo'] = [{'key': 'X-Foo', 'value': 1}]",
                    .refused("headers.value-type")
                ),
            ]
        } + [
            Misuse("Host changed", set("host", "www.example.com"), .refused("headers.read-only")),
            Misuse("Host changed", in: .originRequest, set("host", "www.example.com"), .accepted),
            deletion(of: "via", in: .originRequest),
            deletion(of: "via", in: .originResponse),
            deletion(of: "transfer-encoding", in: .originResponse),
            deletion(of: "via", in: .viewerResponse),
            Misuse(
                "X-Edge-Foo added",
                in: .originResponse,
                "response['headers']['x-edge-foo'] = [{'value': '1'}]",
                .refused("headers.disallowed")
            ),
            Misuse(
                "X-Edge-Foo added",
                in: .viewerResponse,
                "response['headers']['x-edge-foo'] = [{'value': '1'}]",
                .refused("headers.disallowed")
            ),
        ]

    private static func set(_ name: String, _ value: String) -> String {
        "request['headers']['\(name)'] = [{'value': '\(value)'}]"
    }

    private static func deletion(of name: String, in type: EventType) -> Misuse {
        let entry = "\(type.isRequest ? "request" : "response")['headers']['\(name)']"
        return Misuse(
            "\(name) deleted",
            in: type,
            node: "delete \(entry)",
            python: "del \(entry)",
            .refused("headers.read-only")
        )
    }

    static let addresses: [Misuse] = [EventType.viewerRequest, .originRequest].flatMap { type -> [Misuse] in
        [
            Misuse("a uri without a slash", in: type, "request['uri'] = 'a'", .refused("request.uri-slash")),
            Misuse("an empty uri", in: type, "request['uri'] = ''", .refused("request.uri-slash")),
            Misuse("a space in the query", in: type, "request['querystring'] = 'a=b c'", badQuery),
            Misuse("a # in the query", in: type, "request['querystring'] = 'a=b#c'", badQuery),
            Misuse(
                "a control character in the query",
                in: type,
                #"request['querystring'] = 'a\u0001'"#,
                badQuery
            ),
            Misuse("8,191 characters", in: type, address(of: 8191), .accepted),
            Misuse("8,192 characters", in: type, address(of: 8192), .refused("request.uri-length")),
            Misuse("8,191 characters of uri", in: type, "request['uri'] = '/' + text(8190)", .accepted),
            Misuse(
                "8,192 characters of uri",
                in: type,
                "request['uri'] = '/' + text(8191)",
                .refused("request.uri-length")
            ),
        ]
    }

    private static let badQuery = Outcome.refused("request.querystring-characters")

    private static func address(of length: Int) -> String {
        "request['uri'] = '/' + text(4095); request['querystring'] = text(\(length - 4096))"
    }

    static let replacedBodies: [Misuse] =
        [(EventType.viewerRequest, 40 * 1024), (.originRequest, 1024 * 1024)].flatMap {
            type,
            limit -> [Misuse] in
            [
                Misuse("text of \(limit)", in: type, replace("text", "text(\(limit))"), .accepted),
                Misuse(
                    "text of \(limit + 1)",
                    in: type,
                    replace("text", "text(\(limit + 1))"),
                    .refused("body.text-size")
                ),
                Misuse("base64 for \(limit)", in: type, replace("base64", base64(for: limit)), .accepted),
                Misuse(
                    "base64 for \(limit + 1)",
                    in: type,
                    replace("base64", base64(for: limit + 1)),
                    .refused("body.base64-size")
                ),
                Misuse(
                    "invalid base64",
                    in: type,
                    replace("base64", "'no base64!'"),
                    .refused("body.base64")
                ),
                Misuse(
                    "an edit without replace",
                    in: type,
                    "request['body']['data'] = 'Yj0y'",
                    .accepted(warnings: ["body.read-only"])
                ),
            ]
        }

    private static func replace(_ encoding: String, _ body: String) -> String {
        "request['body'] = {'action': 'replace', 'encoding': '\(encoding)', 'data': \(body)}"
    }
}
