import CloudFrontEvents

/// Makes records of all shapes, including some that CloudFront never sends and some that need text.
struct RandomRecord: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func record() -> CloudFrontEvent {
        let type = EventType.allCases.randomElement(using: &self) ?? .viewerRequest
        let request = EdgeRequest(
            clientIp: maybe { $0.text() },
            headers: headers(),
            method: text(),
            querystring: text(),
            uri: text(),
            body: maybe { $0.body() },
            origin: maybe { $0.origin() }
        )
        let response = EdgeResponse(
            status: flip() ? .string(text()) : .number(JSONNumber(number())),
            statusDescription: maybe { $0.text() },
            headers: headers(),
            body: maybe { $0.text() }
        )
        return CloudFrontEvent(
            config: EventConfig(
                distributionDomainName: maybe { $0.text() },
                distributionId: maybe { $0.text() },
                eventType: type,
                requestId: maybe { $0.text() }
            ),
            request: request,
            response: type.isRequest ? nil : response
        )
    }

    private mutating func flip() -> Bool { Bool.random(using: &self) }

    private mutating func maybe<Value>(_ make: (inout RandomRecord) -> Value) -> Value? {
        flip() ? make(&self) : nil
    }

    private mutating func number() -> Int {
        let whole = Int.random(in: -99_999_999_999_999...999_999_999_999_999, using: &self)
        return [0, -1, 80, 443, whole].randomElement(using: &self) ?? 0
    }

    private mutating func text() -> String {
        let pieces = [
            "", "a", "/", "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{C}", "\u{0}", "\u{1F}", "x-edge-", "Via",
            "0", " ", "{}", "key", "value", String(repeating: "long", count: 200),
        ]
        // Rare enough that most records can be tapes.
        let rare = Int.random(in: 0..<200, using: &self) == 0 ? "é😀" : ""
        let count = Int.random(in: 0...4, using: &self)
        return (0..<count).map { _ in pieces.randomElement(using: &self) ?? "" }.joined() + rare
    }

    private mutating func headers() -> HeaderMap {
        let names = [
            "Host", "host", "Via", "X-Edge-A", "x-edge-b", "cookie", "COOKIE", "key", "value", "a b", "",
            "\u{0}",
            String(repeating: "x", count: 41), String(repeating: "x", count: 40),
        ]
        var headers = HeaderMap()
        for _ in 0..<Int.random(in: 0...12, using: &self) {
            headers.append(names.randomElement(using: &self) ?? "", text())
        }
        return headers
    }

    private mutating func body() -> RequestBody {
        RequestBody(
            action: flip() ? .replace : .readOnly,
            data: maybe { $0.text() },
            encoding: flip() ? .text : nil,
            inputTruncated: maybe { $0.flip() }
        )
    }

    private mutating func origin() -> Origin {
        if flip() {
            var origin = S3Origin(domainName: text(), region: text())
            origin.path = maybe { $0.text() }
            origin.customHeaders = headers()
            return .s3(origin)
        }
        var origin = CustomOrigin(domainName: text())
        origin.port = JSONNumber(number())
        origin.customHeaders = headers()
        return .custom(origin)
    }
}
