import CloudFrontEvents

/// Origins that CloudFront refuses.
extension Misuse {
    static let origins: [Misuse] = [
        Misuse(
            "both origins",
            in: .originRequest,
            """
            request['origin']['s3'] = {'domainName': 'demo.s3.amazonaws.com', 'region': '', \
            'authMethod': 'none', 'path': '', 'customHeaders': {}}
            """,
            .refused("origin.exactly-one")
        ),
        Misuse("no origin", in: .originRequest, "request['origin'] = {}", .refused("origin.exactly-one")),
        Misuse(
            "a custom header that the request has",
            in: .originRequest,
            customHeader("user-agent"),
            .refused("origin.custom-headers")
        ),
        Misuse("a new custom header", in: .originRequest, customHeader("x-own"), .accepted),
    ]

    static let ports: [Misuse] =
        [
            (80, true), (1024, true), (65_535, true), (81, false), (0, false), (442, false), (444, false),
            (1023, false), (65_536, false),
        ].map { port, isTaken -> Misuse in
            Misuse(
                "port \(port)",
                in: .originRequest,
                set("port", port),
                isTaken ? .accepted : .refused("origin.port")
            )
        }

    static let timeouts: [Misuse] = ["readTimeout", "keepaliveTimeout"].flatMap { member -> [Misuse] in
        [(1, true), (120, true), (0, false), (121, false)].map { seconds, isTaken -> Misuse in
            Misuse(
                "\(member) \(seconds)",
                in: .originRequest,
                set(member, seconds),
                isTaken ? .accepted : .refused("origin.timeouts")
            )
        }
    }

    static let domainNames: [Misuse] = [
        ("'www.example.com'", true),
        ("text(63) + '.' + text(63) + '.' + text(63) + '.' + text(61)", true),
        ("text(63) + '.' + text(63) + '.' + text(63) + '.' + text(62)", false),
        ("''", false), ("'www.example.com:8080'", false), ("'192.0.2.1'", false), ("'2001:db8::1'", false),
        ("'[2001:db8::1]'", false),
    ].map { name, isTaken -> Misuse in
        Misuse(
            "domainName \(name)",
            in: .originRequest,
            """
            request['origin']['custom']['domainName'] = \(name); \
            request['headers']['host'] = [{'value': \(name)}]
            """,
            isTaken ? .accepted : .refused("origin.custom-domain-name")
        )
    }

    private static func set(_ member: String, _ value: Int) -> String {
        "request['origin']['custom']['\(member)'] = \(value)"
    }

    private static func customHeader(_ name: String) -> String {
        "request['origin']['custom']['customHeaders']['\(name)'] = [{'value': '1'}]"
    }
}
