import HandlerRuntime

/// A function's environment in an isolate.
actor NodeGuest: Guest {
    nonisolated let thread: InterpreterThread
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private let configuration: GuestConfiguration
    private nonisolated let isolate: NodeIsolate

    /// Makes a guest of an isolate, which is from now on its own.
    init(_ configuration: GuestConfiguration, on started: StartedIsolate) {
        self.configuration = configuration
        self.thread = started.thread
        self.isolate = started.isolate
    }

    /// Gives the isolate to the function.
    func configure() throws {
        do {
            try isolate.configure(
                environment: configuration.environment.variables,
                settings: Self.settings(of: configuration),
                workingDirectory: configuration.function.code.taskRoot,
                memoryLimit: configuration.function.memoryMB << 20,
                log: configuration.log
            )
        } catch {
            isolate.destroy()
            thread.stop()
            throw error
        }
    }

    func load(deadline: GuestDeadline) -> GuestAnswer {
        answer(isolate.load(Self.entry(of: configuration.function.code)), requestId: nil)
    }

    func invoke(_ call: GuestCall, deadline: GuestDeadline) -> GuestAnswer {
        answer(isolate.invoke(call, deadline: deadline), requestId: call.requestId)
    }

    nonisolated func interrupt() {
        isolate.interrupt()
    }

    /// Frees the isolate.
    ///
    /// A request that only the system can end, such as a read from a pipe on one of Node's
    /// threads, is waited for on the guest's thread, and by nobody else.
    func close() {
        if isolate.isIdle {
            isolate.destroy()
        } else {
            thread.submit { [isolate] in isolate.destroy() }
        }
        thread.stop()
    }

    private func answer(_ answer: NodeIsolate.Answer, requestId: String?) -> GuestAnswer {
        let ending: GuestAnswer.Ending =
            switch answer.ending {
            case .completed(let result): .completed(result)
            case .failed(let failure): .failed(failure)
            case .crashed(let failure): .exited(failure)
            case .exited(let exit): .exited(.exit(exit, requestId: requestId))
            case .interrupted: .interrupted
            case .outOfMemory: .outOfMemory
            }
        return GuestAnswer(ending, peakMemoryBytes: answer.peakMemoryBytes)
    }

    private static func settings(of configuration: GuestConfiguration) -> [(String, String)] {
        let function = configuration.function
        return [
            ("release", String(function.runtime.release)),
            ("taskRoot", function.code.taskRoot),
            ("functionName", function.edgeName),
            ("functionVersion", function.version),
            ("memoryLimitInMB", String(function.memoryMB)),
            ("logGroupName", function.logGroupName),
            ("logStreamName", configuration.logStreamName),
            ("invokedFunctionArn", function.invokedFunctionArn),
        ]
    }

    private static func entry(of code: HandlerCode) -> [(String, String)] {
        var entry = [("handlerString", code.handlerString)]
        switch code.entry {
        case .handlerString:
            break
        case .file(let path, let export):
            entry.append(("path", path))
            if let export { entry.append(("export", export)) }
        case .text(let text, let path, let export):
            entry += [("path", path), ("text", text)]
            if let export { entry.append(("export", export)) }
        }
        return entry
    }
}
