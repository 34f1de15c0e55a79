import CPythonHost
import CloudFrontEvents
import HandlerRuntime

/// A function on the C side; owns its handle up to ``close()``.
///
/// It is used on the interpreter's thread, except for ``interrupt()``, which is for any thread while a call is
/// running; the guest that owns it sees to both.
@safe final class FunctionHandle: @unchecked Sendable {
    // Written once, in `init`; the C side guards what `interrupt` touches.
    private let handle: OpaquePointer
    // Only on the interpreter's thread.
    private var isLoaded = false
    private var isClosed = false

    /// Makes the handle and tells it all about the function; no interpreter is needed for that.
    init(_ configuration: GuestConfiguration) {
        let callbacks = unsafe PythonHostCallbacks(
            context: Unmanaged.passRetained(configuration.log).toOpaque(),
            write: { context, stream, bytes, length in
                let log = unsafe Unmanaged<InvocationLog>.fromOpaque(context).takeUnretainedValue()
                let written = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
                unsafe log.write([UInt8](written), to: stream == .output ? .stdout : .stderr)
            },
            release: { context in unsafe Unmanaged<InvocationLog>.fromOpaque(context).release() }
        )
        unsafe handle = pythonhost_function_create(callbacks)
        unsafe pythonhost_function_set_memory_limit(handle, Int64(configuration.function.memoryMB) << 20)
        for (name, value) in Self.settings(of: configuration.function) {
            unsafe pythonhost_function_set_setting(handle, name, value, value.utf8.count)
        }
        for (name, value) in configuration.environment.variables {
            unsafe pythonhost_function_set_variable(handle, name, value, value.utf8.count)
        }
    }

    deinit {
        // One that was loaded and not closed is given up with its interpreter, which is stuck in it.
        if !isLoaded && !isClosed { unsafe pythonhost_function_destroy(handle) }
    }

    private static func settings(of function: FunctionConfiguration) -> [(String, String)] {
        let code = function.code
        let packages = code.packageFolder.map { [("package_folder", $0)] } ?? []
        let common =
            packages + [
                ("task_root", code.taskRoot),
                ("handler", code.handlerString),
                ("release", String(function.runtime.release)),
                ("invoked_function_arn", function.invokedFunctionArn),
            ]
        switch code.entry {
        case .handlerString:
            return common + [("entry", "handler_string")]
        case .file(let path, let export):
            return common + [("entry", "file"), ("path", path)] + (export.map { [("export", $0)] } ?? [])
        case .text(let text, let path, let export):
            return common + [("entry", "text"), ("path", path), ("text", text)]
                + (export.map { [("export", $0)] } ?? [])
        }
    }

    /// Loads the function's module.
    func load() -> GuestAnswer {
        isLoaded = true
        return answer(to: unsafe pythonhost_function_load(handle), isInvocation: false)
    }

    /// Invokes the handler.
    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> GuestAnswer {
        var requestId = call.requestId
        var traceId = call.traceId
        let status = requestId.withUTF8 { requestId in
            traceId.withUTF8 { traceId in
                unsafe Self.lend(call.event) { event, eventText in
                    unsafe pythonhost_function_invoke(
                        handle,
                        PythonHostCall(
                            request_id: Self.text(UnsafeRawBufferPointer(requestId)),
                            event: event,
                            event_text: eventText,
                            trace_id: Self.text(UnsafeRawBufferPointer(traceId)),
                            deadline_epoch_milliseconds: deadline.epochMilliseconds
                        )
                    )
                }
            }
        }
        return answer(to: status, isInvocation: true)
    }

    /// Interrupts the call that is running.
    func interrupt() {
        unsafe pythonhost_function_interrupt(handle)
    }

    /// Destroys the function.
    func close() {
        precondition(!isClosed, "a Python guest is closed once")
        isClosed = true
        unsafe pythonhost_function_destroy(handle)
    }

    private func answer(to status: PythonHostStatus, isInvocation: Bool) -> GuestAnswer {
        let ending: GuestAnswer.Ending =
            switch status {
            case .completed: .completed(isInvocation ? result : .text([]))
            case .failed: .failed(failure)
            case .exited: .exited(failure)
            case .interrupted: .interrupted
            case .outOfMemory: .outOfMemory
            }
        return GuestAnswer(ending, peakMemoryBytes: Int(unsafe pythonhost_function_peak_bytes(handle)))
    }

    private var result: HandlerAnswer {
        let tape = unsafe pythonhost_function_answer(handle)
        guard unsafe tape.token_count == 0 else {
            let text = unsafe [UInt8](UnsafeRawBufferPointer(start: tape.text, count: tape.text_length))
            let tokens = unsafe [Int32](UnsafeBufferPointer(start: tape.tokens, count: tape.token_count))
            return .tape(Tape(text: text, tokens: tokens, given: HeaderMap()), .blanks)
        }
        let text = unsafe pythonhost_function_answer_text(handle)
        return unsafe .text([UInt8](UnsafeRawBufferPointer(start: text.bytes, count: text.length)))
    }

    private var failure: HandlerFailure {
        let traceCount = unsafe pythonhost_function_failure_trace_count(handle)
        return unsafe HandlerFailure(
            errorType: Self.string(pythonhost_function_failure_type(handle)),
            errorMessage: Self.string(pythonhost_function_failure_message(handle)),
            trace: (0..<traceCount).map {
                unsafe Self.string(pythonhost_function_failure_trace_item(handle, $0))
            }
        )
    }

    private static func string(_ text: PythonHostText) -> String {
        unsafe String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.length), as: UTF8.self)
    }

    /// Lends an event to `body`, as a tape or as text; the other one is empty.
    private static func lend(
        _ event: GuestEvent,
        to body: (PythonHostTape, PythonHostText) -> PythonHostStatus
    ) -> PythonHostStatus {
        switch event {
        case .text(let bytes):
            unsafe bytes.withUnsafeBytes { unsafe body(PythonHostTape(), text($0)) }
        case .tape(let tape):
            unsafe tape.text.withUnsafeBytes { bytes in
                unsafe tape.tokens.withUnsafeBufferPointer { tokens in
                    unsafe body(
                        PythonHostTape(
                            text: bytes.bindMemory(to: CChar.self).baseAddress,
                            text_length: bytes.count,
                            tokens: tokens.baseAddress,
                            token_count: tokens.count
                        ),
                        PythonHostText()
                    )
                }
            }
        }
    }

    /// Points to bytes, for as long as they stand where they are.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> PythonHostText {
        unsafe PythonHostText(bytes: bytes.bindMemory(to: CChar.self).baseAddress, length: bytes.count)
    }
}
