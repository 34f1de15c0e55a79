import CloudFrontEvents

/// Examples 10 to 14: requests to another origin.
extension ExampleRow {
    private static let bucket = EventBuilder(.originRequest)
        .origin(.s3(S3Origin(domainName: "demo.s3.amazonaws.com")))

    private static func moved(withAuthMethod authMethod: String) -> Outcome {
        .changed {
            $0["origin"] = [
                "s3": [
                    "domainName": "demo-bucket.s3.amazonaws.com", "region": "",
                    "authMethod": .string(authMethod), "path": "", "customHeaders": [:],
                ]
            ]
            $0["headers"]?["host"] = .header("host", "demo-bucket.s3.amazonaws.com")
        }
    }

    static let kindsOfOrigin: [ExampleRow] = [
        ExampleRow(
            "10 custom to S3 (2023)",
            "10-custom-to-s3",
            EventBuilder(.originRequest).querystring("useS3Origin=true"),
            moved(withAuthMethod: "none")
        ),
        ExampleRow(
            "10 custom to S3 (newest)",
            "10-custom-to-s3",
            export: "withIdentity",
            EventBuilder(.originRequest).querystring("useS3Origin=true"),
            warnings: ["origin.access-identity"],
            moved(withAuthMethod: "origin-access-identity")
        ),
        ExampleRow(
            "10 not asked for",
            "10-custom-to-s3",
            EventBuilder(.originRequest).querystring("useS3Origin=false"),
            .unchanged
        ),
        ExampleRow(
            "12 S3 to custom",
            "12-s3-to-custom",
            bucket.querystring("useCustomOrigin=true"),
            .changed {
                $0["origin"] = [
                    "custom": [
                        "domainName": "www.example.com", "port": 443, "protocol": "https", "path": "",
                        "sslProtocols": ["TLSv1", "TLSv1.1"], "readTimeout": 5, "keepaliveTimeout": 5,
                        "customHeaders": [:],
                    ]
                ]
                $0["headers"]?["host"] = .header("host", "www.example.com")
            }
        ),
        ExampleRow("12 not asked for", "12-s3-to-custom", bucket, .unchanged),
    ]

    static let regions: [ExampleRow] =
        [
            ("DE", "eu-central-1"), ("IE", "eu-west-1"), ("GB", "eu-west-2"), ("FR", "eu-west-3"),
            ("JP", "ap-northeast-1"), ("IN", "ap-south-1"),
        ].map { country, region -> ExampleRow in
            ExampleRow(
                "11 \(country)",
                "11-s3-region",
                bucket.header("CloudFront-Viewer-Country", country),
                .changed {
                    let domainName = "demo-bucket.s3.\(region).amazonaws.com"
                    $0["origin"]?["s3"]?["region"] = .string(region)
                    $0["origin"]?["s3"]?["domainName"] = .string(domainName)
                    $0["headers"]?["host"] = .header("host", domainName)
                }
            )
        } + [
            ExampleRow(
                "11 another country",
                "11-s3-region",
                bucket.header("CloudFront-Viewer-Country", "BR"),
                .unchanged
            ),
            ExampleRow("11 no country", "11-s3-region", bucket, .unchanged),
        ]

    static let domains: [ExampleRow] =
        ["GB", "DE", "IE"].map { country -> ExampleRow in
            ExampleRow(
                "14 \(country)",
                "14-origin-by-country",
                EventBuilder(.originRequest).header("CloudFront-Viewer-Country", country),
                .changed {
                    $0["origin"]?["custom"]?["domainName"] = "eu.example.com"
                    $0["headers"]?["host"] = .header("host", "eu.example.com")
                }
            )
        } + [
            ExampleRow(
                "14 another country",
                "14-origin-by-country",
                EventBuilder(.originRequest).header("CloudFront-Viewer-Country", "US"),
                .unchanged
            ),
            ExampleRow("14 no country", "14-origin-by-country", EventBuilder(.originRequest), .unchanged),
        ]
}
