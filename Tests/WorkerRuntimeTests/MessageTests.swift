import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations
import Testing
import WorkerRuntime

/// Messages cross a channel unchanged.
@Suite struct MessageTests {
    private let function = FunctionConfiguration(
        name: "auth",
        version: "7",
        code: HandlerCode(
            taskRoot: "/var/task",
            entry: .text("export default async () => ({ ü: 1 })", path: "/var/task/index.mjs", export: nil)
        ),
        runtime: RuntimeIdentifier(nearest: 22, of: .node),
        memoryMB: 256,
        timeout: .milliseconds(2500),
        region: "eu-central-1"
    )

    private func event(_ body: Int = 0) throws -> CloudFrontEvent {
        try EventBuilder(.viewerRequest).uri("/a").header("X-Body", String(repeating: "b", count: body))
            .event()
    }

    private func crossing(_ message: HostMessage) throws -> HostMessage {
        let pair = SocketPair()
        defer { pair.close() }
        #expect(pair.one.send(try #require(message.frame())))
        let crossed = try pair.other.nextFrame { kind, reader throws(WorkerProtocolError) in
            try HostMessage(kind: kind, &reader)
        }
        return try #require(crossed)
    }

    private func crossing(_ message: WorkerMessage, given: HeaderMap = HeaderMap()) throws -> WorkerMessage {
        let pair = SocketPair()
        defer { pair.close() }
        #expect(pair.one.send(try #require(message.frame())))
        let crossed = try pair.other.nextFrame { kind, reader throws(WorkerProtocolError) in
            try WorkerMessage(kind: kind, &reader, given: given)
        }
        return try #require(crossed)
    }

    @Test(arguments: [
        HandlerCode.Entry.text("x", path: "/var/task/index.mjs", export: nil),
        .text("", path: "/var/task/index.py", export: "lambda_handler"),
        .file(path: "/var/task/ü.js", export: "default"), .file(path: "/a.py", export: nil),
        .handlerString("src/index.handler"),
    ])
    func `a function's configuration crosses unchanged`(entry: HandlerCode.Entry) throws {
        var function = function
        function.code.entry = entry
        guard
            case .configure(let crossed, let stream) = try crossing(
                .configure(function, logStreamName: "2026/[7]ab")
            )
        else { return #expect(Bool(false)) }

        #expect(crossed == function)
        #expect(stream == "2026/[7]ab")
    }

    @Test(arguments: [0, 1, 5_000])
    func `an event on a tape crosses unchanged`(body: Int) throws {
        let tape = try #require(try event(body).tape())
        let call = GuestCall(requestId: "1-2", event: .tape(tape), traceId: "Root=1")
        guard case .invoke(let crossed, let limit) = try crossing(.invoke(call, limit: .milliseconds(3)))
        else { return #expect(Bool(false)) }

        #expect(crossed.requestId == "1-2")
        #expect(crossed.traceId == "Root=1")
        #expect(limit == .milliseconds(3))
        #expect(crossed.event.text == call.event.text)
    }

    @Test func `an event as text crosses unchanged`() throws {
        let text = Array(#"{"Records":[{"cf":"ä"}]}"#.utf8)
        let call = GuestCall(requestId: "", event: .text(text), traceId: "")
        guard case .invoke(let crossed, _) = try crossing(.invoke(call, limit: .zero))
        else { return #expect(Bool(false)) }

        #expect(crossed.event.text == text)
    }

    @Test func `a failure crosses with its trace`() throws {
        let failure = HandlerFailure(errorType: "TypeError", errorMessage: "ü\nx", trace: ["a", "", "b"])
        let usage = Usage(beganAt: 1_700_000_000_000, wall: .microseconds(1500), cpu: .nanoseconds(1))
        let sent = CallCompletion(.failed(failure), peakMemoryBytes: 4096, usage: usage)
        guard case .completion(let completion) = try crossing(.completion(sent)),
            case .failed(let crossed) = completion.ending
        else { return #expect(Bool(false)) }

        #expect(crossed == failure)
        #expect(completion.usage == usage)
        #expect(completion.peakMemoryBytes == 4096)
    }

    @Test func `a result of 3 MB crosses while it is read`() async throws {
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
        let frame = try #require(
            WorkerMessage.completion(CallCompletion(.completed(.text(text)), peakMemoryBytes: 0)).frame()
        )
        let pair = SocketPair()
        async let isSent = pair.one.send(frame)
        let crossed = try pair.other.nextFrame { kind, reader throws(WorkerProtocolError) in
            try WorkerMessage(kind: kind, &reader, given: HeaderMap())
        }
        guard case .completion(let completion) = crossed,
            case .completed(.text(let received)) = completion.ending
        else { return #expect(Bool(false)) }

        #expect(await isSent)
        #expect(received == text)
        pair.close()
    }

    @Test func `frames that arrive byte by byte are read once they are whole`() throws {
        let frame = try #require(WorkerMessage.log(Array("line\n".utf8), .stderr).frame())
        let pair = SocketPair()
        defer { pair.close() }
        for (index, byte) in (frame + frame).enumerated() {
            #expect(pair.one.send([byte]))
            #expect(pair.other.receive() == .bytes)
            let message = try pair.other.readFrame { kind, reader throws(WorkerProtocolError) in
                try WorkerMessage(kind: kind, &reader, given: HeaderMap())
            }
            #expect((message != nil) == (index % frame.count == frame.count - 1))
        }
    }

    @Test func `the end of the other side is reported after its messages`() throws {
        let pair = SocketPair()
        #expect(pair.one.send(try #require(WorkerMessage.ready.frame())))
        pair.one.close()
        func next() throws -> WorkerMessage? {
            try pair.other.nextFrame { kind, reader throws(WorkerProtocolError) in
                try WorkerMessage(kind: kind, &reader, given: HeaderMap())
            }
        }

        guard case .ready = try next() else { return #expect(Bool(false)) }
        #expect(try next() == nil)
        #expect(!pair.other.send([1, 0, 0, 0, 2]))
        pair.other.close()
    }
}
