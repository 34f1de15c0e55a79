import CloudFrontEvents
import Randomness

/// A source of events of every shape, including ones that CloudFront would never send.
struct RandomEvent {
    var random: SplitMix

    mutating func next() -> CloudFrontEvent {
        let type = EventType.allCases.randomElement(using: &random) ?? .viewerRequest
        let config = EventConfig(
            distributionDomainName: maybe { $0.text() },
            distributionId: maybe { $0.text() },
            eventType: type,
            requestId: maybe { $0.text() }
        )
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
            status: flip() ? .string(text()) : .number(JSONNumber(Int.random(in: -9...999, using: &random))),
            statusDescription: maybe { $0.text() },
            headers: headers(),
            body: maybe { $0.text() },
            bodyEncoding: flip() ? nil : .base64
        )
        return CloudFrontEvent(config: config, request: request, response: type.isRequest ? nil : response)
    }

    private mutating func flip() -> Bool { Bool.random(using: &random) }

    private mutating func maybe<Value>(_ make: (inout RandomEvent) -> Value) -> Value? {
        flip() ? make(&self) : nil
    }

    private mutating func text() -> String {
        let pieces = [
            "", "a", "/", "\"", "\\", "\n", "\r", "\u{0}", "é", "😀", "\u{7F}", "x-edge-", "Via", "0", " ",
            "#",
        ]
        let count = Int.random(in: 0...6, using: &random)
        return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    private mutating func headers() -> HeaderMap {
        let names = [
            "Host", "host", "Via", "X-Edge-A", "Connection", "cookie", "COOKIE", "X-Long-Name-Of-A-Header",
            "a b", "",
        ]
        var headers = HeaderMap()
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            headers.append(names.randomElement(using: &random) ?? "", text())
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
        origin.port = JSONNumber(Int.random(in: 0...99_999, using: &random))
        origin.protocol = maybe { $0.text() }
        origin.customHeaders = headers()
        return .custom(origin)
    }
}
