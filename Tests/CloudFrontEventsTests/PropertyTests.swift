import CloudFrontEvents
import Foundation
import Randomness
import Testing

/// Properties of all events.
struct PropertyTests {
    @Test(arguments: [Judge(), Judge(profile: .aws, strictness: .strict), Judge(strictness: .lenient)])
    func `an unchanged event is always accepted`(judge: Judge) throws {
        var events = RandomEvent(random: SplitMix(seed: 1))
        for _ in 0..<1500 {
            let event = events.next()
            let given = event.response.map { HandlerResult.response($0) } ?? .request(event.request)

            // As a handler writes it, and as another writer does, with white space and in another order.
            for json in [given.json(), try Self.rewritten(given.json())] {
                guard case .accepted(let result, let warnings) = judge.verdict(on: json, for: event) else {
                    Issue.record("refused: \(String(decoding: json, as: UTF8.self))")
                    return
                }
                guard warnings.isEmpty, Self.sorted(result) == Self.sorted(given) else {
                    Issue.record("\(warnings.map(\.rule.id)) for \(String(decoding: json, as: UTF8.self))")
                    return
                }
            }
        }
    }

    @Test func `every event survives a round trip`() throws {
        var events = RandomEvent(random: SplitMix(seed: 2))
        for _ in 0..<1500 {
            let event = events.next()

            #expect(try CloudFrontEvent(json: event.json()) == event)
        }
    }

    @Test func `headers are grouped by name, in any number and casing`() throws {
        var random = SplitMix(seed: 3)
        for _ in 0..<200 {
            var expected: [String: [String]] = [:]
            var members: [String] = []
            for index in 0..<Int.random(in: 0...300, using: &random) {
                let name = "x-name-\(Int.random(in: 0..<400, using: &random))"
                let spellings = [name, name.uppercased(), name.replacing("x", with: #"\u0078"#)]
                expected[name, default: []].append("\(index)")
                members.append(
                    #""\#(spellings.randomElement(using: &random) ?? name)":[{"value":"\#(index)"}]"#
                )
            }
            let json = #"{"uri":"/","method":"GET","headers":{\#(members.joined(separator: ","))}}"#

            guard case .request(let request) = try HandlerResult(json: Array(json.utf8), for: .originRequest)
            else {
                Issue.record("no request")
                return
            }

            // The fields of a name are adjacent, so every name is written once.
            let names = request.headers.map(\.name)
            let runs = zip(names, names.dropFirst()).count { $0 != $1 } + (names.isEmpty ? 0 : 1)
            #expect(runs == expected.count)
            #expect(expected.allSatisfy { request.headers[$0.key] == $0.value })
        }
    }

    private static func rewritten(_ json: [UInt8]) throws -> [UInt8] {
        let object = try JSONSerialization.jsonObject(with: Data(json))
        return Array(
            try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        )
    }

    /// Sorts the result's headers by name: for other writers, JSON objects have no order.
    private static func sorted(_ result: HandlerResult) -> HandlerResult {
        func sorted(_ headers: HeaderMap) -> HeaderMap {
            var map = HeaderMap()
            for name in Set(headers.map(\.name)).sorted() {
                for field in headers where field.name == name { map.append(field.wireName, field.value) }
            }
            return map
        }
        switch result {
        case .request(var request):
            request.headers = sorted(request.headers)
            switch request.origin {
            case .custom(var origin):
                origin.customHeaders = sorted(origin.customHeaders)
                request.origin = .custom(origin)
            case .s3(var origin):
                origin.customHeaders = sorted(origin.customHeaders)
                request.origin = .s3(origin)
            case nil: break
            }
            return .request(request)
        case .response(var response):
            response.headers = sorted(response.headers)
            return .response(response)
        case .generated: return result
        }
    }
}
