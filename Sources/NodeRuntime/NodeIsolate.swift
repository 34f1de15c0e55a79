import CNodeHost
import CloudFrontEvents
import HandlerRuntime

/// The one owner of a C handle to an isolate; no pointer leaves this file.
///
/// Used on the thread that created it, but for ``interrupt()``.
@safe final class NodeIsolate: @unchecked Sendable {
    // Set on the isolate's thread before the first call, and read by `interrupt` while a call is running.
    private nonisolated(unsafe) var handle: OpaquePointer?

    /// How a call ended.
    enum Ending {
        case completed(HandlerAnswer)
        case failed(HandlerFailure)
        case crashed(HandlerFailure)
        case exited(ProcessExit)
        case interrupted
        case outOfMemory
    }

    /// The end of a call, and its memory.
    struct Answer {
        var ending: Ending
        var peakMemoryBytes: Int
    }

    deinit {
        precondition(unsafe handle == nil, "an isolate was dropped that nobody had destroyed")
    }

    /// Makes the isolate on the calling thread.
    func create() throws(RuntimeStartError) {
        guard let made = unsafe nodehost_isolate_create() else {
            throw RuntimeStartError("Node made no environment")
        }
        unsafe handle = made
    }

    /// Does ahead what the first calls would take their time for.
    func warmUp() {
        unsafe nodehost_isolate_warm_up(open)
    }

    /// Gives the isolate to a function.
    func configure(
        environment: [(name: String, value: String)],
        settings: [(String, String)],
        workingDirectory: String,
        memoryLimit: Int,
        log: InvocationLog
    ) throws(RuntimeStartError) {
        let variables = environment.map { ($0.name, $0.value) }
        var workingDirectory = workingDirectory
        let isConfigured = unsafe withPairs(variables) { variables in
            unsafe withPairs(settings) { settings in
                workingDirectory.withUTF8 { workingDirectory in
                    var function = unsafe nodehost_function(
                        environment: variables.baseAddress,
                        environment_count: variables.count,
                        settings: settings.baseAddress,
                        settings_count: settings.count,
                        working_directory: text(workingDirectory),
                        memory_limit: memoryLimit,
                        log_write: writeToLog,
                        log_context: Unmanaged.passRetained(log).toOpaque(),
                        log_release: releaseLog
                    )
                    return unsafe nodehost_isolate_configure(open, &function)
                }
            }
        }
        guard isConfigured else { throw RuntimeStartError("Node took no settings") }
    }

    /// Loads the handler that the pairs describe.
    func load(_ entry: [(String, String)]) -> Answer {
        unsafe withPairs(entry) { entry in
            unsafe Self.read(nodehost_isolate_load(open, entry.baseAddress, entry.count))
        }
    }

    /// Invokes the handler.
    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> Answer {
        var requestId = call.requestId
        var traceId = call.traceId
        return requestId.withUTF8 { requestId in
            traceId.withUTF8 { traceId in
                unsafe withEvent(call.event) { event in
                    var invocation = unsafe nodehost_invocation(
                        request_id: text(requestId),
                        event: event,
                        trace_id: text(traceId),
                        deadline: Double(deadline.epochMilliseconds)
                    )
                    return unsafe Self.read(
                        nodehost_isolate_invoke(open, &invocation),
                        given: call.event.given
                    )
                }
            }
        }
    }

    /// Makes the running call end; from any thread.
    func interrupt() {
        unsafe nodehost_isolate_interrupt(open)
    }

    /// Whether destroying takes no longer than freeing memory.
    var isIdle: Bool { unsafe nodehost_isolate_is_idle(open) }

    /// Frees the isolate.
    func destroy() {
        unsafe nodehost_isolate_destroy(open)
        unsafe handle = nil
    }

    private var open: OpaquePointer {
        guard let handle = unsafe handle else { preconditionFailure("an isolate was used that is not there") }
        return unsafe handle
    }

