import CloudFrontEvents
import HandlerRuntime

enum PartFigures {
    static func measure(_ table: inout FigureTable) async throws {
        let records = try WarmFigures.events(2000).map(\.record)
        time("tape") { for record in records { sink(record.tape()!.tokens.count) } }
        if CommandLine.arguments.contains("only") { let answers = records.map { r -> Tape in var r = r; r.request.uri = "/pages" + r.request.uri; r.request.headers.append("X-Added", "yes"); return request(of: r.tape()!) }; let judge = Judge(); for _ in 0..<20 { time("v") { for (record, answer) in zip(records, answers) { guard case .accepted = judge.verdict(on: answer, for: record) else { fatalError() } } } }; return }
        time("json") { for record in records { sink(record.json().count) } }
        let answers = records.map { record -> Tape in
            var record = record
            record.request.uri = "/pages" + record.request.uri
            record.request.headers.append("X-Added", "yes")
            return request(of: record.tape()!)
        }
        let unchanged = records.map { request(of: $0.tape()!) }
        let judge = Judge()
        time("verdict changed") {
            for (record, answer) in zip(records, answers) {
                guard case .accepted = judge.verdict(on: answer, for: record) else { fatalError() }
            }
        }
        time("verdict unchanged") {
            for (record, answer) in zip(records, unchanged) {
                guard case .accepted = judge.verdict(on: answer, for: record) else { fatalError() }
            }
        }
        time("verdict typed") {
            for record in records {
                guard case .accepted = judge.verdict(on: .request(record.request), for: record) else { fatalError() }
            }
        }
        print(String(decoding: answers[0].json(), as: UTF8.self))
    }
    nonisolated(unsafe) static var total = 0
    static func sink(_ x: Int) { unsafe total &+= x }
    static func time(_ name: String, _ body: () -> Void) {
        body()
        var best: [Double] = []
        for _ in 0..<20 {
            let b = ContinuousClock.now
            body()
            best.append((ContinuousClock.now - b).milliseconds * 1000 / 2000)
        }
        best.sort()
        print(name, best[0], best[10])
    }
    static func request(of tape: Tape) -> Tape {
        var out = Tape(text: [], tokens: [])
        var position = 0, index = 0, isIn = false, depth = 0
        while index < tape.tokens.count {
            let token = tape.tokens[index]
            let kind = Tape.Kind(rawValue: token & 15)!
            let n = Int(token >> 4)
            index += 1
            if kind == .name, MemberName(rawValue: UInt8(n)) == .request { isIn = true; continue }
            if kind == .object || kind == .array, isIn { depth += 1 }
            var text: ArraySlice<UInt8> = []
            var extra: Int32?
            switch kind {
            case .string, .json, .key: text = tape.text[position..<position + n]; position += n
            case .entry:
                extra = tape.tokens[index]; index += 1
                text = tape.text[position..<position + n + Int(extra!)]; position += n + Int(extra!)
            default: break
            }
            guard isIn else { continue }
            if kind == .name {
                let name = Array("\(MemberName(rawValue: UInt8(n))!.text)".utf8)
                out.tokens.append(Int32(name.count) << 4 | Tape.Kind.key.rawValue)
                out.text += name
            } else {
                out.tokens.append(token)
                if let extra { out.tokens.append(extra) }
                out.text += text
            }
            if kind == .endOfObject || kind == .endOfArray { depth -= 1; if depth == 0 { break } }
        }
        return out
    }
}
