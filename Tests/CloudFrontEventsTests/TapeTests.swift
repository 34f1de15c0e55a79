import CloudFrontEvents
import Randomness
import Testing

/// Tapes are equivalent to JSON text, and malformed tapes are harmless.
@Suite struct TapeTests {
    @Test func `a tape's JSON text is the event's`() throws {
        var events = RandomEvent(random: SplitMix(seed: 11))
        var count = 0
        for _ in 0..<2000 {
            let event = events.next()
            guard let tape = event.tape() else { continue }
            count += 1
            #expect(tape.json() == event.json())
        }
        #expect(count > 20)
    }

    @Test func `an event that a tape cannot represent has none`() throws {
        let base = try EventBuilder(.originRequest).event()
        let text = String(decoding: base.json(), as: UTF8.self)
        #expect(base.tape() != nil)
        let odd = [
            text.replacing("\"uri\":\"/\"", with: "\"uri\":\"/caf\u{e9}\""),
            text.replacing("\"method\":", with: "\"more\":1,\"method\":"),
            text.replacing("\"port\":443", with: "\"port\":443.0"),
            text.replacing("\"port\":443", with: "\"port\":4e2"),
            text.replacing("\"port\":443", with: "\"port\":-0"),
            text.replacing("\"port\":443", with: "\"port\":1234567890123456"),
        ]
        for text in odd {
            #expect(try CloudFrontEvent(json: Array(text.utf8)).tape() == nil, "\(text)")
        }
    }

    @Test func `a malformed tape has a verdict`() throws {
        let event = try EventBuilder(.viewerRequest).header("Accept", "*/*").event()
        let given = event.request.headers
        var random = SplitMix(seed: 5)
        let judge = Judge()
        for _ in 0..<50_000 {
            let tokens = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                let kind = Int32.random(in: 0...15, using: &random)
                let number = Int32.random(in: 0...9, using: &random) - 1
                return Bool.random(using: &random)
                    ? number << 4 | kind : Int32.random(in: .min ... .max, using: &random)
            }
            let text = Array("status uri headers".utf8.prefix(Int.random(in: 0...18, using: &random)))
            let tape = Tape(text: text, tokens: tokens, given: given)
            if case .accepted(let result, _) = judge.verdict(on: tape, for: event) {
                #expect(result == .request(event.request), "\(tokens)")
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a verdict on a tape is the verdict on its text`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let judge = Judge()
        for _ in 0..<3000 {
            let type = EventType.allCases.randomElement(using: &random) ?? .viewerRequest
            let event = try EventBuilder(type).header("Accept", "*/*").header("Cookie", "a=1").event()
            let tape = Results.tape(for: event, using: &random)
            #expect(
                judge.verdict(on: tape, for: event) == judge.verdict(on: tape.json(), for: event),
                "\(String(decoding: tape.json(), as: UTF8.self))"
            )
        }
    }
}

/// Results that a handler might return, usual and odd ones.
private enum Results {
    static func tape(for event: CloudFrontEvent, using random: inout SplitMix) -> Tape {
        let given = event.response?.headers ?? event.request.headers
        var tape = Tape(text: [], tokens: [], given: given)
        tape.add(.object)
        if !event.type.isRequest || Int.random(in: 0..<3, using: &random) == 0 {
            if Int.random(in: 0..<9, using: &random) > 0 {
                tape.member("status", ["200", "302", "99", "x"], &random)
            }
            if Bool.random(using: &random) { tape.member("statusDescription", ["OK", ""], &random) }
        } else {
            tape.member("method", ["GET", "GET", "GET", "POST"], &random)
            tape.member("uri", ["/", "/a", "a", "/a b"], &random)
            if Bool.random(using: &random) { tape.member("querystring", ["", "a=1", "a b"], &random) }
        }
        tape.add(.key, "headers")
        tape.add(.object)
        for index in given.indices where Int.random(in: 0..<5, using: &random) > 0 {
            tape.tokens.append(Tape.token(.given, index))
        }
        // An object has each name once, but may have it again in another casing.
        for name in ["x-added", "via", "Accept", "connection", "x y"]
        where !given.contains(where: { $0.name == name }) {
            guard Int.random(in: 0..<6, using: &random) == 0 else { continue }
            tape.add(.key, name)
            tape.add(.array)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                tape.add(.entry, name)
                tape.tokens.append(3)
                tape.text += Array(random.pick(["one", "two", "\r\n\t"]).utf8)
            }
            tape.add(.endOfArray)
        }
        tape.add(.endOfObject)
        if Int.random(in: 0..<9, using: &random) == 0 {
            tape.add(.key, random.pick(["body", "more", "clientIp"]))
            tape.add(random.pick([Tape.Kind.null, .true, .array]))
            if tape.tokens.last == Tape.token(.array) { tape.add(.endOfArray) }
        }
        tape.add(.endOfObject)
        return tape
    }
}

extension Tape {
    fileprivate static func token(_ kind: Kind, _ number: Int = 0) -> Int32 {
        Int32(number) << 4 | kind.rawValue
    }

    fileprivate mutating func add(_ kind: Kind, _ string: String = "") {
        tokens.append(Tape.token(kind, string.utf8.count))
        text += Array(string.utf8)
    }

    fileprivate mutating func member(_ name: String, _ values: [String], _ random: inout SplitMix) {
        add(.key, name)
        add(.string, random.pick(values))
    }
}

extension SplitMix {
    fileprivate mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: choices.indices, using: &self)]
    }
}
