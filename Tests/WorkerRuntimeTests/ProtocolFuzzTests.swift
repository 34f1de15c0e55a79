import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations
import Randomness
import Testing
import WorkerRuntime

/// All bytes from a channel are read as messages or errors, at either end, and never crash the process.
@Suite struct ProtocolFuzzTests {
    /// Frames of every kind of message: the seeds of the broken ones.
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
            .hello(version: 1), .ready, .unable("no"), .log([97, 10], .stdout),
            .log([10], .stdout, asRecord: true), .abandoned(Usage()),
            .completion(CallCompletion(.completed(.tape(tape, .blanks)), peakMemoryBytes: 1)),
            .completion(CallCompletion(.completed(.text([110])), peakMemoryBytes: 1)),
            .completion(CallCompletion(.exited(failure), peakMemoryBytes: 1)),
            .completion(CallCompletion(.outOfMemory, peakMemoryBytes: 1)),
            .completion(
                CallCompletion(.completed(.text([110])), peakMemoryBytes: 1, exitAfterAnswer: .signal(9))
            ),
        ]
        return host.compactMap { $0.frame() } + worker.compactMap { $0.frame() }
    }

    /// Reads the bytes of a sender that has gone, as either end would.
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
        // A result must survive its decoding.
        if case .completion(let completion) = message, case .completed(let result) = completion.ending {
            _ = result.json
        }
        return true
    }

    @Test func `frames with bytes changed, removed or inserted are read or refused`() throws {
        var random = SplitMix(seed: 5)
        let seeds = try frames()
        var failures = 0
        for _ in 0..<20_000 {
            guard var frame = seeds.randomElement(using: &random) else { continue }
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let index = Int.random(in: 0..<frame.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: frame[index] = UInt8.random(in: 0...255, using: &random)
                case 1: frame[index] ^= 1 << Int.random(in: 0..<8, using: &random)
                case 2: frame.remove(at: index)
                default: frame.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
                if frame.isEmpty { break }
            }
            failures += read(frame).failures
        }
        #expect(failures > 10_000)
    }

    @Test func `random bytes are read or refused`() {
        var random = SplitMix(seed: 6)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0..<200, using: &random)
            _ = read((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test(arguments: [0, 1 << 29 + 1, Int(UInt32.max)])
    func `a length out of range is refused`(length: Int) {
        let header = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }

        #expect(read(header + [2]).failures == 2)
    }

    @Test func `a field longer than its frame is refused`() {
        // A log of 4 GB in a frame of ten bytes.
        #expect(read([10, 0, 0, 0, 4, 0, 255, 255, 255, 255, 97, 98, 99, 100]).failures == 2)
    }
}
