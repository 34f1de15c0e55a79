import CNodeHost
import CloudFrontEvents
import HandlerRuntime
import Invariants
import Invocations

/// Owns the C handle of an isolate; no pointer leaves this file.
///
/// Used on the thread that created it, except for ``interrupt()``.
@safe final class NodeIsolate: @unchecked Sendable {
    // Set on the isolate's thread before the first call, and read by `interrupt` while a call is running.
    private nonisolated(unsafe) var handle: OpaquePointer?

    deinit {
        invariant(unsafe handle == nil, "an isolate was dropped without being destroyed")
    }

    /// Creates the isolate on the calling thread.
    func create() throws(RuntimeStartError) {
        guard let created = unsafe nodehost_isolate_create() else {
            throw RuntimeStartError("Node created no environment")
        }
        unsafe handle = created
    }

    /// Does work in advance that the first calls would otherwise wait for.
    func warmUp() { unsafe nodehost_isolate_warm_up(open) }

    /// Assigns the isolate to a function.
    func configure(_ configuration: GuestConfiguration) throws(RuntimeStartError) {
        var workingDirectory = configuration.function.code.taskRoot
        let isConfigured = unsafe withPairs(configuration.settings) { settings in
            unsafe withPairs(configuration.environment.variables) { environment in
                workingDirectory.withUTF8 { workingDirectory in
                    var described = unsafe nodehost_configuration(
                        settings: settings.baseAddress,
                        settings_count: settings.count,
                        environment: environment.baseAddress,
                        environment_count: environment.count,
                        working_directory: text(UnsafeRawBufferPointer(workingDirectory)),
                        memory_limit: configuration.function.memoryMB << 20,
                        log: hostLog(configuration.log)
                    )
                    return unsafe nodehost_isolate_configure(open, &described)
                }
            }
        }
        guard isConfigured else { throw RuntimeStartError("Node rejected the function's settings") }
    }

    /// Loads the function's module and finds its handler.
    func load() -> CallCompletion { unsafe completion(nodehost_isolate_load(open), of: nil) }

    /// Invokes the handler.
    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion {
        var requestId = call.requestId
        var traceId = call.traceId
        return requestId.withUTF8 { requestId in
            traceId.withUTF8 { traceId in
                unsafe withEvent(call.event) { event in
                    var invocation = unsafe nodehost_invocation(
                        request_id: text(UnsafeRawBufferPointer(requestId)),
                        event: event,
                        trace_id: text(UnsafeRawBufferPointer(traceId)),
                        deadline: deadline.epochMilliseconds
                    )
                    return unsafe completion(nodehost_isolate_invoke(open, &invocation), of: call)
                }
            }
        }
    }

    /// Ends the running call; from any thread.
    func interrupt() { unsafe nodehost_isolate_interrupt(open) }

    /// True if destroying the isolate only frees memory.
    var isIdle: Bool { unsafe nodehost_isolate_is_idle(open) }

    /// Frees the isolate.
    func destroy() {
        unsafe nodehost_isolate_destroy(open)
        unsafe handle = nil
    }

    private var open: OpaquePointer {
        guard let handle = unsafe handle else { violation("an isolate was used that does not exist") }
        return unsafe handle
    }
}

/// Copies the end of an invocation, or of a load.
private func completion(_ end: nodehost_completion, of call: GuestCall?) -> CallCompletion {
    let ending: CallCompletion.Ending =
        switch unsafe end.status {
        case .completed: unsafe .completed(result(end.result, of: call))
        case .failed: unsafe .failed(failure(end.failure))
        case .crashed: unsafe .exited(failure(end.failure))
        case .exited: unsafe .exited(.exit(exit(end), requestId: call?.requestId))
        case .interrupted: .interrupted
        case .outOfMemory: .outOfMemory
        }
    return unsafe CallCompletion(
        ending,
        peakMemoryBytes: end.peak_memory,
        exitAfterAnswer: end.ended_after_answer ? exit(end) : nil
    )
}

private func exit(_ end: nodehost_completion) -> ProcessExit {
    unsafe end.exit_signal != 0 ? .signal(end.exit_signal) : .status(end.exit_status)
}

private func result(_ tape: nodehost_tape, of call: GuestCall?) -> EncodedResult {
    let text = unsafe bytes(tape.text)
    guard unsafe tape.token_count > 0 else { return .text(text) }
    let tokens = unsafe [Int32](UnsafeBufferPointer(start: tape.tokens, count: tape.token_count))
    return .tape(Tape(text: text, tokens: tokens, given: call?.event.given ?? HeaderMap()), .none)
}

private func failure(_ failure: nodehost_failure) -> HandlerFailure {
    unsafe HandlerFailure(
        errorType: string(failure.type),
        errorMessage: string(failure.message),
        trace: UnsafeBufferPointer(start: failure.trace, count: failure.trace_count).map(string)
    )
}

private func bytes(_ text: nodehost_text) -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: text.bytes, count: text.length))
}

private func string(_ text: nodehost_text) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
}

private func text(_ buffer: UnsafeRawBufferPointer) -> nodehost_text {
    unsafe nodehost_text(bytes: buffer.bindMemory(to: CChar.self).baseAddress, length: buffer.count)
}

/// Lends an event to a body: its tape, or JSON text if there is no tape or it is too long.
private func withEvent<Result>(_ event: GuestEvent, _ body: (nodehost_tape) -> Result) -> Result {
    switch event {
    case .tape(let tape) where tape.tokens.count <= NODEHOST_TOKEN_CAPACITY:
        unsafe tape.text.withUnsafeBytes { bytes in
            unsafe tape.tokens.withUnsafeBufferPointer { tokens in
                unsafe body(
                    nodehost_tape(text: text(bytes), tokens: tokens.baseAddress, token_count: tokens.count)
                )
            }
        }
    case .tape, .text:
        unsafe event.text.withUnsafeBytes { bytes in
            unsafe body(nodehost_tape(text: text(bytes), tokens: nil, token_count: 0))
        }
    }
}

/// Lends pairs of strings to a body, all in one buffer.
private func withPairs<Result>(
    _ pairs: [(name: String, value: String)],
    _ body: (UnsafeBufferPointer<nodehost_pair>) -> Result
) -> Result {
    let bytes = pairs.flatMap { Array($0.name.utf8) + Array($0.value.utf8) }
    return unsafe bytes.withUnsafeBytes { bytes in
        var rest = unsafe bytes[...]
        func lend(_ string: String) -> nodehost_text {
            defer { unsafe rest.removeFirst(string.utf8.count) }
            return unsafe text(UnsafeRawBufferPointer(rebasing: rest.prefix(string.utf8.count)))
        }
        let lent = unsafe pairs.map { unsafe nodehost_pair(name: lend($0.name), value: lend($0.value)) }
        return unsafe lent.withUnsafeBufferPointer(body)
    }
}

/// Wraps a log for the C side, which releases it.
private func hostLog(_ log: InvocationLog) -> nodehost_log {
    unsafe nodehost_log(
        context: Unmanaged.passRetained(log).toOpaque(),
        write: { context, stream, text in
            let log = unsafe Unmanaged<InvocationLog>.fromOpaque(context).takeUnretainedValue()
            let isRecord = stream == .record
            unsafe log.write(bytes(text), to: stream == .stderr ? .stderr : .stdout, asRecord: isRecord)
        },
        release: { context in unsafe Unmanaged<InvocationLog>.fromOpaque(context).release() }
    )
}