    private static func read(_ answer: nodehost_answer, given: HeaderMap = HeaderMap()) -> Answer {
        let ending: Ending =
            switch unsafe answer.ending {
            case .completed: unsafe .completed(result(answer.result, given))
            case .failed: unsafe .failed(failure(answer.failure))
            case .crashed: unsafe .crashed(failure(answer.failure))
            case .exited:
                unsafe .exited(
                    answer.exit_signal != 0 ? .signal(answer.exit_signal) : .status(answer.exit_status)
                )
            case .interrupted: .interrupted
            case .outOfMemory: .outOfMemory
            }
        return unsafe Answer(ending: ending, peakMemoryBytes: Int(answer.peak_memory))
    }

    private static func result(_ tape: nodehost_tape, _ given: HeaderMap) -> HandlerAnswer {
        let text = unsafe bytes(tape.text)
        guard unsafe tape.token_count > 0 else { return .text(text) }
        let tokens = unsafe UnsafeBufferPointer(start: tape.tokens, count: tape.token_count)
        return unsafe .tape(Tape(text: text, tokens: [Int32](tokens), given: given), .none)
    }

    private static func failure(_ failure: nodehost_failure) -> HandlerFailure {
        let trace = unsafe string(failure.trace)
        return unsafe HandlerFailure(
            errorType: string(failure.type),
            errorMessage: string(failure.message),
            trace: trace.isEmpty
                ? [] : trace.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        )
    }
}

/// Lends an event to a body: its tape, or its text when there is none or it is too long.
private func withEvent<Result>(_ event: GuestEvent, _ body: (nodehost_tape) -> Result) -> Result {
    switch event {
    case .tape(let tape) where tape.tokens.count <= NODEHOST_TOKEN_CAPACITY:
        unsafe tape.text.withUnsafeBufferPointer { bytes in
            unsafe tape.tokens.withUnsafeBufferPointer { tokens in
                unsafe body(
                    nodehost_tape(text: text(bytes), tokens: tokens.baseAddress, token_count: tokens.count)
                )
            }
        }
    case .tape, .text:
        unsafe event.text.withUnsafeBufferPointer { bytes in
            unsafe body(nodehost_tape(text: text(bytes), tokens: nil, token_count: 0))
        }
    }
}

private func bytes(_ text: nodehost_text) -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: text.bytes, count: text.length))
}

private func string(_ text: nodehost_text) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
}

private func text(_ buffer: UnsafeBufferPointer<UInt8>) -> nodehost_text {
    let start = unsafe UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
    return unsafe nodehost_text(bytes: start, length: buffer.count)
}

/// Lends pairs of strings to a body, all in one buffer.
private func withPairs<Result>(
    _ pairs: [(String, String)],
    _ body: (UnsafeBufferPointer<nodehost_pair>) -> Result
) -> Result {
    let texts = pairs.flatMap { [$0.0, $0.1] }
    let buffer = texts.flatMap { Array($0.utf8) }
    return unsafe buffer.withUnsafeBufferPointer { buffer in
        var start = 0
        let lent = unsafe texts.map { string in
            defer { start += string.utf8.count }
            return unsafe text(UnsafeBufferPointer(rebasing: buffer[start..<(start + string.utf8.count)]))
        }
        let views = unsafe stride(from: 0, to: lent.count, by: 2).map { index in
            unsafe nodehost_pair(name: lent[index], value: lent[index + 1])
        }
        return unsafe views.withUnsafeBufferPointer(body)
    }
}

private func writeToLog(_ context: UnsafeMutableRawPointer, stream: NodeHostStream, text: nodehost_text) {
    let log = unsafe Unmanaged<InvocationLog>.fromOpaque(context).takeUnretainedValue()
    unsafe log.write(bytes(text), to: stream == .stderr ? .stderr : .stdout)
}

private func releaseLog(_ context: UnsafeMutableRawPointer) {
    unsafe Unmanaged<InvocationLog>.fromOpaque(context).release()
}
