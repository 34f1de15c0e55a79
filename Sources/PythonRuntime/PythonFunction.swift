import CPythonHost
import CloudFrontEvents
import HandlerRuntime
import Invariants
import Invocations

/// Owns the C handle of a function up to ``close()``; no pointer leaves this file.
///
/// Used on the interpreter's thread, except for ``interrupt()``, which any thread may call while a call is
/// running. The guest that owns it ensures both.
@safe final class PythonFunction: @unchecked Sendable {
    // Written once, in `init`; the C side guards what `interrupt` touches.
    private let handle: OpaquePointer
    // Only on the interpreter's thread.
    private var isLoaded = false
    private var isClosed = false

    /// Creates the handle, which needs no interpreter yet.
    init(_ configuration: GuestConfiguration) {
        unsafe handle = unsafe withPairs(configuration.settings) { settings in
            unsafe withPairs(configuration.environment.variables) { environment in
                var described = unsafe pythonhost_configuration(
                    settings: settings.baseAddress,
                    settings_count: settings.count,
                    environment: environment.baseAddress,
                    environment_count: environment.count,
                    memory_limit: configuration.function.memoryMB << 20,
                    log: hostLog(configuration.log)
                )
                return unsafe pythonhost_function_create(&described)
            }
        }
    }

    deinit {
        // A function that was loaded but not closed is abandoned together with the interpreter that is stuck
        // in it.
        if !isLoaded && !isClosed { unsafe pythonhost_function_destroy(handle) }
    }

    /// Loads the function's module and finds its handler.
    func load() -> CallCompletion {
        isLoaded = true
        return unsafe completion(pythonhost_function_load(handle))
    }

    /// Invokes the handler.
    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> CallCompletion {
        var requestId = call.requestId
        var traceId = call.traceId
        return requestId.withUTF8 { requestId in
            traceId.withUTF8 { traceId in
                unsafe withEvent(call.event) { event in
                    var invocation = unsafe pythonhost_invocation(
                        request_id: text(UnsafeRawBufferPointer(requestId)),
                        event: event,
                        trace_id: text(UnsafeRawBufferPointer(traceId)),
                        deadline: deadline.epochMilliseconds
                    )
                    return unsafe completion(pythonhost_function_invoke(handle, &invocation))
                }
            }
        }
    }

    /// Ends the running call; from any thread.
    func interrupt() { unsafe pythonhost_function_interrupt(handle) }

    /// Frees the function.
    func close() {
        invariant(!isClosed, "a Python function was closed twice")
        isClosed = true
        unsafe pythonhost_function_destroy(handle)
    }
}

/// Copies the end of a call.
private func completion(_ end: pythonhost_completion) -> CallCompletion {
    let ending: CallCompletion.Ending =
        switch unsafe end.status {
        case .completed: unsafe .completed(result(end.result))
        case .failed: unsafe .failed(failure(end.failure))
        case .exited: unsafe .exited(failure(end.failure))
        case .interrupted: .interrupted
        case .outOfMemory: .outOfMemory
        }
    return unsafe CallCompletion(ending, peakMemoryBytes: end.peak_memory)
}

private func result(_ tape: pythonhost_tape) -> EncodedResult {
    let text = unsafe bytes(tape.text)
    guard unsafe tape.token_count > 0 else { return .text(text) }
    let tokens = unsafe [Int32](UnsafeBufferPointer(start: tape.tokens, count: tape.token_count))
    return .tape(Tape(text: text, tokens: tokens, given: HeaderMap()), .blanks)
}

private func failure(_ failure: pythonhost_failure) -> HandlerFailure {
    unsafe HandlerFailure(
        errorType: string(failure.type),
        errorMessage: string(failure.message),
        trace: UnsafeBufferPointer(start: failure.trace, count: failure.trace_count).map(string)
    )
}

private func bytes(_ text: pythonhost_text) -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: text.bytes, count: text.length))
}

private func string(_ text: pythonhost_text) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
}

private func text(_ buffer: UnsafeRawBufferPointer) -> pythonhost_text {
    unsafe pythonhost_text(bytes: buffer.bindMemory(to: CChar.self).baseAddress, length: buffer.count)
}

/// Lends an event to a body: its tape, or JSON text if there is no tape.
private func withEvent<Result>(_ event: GuestEvent, _ body: (pythonhost_tape) -> Result) -> Result {
    switch event {
    case .tape(let tape):
        unsafe tape.text.withUnsafeBytes { bytes in
            unsafe tape.tokens.withUnsafeBufferPointer { tokens in
                unsafe body(
                    pythonhost_tape(text: text(bytes), tokens: tokens.baseAddress, token_count: tokens.count)
                )
            }
        }
    case .text(let json):
        unsafe json.withUnsafeBytes { bytes in
            unsafe body(pythonhost_tape(text: text(bytes), tokens: nil, token_count: 0))
        }
    }
}

/// Lends pairs of strings to a body, all in one buffer.
private func withPairs<Result>(
    _ pairs: [(name: String, value: String)],
    _ body: (UnsafeBufferPointer<pythonhost_pair>) -> Result
) -> Result {
    let bytes = pairs.flatMap { Array($0.name.utf8) + Array($0.value.utf8) }
    return unsafe bytes.withUnsafeBytes { bytes in
        var rest = unsafe bytes[...]
        func lend(_ string: String) -> pythonhost_text {
            defer { unsafe rest.removeFirst(string.utf8.count) }
            return unsafe text(UnsafeRawBufferPointer(rebasing: rest.prefix(string.utf8.count)))
        }
        let lent = unsafe pairs.map { unsafe pythonhost_pair(name: lend($0.name), value: lend($0.value)) }
        return unsafe lent.withUnsafeBufferPointer(body)
    }
}

/// Wraps a log for the C side, which releases it.
private func hostLog(_ log: InvocationLog) -> pythonhost_log {
    unsafe pythonhost_log(
        context: Unmanaged.passRetained(log).toOpaque(),
        write: { context, stream, text in
            let log = unsafe Unmanaged<InvocationLog>.fromOpaque(context).takeUnretainedValue()
            unsafe log.write(bytes(text), to: stream == .stderr ? .stderr : .stdout)
        },
        release: { context in unsafe Unmanaged<InvocationLog>.fromOpaque(context).release() }
    )
}
