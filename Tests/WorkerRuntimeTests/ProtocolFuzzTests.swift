import CloudFrontEvents
import HandlerRuntime
import Randomness
import Testing
import WorkerRuntime

/// Whatever comes over a channel is a message or an error, at either end, and never the end of the process.
@Suite struct ProtocolFuzzTests {
    /// Messages of every kind as frames: the seeds of the broken ones.
    private func frames() throws -> [[UInt8]] {
        let event = try EventBuilder(.viewerRequest).header("Accept", "text/html").event()
        let tape = try #require(event.tape())
        let code = HandlerCode(taskRoot: "/t", entry: .file(path: "/t/a.js", export: "b"))
        let function = FunctionConfiguration(
            name: "n",
            code: code,
            runtime: RuntimeIdentifier(nearest: 12, of: .python)
        )
        let failure = HandlerFailure(errorType: "E", errorMessage: "m", trace: ["1", "2"])
        let host: [HostMessage] = [
            .start(.node), .configure(function, logStreamName: "s"), .load(limit: .seconds(1)),
            .invoke(GuestCall(requestId: "r", event: .tape(tape), traceId: "t"), limit: .seconds(3)),
            .invoke(GuestCall(requestId: "r", event: .text([123, 125]), traceId: "t"), limit: .seconds(3)),
        ]
        let worker: [WorkerMessage] = [
            .hello(version: 1), .ready, .unable("no"), .log([97, 10], .stdout), .abandoned(Usage()),
            .answer(GuestAnswer(.completed(.tape(tape, .blanks)), peakMemoryBytes: 1)),
            .answer(GuestAnswer(.completed(.text([110])), peakMemoryBytes: 1)),
            .answer(GuestAnswer(.exited(failure), peakMemoryBytes: 1)),
            .answer(GuestAnswer(.outOfMemory, peakMemoryBytes: 1)),
        ]
        return host.compactMap { $0.frame() } + worker.compactMap { $0.frame() }
    }

    /// Reads all that a sender has written before it went away, as either end would.
    private func read(_ bytes: [UInt8]) -> (messages: Int, failures: Int) {
        var counts = (messages: 0, failures: 0)
        for isHost in [true, false] {
            let pair = SocketPair()
            _ = pair.one.send(bytes)
            pair.one.close()
            defer { pair.other.close() }
            do {
                while try readOne(from: pair.other, asHost: isHost) { counts.messages += 1 }
            } catch {
                #expect(!error.description.contains("\n"))
                counts.failures += 1
            }
        }
        return counts
    }

    private func readOne(from channel: WorkerChannel, asHost: Bool) throws(WorkerProtocolError) -> Bool {
        guard asHost else {
            return try channel.nextFrame { kind, reader throws(WorkerProtocolError) in
                try HostMessage(kind: kind, &reader)
            } != nil
        }
        let message = try channel.nextFrame { kind, reader throws(WorkerProtocolError) in
            try WorkerMessage(kind: kind, &reader, given: HeaderMap())
        }
        guard let message else { return false }
        // What a worker says is an answer has to stand being read.
        if case .answer(let answer) = message, case .completed(let result) = answer.ending { _ = result.json }
        return true
    }

    @Test func `frames with a byte changed, cut off or put in`() throws {
        var random = SplitMix(seed: 5)
        let seeds = try frames()
        var failures = 0
        for _ in 0..<20_000 {
            guard var frame = seeds.randomElement(using: &random) else { continue }
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0..<frame.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: frame[place] = UInt8.random(in: 0...255, using: &random)
                case 1: frame[place] ^= 1 << Int.random(in: 0..<8, using: &random)
                case 2: frame.remove(at: place)
                default: frame.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
                if frame.isEmpty { break }
            }
            failures += read(frame).failures
        }
        #expect(failures > 10_000)
    }

    @Test func `bytes by chance`() {
        var random = SplitMix(seed: 6)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0..<200, using: &random)
            _ = read((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test(arguments: [0, 1 << 29 + 1, Int(UInt32.max)])
    func `a length that no frame has`(length: Int) {
        let header = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }

        #expect(read(header + [2]).failures == 2)
    }

    @Test func `a field that says that it is longer than its frame`() {
        // A log of 4 GB in a frame of ten bytes.
        #expect(read([10, 0, 0, 0, 4, 0, 255, 255, 255, 255, 97, 98, 99, 100]).failures == 2)
    }
}
