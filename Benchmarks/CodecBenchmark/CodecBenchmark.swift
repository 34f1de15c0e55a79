import CloudFrontEvents
import Foundation

/// Measures this project's codec against Foundation's on the same types, in one run, and the verdict's cost.
///
/// Exits with 1 when a figure of the design is missed.
@main
struct CodecBenchmark {
    static func main() throws {
        var figures = Figures()
        for (name, size) in [("1 KB", 1024), ("20 KB", 20 * 1024)] {
            let event = try Record.event(ofBytes: size)
            let bytes = event.json()
            print("\(name) record: \(bytes.count) bytes")
            try compareCodecs(event, bytes, &figures)
        }
        try measureVerdict(&figures)
        try measureMemory(&figures)
        if figures.missed { exit(1) }
    }

    private static func compareCodecs(
        _ event: CloudFrontEvent,
        _ bytes: [UInt8],
        _ figures: inout Figures
    ) throws {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        // Foundation's containers do not keep the order of members.
        let theirs = Set(try decoder.decode(CloudFrontEvent.self, from: data).request.headers)
        let ours = Set(try CloudFrontEvent(json: bytes).request.headers)
        precondition(theirs == ours, "the decoders agree")

        let times = try measure([
            { _ = try CloudFrontEvent(json: bytes) },
            { _ = try decoder.decode(CloudFrontEvent.self, from: data) },
            { _ = event.json() },
            { _ = try encoder.encode(event) },
        ])
        figures.add("decode", times[0], against: times[1], atLeast: 8)
        figures.add("encode", times[2], against: times[3], atLeast: 8)
    }

    private static func measureVerdict(_ figures: inout Figures) throws {
        let event = try Record.event(ofBytes: 1024)
        let data = Data(event.json())
        let decoder = JSONDecoder()
        let judge = Judge()
        let unchanged = HandlerResult.request(event.request).json()
        var request = event.request
        request.headers.append("X-Added", "by a handler")
        let changed = HandlerResult.request(request).json()

        let times = try measure([
            { _ = judge.verdict(on: unchanged, for: event) },
            { _ = judge.verdict(on: changed, for: event) },
            { _ = try decoder.decode(CloudFrontEvent.self, from: data) },
        ])
        figures.add("verdict, unchanged", times[0], against: times[2], atLeast: 10)
        figures.add("verdict, changed", times[1], against: times[2], atLeast: 1)
    }

    private static func measureMemory(_ figures: inout Figures) throws {
        let size = 1024 * 1024
        let bytes = try EventBuilder(.originRequest).body(Array(repeating: 0x61, count: size)).event().json()
        let read = Memory.peakGrowth {
            guard let event = try? CloudFrontEvent(json: bytes) else { return }
            keep(event.json().count)
        }
        figures.add("peak of reading and writing a 1 MB body", bytes: read, atMost: 4 * size)

        let skipped = Array(("[" + String(repeating: "\"text\",", count: 600_000) + "1]").utf8)
        let skip = Memory.peakGrowth { try? CloudFrontEvent.checkSyntax(of: skipped) }
        figures.add("peak of passing over 4 MB", bytes: skip, atMost: 64 * 1024)
    }

    /// The shortest time of each work, in nanoseconds, taken in turns so that all meet the same machine.
    private static func measure(_ works: [() throws -> Void]) throws -> [Double] {
        var best = Array(repeating: Double.infinity, count: works.count)
        for _ in 0..<15 {
            for (index, work) in works.enumerated() {
                let repetitions = 400
                let start = ContinuousClock.now
                for _ in 0..<repetitions { try work() }
                let time = (ContinuousClock.now - start) / .nanoseconds(1) / Double(repetitions)
                best[index] = min(best[index], time)
            }
        }
        return best
    }
}

/// Keeps a result from being optimised away.
@inline(never)
func keep(_ value: Int) {}

/// Prints figures and remembers whether all were met.
struct Figures {
    private(set) var missed = false

    mutating func add(_ name: String, _ time: Double, against other: Double, atLeast factor: Double) {
        let ratio = other / time
        let times = String(format: "%8.2f µs against %8.2f µs", time / 1000, other / 1000)
        let ratios = String(format: "%.1f times as fast, at least %.0f", ratio, factor)
        print(name, times, ratios, verdict(ratio >= factor), separator: "  ")
    }

    mutating func add(_ name: String, bytes: Int, atMost limit: Int) {
        print(name, "\(bytes) bytes", "at most \(limit)", verdict(bytes <= limit), separator: "  ")
    }

    private mutating func verdict(_ isMet: Bool) -> String {
        if !isMet { missed = true }
        return isMet ? "met" : "MISSED"
    }
}
