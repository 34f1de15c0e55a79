import CloudFrontEvents

/// Examples 1 to 9: changed requests and generated responses.
extension ExampleRow {
    private static let pixel = EventBuilder(.viewerRequest).uri("/experiment-pixel.jpg")

    static let experiments: [ExampleRow] = [
        ExampleRow("1 group A", "01-ab-test", pixel.header("Cookie", "X-Experiment-Name=A")) {
            $0["uri"] = "/experiment-group/control-pixel.jpg"
        },
        ExampleRow(
            "1b group B in the second header",
            "01-ab-test",
            pixel.header("Cookie", "theme=dark").header("Cookie", "X-Experiment-Name=B")
        ) {
            $0["uri"] = "/experiment-group/treatment-pixel.jpg"
        },
        ExampleRow(
            "1d any other uri",
            "01-ab-test",
            EventBuilder(.viewerRequest).uri("/other.jpg").header("Cookie", "X-Experiment-Name=A"),
            .unchanged
        ),
    ]

    private static let page: JSONValue = [
        "status": "200", "statusDescription": "OK",
        "headers": [
            "cache-control": .header("Cache-Control", "max-age=100"),
            "content-type": .header("Content-Type", "text/html"),
        ],
        "body": """
        <!DOCTYPE html>
        <html lang="en">
          <head><meta charset="utf-8"><title>Made at the edge</title></head>
          <body><p>No origin was asked.</p></body>
        </html>

        """,
    ]

    static let answers: [ExampleRow] = [EventType.viewerRequest, .originRequest].flatMap {
        type -> [ExampleRow] in
        [
            ExampleRow("3 in \(type.rawValue)", "03-static-content", EventBuilder(type), .returned(page)),
            ExampleRow(
                "4 in \(type.rawValue)",
                "04-redirect",
                EventBuilder(type),
                .redirected(to: "https://www.example.com/elsewhere")
            ),
        ]
    }

    static let queries: [ExampleRow] =
        [EventType.viewerRequest, .originRequest].flatMap { type -> [ExampleRow] in
            [
                ExampleRow(
                    "5 in \(type.rawValue)",
                    "05-header-from-query",
                    EventBuilder(type).querystring("auth=s3cr3t&x=1")
                ) {
                    $0["headers"]?["auth-header"] = .header("Auth-Header", "s3cr3t")
                    $0["querystring"] = "x=1"
                },
                ExampleRow(
                    "5b no auth in \(type.rawValue)",
                    "05-header-from-query",
                    EventBuilder(type).querystring("x=1"),
                    node: .refused("headers.value-type"),
                    python: .failed("KeyError")
                ),
            ]
        } + [
            ExampleRow(
                "6 normalised",
                "06-normalised-query",
                EventBuilder(.viewerRequest).querystring("Size=LARGE&color=Red&Q=a%20b"),
                node: .changed { $0["querystring"] = "color=red&q=a%20b&size=large" },
                python: .changed { $0["querystring"] = "color=red&q=a+b&size=large" }
            ),
            ExampleRow(
                "6b empty and repeated",
                "06-normalised-query",
                EventBuilder(.viewerRequest).querystring("b=2&a=&c=x+y&b=3"),
                node: .changed { $0["querystring"] = "a=&b=2&b=3&c=x%20y" },
                python: .changed { $0["querystring"] = "b=2&c=x+y" }
            ),
        ]

    private static let page7 = EventBuilder(.viewerRequest)
        .header("Host", "d111111abcdef8.cloudfront.net").uri("/a").querystring("x=1&y=(z)")
    private static let signIn =
        "https://www.example.com/signin?redirect_url=https%3A%2F%2Fd111111abcdef8.cloudfront.net%2Fa%3Fx%3D1%26y%3D"

    static let sessions: [ExampleRow] = [
        ExampleRow(
            "7 no cookie",
            "07-sign-in",
            page7,
            node: .redirected(to: signIn + "(z)"),
            python: .redirected(to: signIn + "%28z%29")
        ),
        ExampleRow("7b a session", "07-sign-in", page7.header("Cookie", "session-id=abc"), .unchanged),
        ExampleRow(
            "7b a session behind another cookie",
            "07-sign-in",
            page7.header("Cookie", "theme=dark; session-id=abc"),
            .unchanged
        ),
        ExampleRow(
            "7c another cookie alone",
            "07-sign-in",
            page7.header("Cookie", "theme=dark"),
            node: .redirected(to: signIn + "(z)"),
            python: .failed("KeyError")
        ),
    ]

    static let countries: [ExampleRow] =
        [
            ("TW", "https://tw.example.com/"), ("US", "https://us.example.com/"),
            ("FR", "https://example.com/"),
        ].map { country, site -> ExampleRow in
            ExampleRow(
                "8 \(country)",
                "08-country-redirect",
                EventBuilder(.originRequest).header("CloudFront-Viewer-Country", country),
                .redirected(to: site)
            )
        } + [
            ExampleRow(
                "8 no country",
                "08-country-redirect",
                EventBuilder(.originRequest),
                .redirected(to: "https://example.com/")
            )
        ]

    private static func viewer(_ devices: String...) -> EventBuilder {
        ["Desktop", "Mobile", "Tablet", "SmartTV"].reduce(EventBuilder(.originRequest).uri("/x")) {
            $0.header("CloudFront-Is-\($1)-Viewer", devices.contains($1) ? "true" : "false")
        }
    }

    static let devices: [ExampleRow] = [
        ExampleRow(
            "9 mobile alone in the event",
            "09-by-device",
            EventBuilder(.originRequest).uri("/x").header("CloudFront-Is-Mobile-Viewer", "true")
        ) { $0["uri"] = "/mobile/x" },
        ExampleRow("9 desktop", "09-by-device", viewer("Desktop")) { $0["uri"] = "/desktop/x" },
        ExampleRow("9 mobile", "09-by-device", viewer("Mobile")) { $0["uri"] = "/mobile/x" },
        ExampleRow("9 tablet", "09-by-device", viewer("Tablet")) { $0["uri"] = "/tablet/x" },
        ExampleRow("9 television", "09-by-device", viewer("SmartTV")) { $0["uri"] = "/smarttv/x" },
        ExampleRow("9 mobile before tablet", "09-by-device", viewer("Tablet", "Mobile")) {
            $0["uri"] = "/mobile/x"
        },
        ExampleRow("9 desktop before all", "09-by-device", viewer("SmartTV", "Tablet", "Mobile", "Desktop")) {
            $0["uri"] = "/desktop/x"
        },
        ExampleRow("9 no device", "09-by-device", viewer(), .unchanged),
    ]

    /// A row in which CloudFront accepts the event's request or response with a change.
    fileprivate init(
        _ number: String,
        _ folder: String,
        _ event: EventBuilder,
        _ change: @escaping @Sendable (inout JSONValue) -> Void
    ) {
        self.init(number, folder, event, .changed(change))
    }
}
