import CloudFrontEvents
import Foundation
import Randomness
import Testing

/// Randomly broken results and events.
///
/// `BRINK_FUZZ_RUNS` sets the number of runs, `BRINK_FUZZ_SEED` the seed.
struct MutationTests {
    private static let runs = setting("BRINK_FUZZ_RUNS") ?? 200_000
    private static let seed = setting("BRINK_FUZZ_SEED") ?? 20_260_101

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }

    @Test func `every broken result has a verdict, and every accepted one survives a round trip`() throws {
        let seeds = try Self.results()
        let judges = [Judge(), Judge(profile: .aws, strictness: .lenient)]
        var random = SplitMix(seed: UInt64(Self.seed))
        var accepted = 0
        for run in 0..<Self.runs {
            let (event, result) = seeds[run % seeds.count]
            var broken = result
            for _ in 0...Int.random(in: 0...3, using: &random) { Self.mutate(&broken, &random) }

            switch judges[run & 1].verdict(on: broken, for: event) {
            case .refused(let refusal):
                if refusal.message.isEmpty || !refusal.log.hasPrefix("Validation error: ") {
                    Issue.record("no text for \(refusal.rule.id): \(String(decoding: broken, as: UTF8.self))")
                }
            case .accepted(let result, _):
                accepted += 1
                guard try HandlerResult(json: result.json(), for: event.type) == result else {
                    Issue.record("no round trip: \(String(decoding: broken, as: UTF8.self))")
                    return
                }
            }
        }
        // The mutations produce both accepted and refused results.
        #expect((Self.runs / 100...Self.runs / 2).contains(accepted), "\(accepted) of \(Self.runs)")
    }

    @Test func `every broken event is read or refused in one line`() throws {
        let events = try EventType.allCases.map { try EventBuilder($0).body("a=1".utf8).event().json() }
        var random = SplitMix(seed: UInt64(Self.seed))
        for run in 0..<Self.runs / 4 {
            var broken = events[run % events.count]
            for _ in 0...Int.random(in: 0...3, using: &random) { Self.mutate(&broken, &random) }
            do {
                let event = try CloudFrontEvent(json: broken)
                #expect(try CloudFrontEvent(json: event.json()) == event)
            } catch {
                let lines = error.description.split(
                    omittingEmptySubsequences: false,
                    whereSeparator: \.isNewline
                )
                #expect(lines.count == 1 && error.offset <= broken.count)
            }
        }
    }

    /// Makes a result of each kind for each event.
    private static func results() throws -> [(CloudFrontEvent, [UInt8])] {
        var results: [(CloudFrontEvent, [UInt8])] = []
        for type in EventType.allCases {
            let event = try EventBuilder(type).header("Cookie", "a=\"b\"\\").body("a=1".utf8).event()
            if let response = event.response {
                results.append((event, HandlerResult.response(response).json()))
            } else {
                var changed = event.request
                changed.body?.action = .replace
                changed.headers.append("X-Added", "é")
                let generated = EdgeResponse(status: 302, location: "/a")
                results.append((event, HandlerResult.request(event.request).json()))
                results.append((event, HandlerResult.request(changed).json()))
                results.append((event, HandlerResult.generated(generated).json()))
            }
        }
        return results
    }

    private static let pieces: [[UInt8]] =
        [
            "null", "true", "{}", "[]", "[{}]", "\"\"", "0", "-0.5e+9", "1e999", "01", "-", "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\\u0000", "\\", "\"", ",", ":", "{", "}", "[", "]", "\"status\":", "\"status\":200,",
            "\"body\":",
            "\"headers\":", "\"value\":", "\"key\":", "\"x-edge-a\":", "\"uri\":", "\"origin\":{\"s3\":{}},",
            "\r\n",
            String(repeating: "[", count: 300),
        ].map { Array($0.utf8) } + [
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x00],
        ]

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return bytes = [UInt8](repeating: 0x7B, count: 2) }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, index + Int.random(in: 1...16, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(index..<end)
        case 2:
            bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &random))
        case 3: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: index)
        case 4: replaceToken(around: index, in: &bytes, &random)
        default: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
    }

    /// Replaces a whole token by a piece, so that the text remains JSON more often.
    private static func replaceToken(around index: Int, in bytes: inout [UInt8], _ random: inout SplitMix) {
        let ends: Set<UInt8> = Set("{}[]:,".utf8)
        let start = bytes[..<index].lastIndex(where: ends.contains).map { $0 + 1 } ?? 0
        let end = bytes[index...].firstIndex(where: ends.contains) ?? bytes.count
        guard start <= end else { return }
        bytes.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? [])
    }
}

extension EdgeResponse {
    fileprivate init(status: Int, location: String) {
        self.init(status: StatusCode(status), statusDescription: "Found")
        headers.append("Location", location)
    }
}
