import CloudFrontEvents

/// Examples 2, 15 and 16, which change responses, and 17 and 18, which read a form.
extension ExampleRow {
    static let overrides: [ExampleRow] = [EventType.originResponse, .viewerResponse].flatMap {
        type -> [ExampleRow] in
        let dated = EventBuilder(type).responseHeader("X-Amz-Meta-Last-Modified", "V")
        return [
            ExampleRow(
                "2 in \(type.rawValue)",
                "02-override-header",
                dated,
                .changed { $0["headers"]?["last-modified"] = .header("Last-Modified", "V") }
            ),
            ExampleRow(
                "2 (2023) in \(type.rawValue)",
                "02-override-header",
                export: "wholeEntry",
                dated,
                warnings: ["headers.key-mismatch"],
                .changed { $0["headers"]?["last-modified"] = .header("X-Amz-Meta-Last-Modified", "V") }
            ),
            ExampleRow("2b in \(type.rawValue)", "02-override-header", EventBuilder(type), .unchanged),
            ExampleRow(
                "2b (2023) in \(type.rawValue)",
                "02-override-header",
                export: "wholeEntry",
                EventBuilder(type),
                .unchanged
            ),
        ]
    }

    static let errorPages: [ExampleRow] =
        [404, 503].flatMap { status -> [ExampleRow] in
            [
                ExampleRow(
                    "15 from \(status)",
                    "15-error-to-200",
                    EventBuilder(.originResponse).status(status),
                    .changed {
                        $0["status"] = 200
                        $0["statusDescription"] = "OK"
                        $0["body"] = "Body generation example"
                    }
                ),
                ExampleRow(
                    "16 from \(status)",
                    "16-error-to-302",
                    EventBuilder(.originResponse).status(status).querystring("a=1"),
                    .changed {
                        $0["status"] = 302
                        $0["statusDescription"] = "Found"
                        $0["body"] = ""
                        $0["headers"]?["location"] = .header("Location", "/plan-b/path?a=1")
                    }
                ),
            ]
        } + [
            ExampleRow("15 from 200", "15-error-to-200", EventBuilder(.originResponse), .unchanged),
            ExampleRow("16 from 200", "16-error-to-302", EventBuilder(.originResponse), .unchanged),
        ]

    static let forms: [ExampleRow] = [EventType.viewerRequest, .originRequest].flatMap {
        type -> [ExampleRow] in
        let sent = EventBuilder(type).body("name1=Ann&name2=B+C".utf8)
        let unasked = EventBuilder(type)
        let unseen = EventBuilder(type).method("POST").includeBody(false)
        return [
            ExampleRow("17 in \(type.rawValue)", "17-read-form", sent, .unchanged),
            ExampleRow(
                "18 in \(type.rawValue)",
                "18-modify-form",
                sent,
                node: modified("name1=Ann&name2=B%20C&new-param-name=new-param-value"),
                python: modified("name1=Ann&name2=B+C&new-param-name=new-param-value")
            ),
        ]
            + ["17-read-form", "18-modify-form"].flatMap { folder -> [ExampleRow] in
                [
                    ExampleRow("17c GET in \(type.rawValue)", folder, unasked, .unchanged),
                    ExampleRow(
                        "17c GET with Include Body in \(type.rawValue)",
                        folder,
                        unasked.includeBody(true),
                        .unchanged
                    ),
                    ExampleRow(
                        "17c POST without Include Body in \(type.rawValue)",
                        folder,
                        unseen,
                        node: .failed("TypeError"),
                        python: .failed("KeyError")
                    ),
                ]
            }
    }

    private static func modified(_ form: String) -> Outcome {
        .changed {
            $0["body"]?["action"] = "replace"
            $0["body"]?["encoding"] = "text"
            $0["body"]?["data"] = .string(form)
        }
    }
}
