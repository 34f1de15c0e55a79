import CloudFrontEvents
import FoundationEssentials
import Glibc

/// The codec compared with Foundation's on the same types, the cost of a verdict, and the memory of both.
enum CodecFigures {
    static func measure(_ report: inout Report) async throws {
        for kilobytes in [1, 20] { try compareCodecs(kilobytes, &report) }
        try measureVerdict(&report)
        try measureMemory(&report)
    }

    private static func compareCodecs(_ kilobytes: Int, _ report: inout Report) throws {
        let event = try Record.event(ofBytes: kilobytes * 1024)
        let bytes = event.json()
        let data = Data(bytes)
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        // Foundation's containers do not keep the order of members.
        let theirs = Set(try decoder.decode(CloudFrontEvent.self, from: data).request.headers)
        let ours = Set(try CloudFrontEvent(json: bytes).request.headers)
        guard theirs == ours else { throw BenchError("JSONDecoder reads other headers than the codec") }

        let times = try measure(
            repetitions: 400 / kilobytes,
            [
                { _ = try CloudFrontEvent(json: bytes) },
                { _ = try decoder.decode(CloudFrontEvent.self, from: data) },
                { _ = event.json() },
                { _ = try encoder.encode(event) },
            ]
        )
        let size = "\(kilobytes) KB"
        report.add(Figure("codec.decode.\(kilobytes)kb.time", "decode, \(size): cpu", unit: "µs", times[0]))
        report.add(
            Figure(
                "codec.decode.\(kilobytes)kb",
                "JSONDecoder, \(size)",
                ratioTo: "decode",
                ratios(times[1], times[0]),
                better: .higherIsBetter,
                target: .median(atLeast: 8)
            )
        )
        report.add(Figure("codec.encode.\(kilobytes)kb.time", "encode, \(size): cpu", unit: "µs", times[2]))
        report.add(
            Figure(
                "codec.encode.\(kilobytes)kb",
                "JSONEncoder, \(size)",
                ratioTo: "encode",
                ratios(times[3], times[2]),
                better: .higherIsBetter,
                target: .median(atLeast: 8)
            )
        )
    }

    private static func measureVerdict(_ report: inout Report) throws {
        let event = try Record.event(ofBytes: 1024)
        let data = Data(event.json())
        let decoder = JSONDecoder()
        let judge = Judge()
        let unchanged = HandlerResult.request(event.request).json()
        var request = event.request
        request.headers.append("X-Added", "by a handler")
        let changed = HandlerResult.request(request).json()

        let times = try measure(
            repetitions: 400,
            [
                { _ = judge.verdict(on: unchanged, for: event) },
                { _ = judge.verdict(on: changed, for: event) },
                { _ = try decoder.decode(CloudFrontEvent.self, from: data) },
            ]
        )
        for (index, name, factor) in [(0, "unchanged", 10.0), (1, "changed", 1.0)] {
            let title = "verdict, \(name)"
            report.add(Figure("codec.verdict.\(name).time", "\(title), 1 KB: cpu", unit: "µs", times[index]))
            report.add(
                Figure(
                    "codec.verdict.\(name)",
                    "JSONDecoder, 1 KB",
                    ratioTo: title,
                    ratios(times[2], times[index]),
                    better: .higherIsBetter,
                    target: .median(atLeast: factor)
                )
            )
        }
    }

    private static func measureMemory(_ report: inout Report) throws {
        let megabyte = 1 << 20
        let body = Array(repeating: UInt8(ascii: "a"), count: megabyte)
        let bytes = try EventBuilder(.originRequest).body(body).event().json()
        let read = try peakGrowth { keep(try CloudFrontEvent(json: bytes).json().count) }
        report.add(
            Figure(
                "codec.memory.body",
                "reading and writing a 1 MB body: peak",
                unit: "KB",
                [read],
                target: .all(atMost: 4096)
            )
        )
        let long = Array(("[" + String(repeating: "\"text\",", count: 600_000) + "1]").utf8)
        let skip = try peakGrowth { try CloudFrontEvent.checkSyntax(of: long) }
        report.add(
            Figure(
                "codec.memory.syntax",
                "skipping 4 MB: peak",
                unit: "KB",
                [skip],
                target: .all(atMost: 64)
            )
        )
    }

    /// Returns the peak growth of resident memory during some work, in KB.
    private static func peakGrowth(_ work: () throws -> Void) rethrows -> Double {
        ProcessMemory.resetPeak()
        let before = ProcessMemory.peak
        try work()
        return Double(ProcessMemory.peak - before) / 1024
    }

    private static func ratios(_ times: [Double], _ others: [Double]) -> [Double] {
        zip(times, others).map { $0 / $1 }
    }

    /// Measures the processor time of each task, in microseconds.
    ///
    /// The tasks take turns, so that all meet the same conditions. On a busy machine wall time would include the
    /// waits of long tasks only: short ones end within their time slice.
    private static func measure(repetitions: Int, _ tasks: [() throws -> Void]) throws -> [[Double]] {
        var times = Array(repeating: [Double](), count: tasks.count)
        for _ in 0..<15 {
            for (index, task) in tasks.enumerated() {
                let begin = processorMicroseconds()
                for _ in 0..<repetitions { try task() }
                times[index].append((processorMicroseconds() - begin) / Double(repetitions))
            }
        }
        return times
    }

    private static func processorMicroseconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    /// Keeps a result from being optimized away.
    @inline(never)
    private static func keep(_ value: Int) {}
}
