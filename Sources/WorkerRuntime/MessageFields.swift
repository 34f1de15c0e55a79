import CloudFrontEvents
import HandlerRuntime
import InterpreterThreads
import Invocations

// The structured fields of messages, encoded and decoded side by side. Events and results cross as tapes unchanged.

extension GuestCall {
    /// The approximate size of its frame in bytes.
    var capacity: Int {
        switch event {
        case .text(let text): text.count + 256
        case .tape(let tape): tape.text.count + 4 * tape.tokens.count + 256
        }
    }
}

/// The codes for the forms of events and results.
private enum Form: UInt8 {
    case text, tape, spacedTape
}

// MARK: - Events

extension FrameWriter {
    mutating func write(_ event: GuestEvent) {
        switch event {
        case .text(let text):
            write(Form.text)
            write(text)
        case .tape(let tape): write(tape, Form.tape)
        }
    }

    private mutating func write(_ tape: Tape, _ form: Form) {
        write(form)
        write(tape.text)
        write(tape.tokens)
    }

    private mutating func write(_ code: some RawRepresentable<UInt8>) { writeByte(code.rawValue) }
}

extension FrameReader {
    /// Decodes an event, without the headers that a result may refer to by index: the host resolves those.
    mutating func event() throws(WorkerProtocolError) -> GuestEvent {
        let form = try byte()
        switch Form(rawValue: form) {
        case .text: return .text(try bytes())
        case .tape: return .tape(try tape(given: HeaderMap()))
        case .spacedTape, nil: throw WorkerProtocolError("unknown form of an event: \(form)")
        }
    }

    private mutating func tape(given: HeaderMap) throws(WorkerProtocolError) -> Tape {
        let text = try bytes()
        return Tape(text: text, tokens: try numbers(), given: given)
    }
}

// MARK: - Completions

/// The codes for the endings of a call.
private enum EndingCode: UInt8 {
    case completed, failed, exited, interrupted, outOfMemory
}

/// The codes for the exit of a process that had answered before.
private enum ExitCode: UInt8 {
    case none, status, signal
}

extension FrameWriter {
    mutating func write(_ completion: CallCompletion) {
        write(completion.usage ?? Usage())
        write(completion.peakMemoryBytes)
        write(completion.exitAfterAnswer)
        switch completion.ending {
        case .completed(let result):
            write(EndingCode.completed)
            write(result)
        case .failed(let failure):
            write(EndingCode.failed)
            write(failure)
        case .exited(let failure):
            write(EndingCode.exited)
            write(failure)
        case .interrupted: write(EndingCode.interrupted)
        case .outOfMemory: write(EndingCode.outOfMemory)
        }
    }

    private mutating func write(_ exit: ProcessExit?) {
        switch exit {
        case nil: write(ExitCode.none)
        case .status(let status):
            write(ExitCode.status)
            write(Int(status))
        case .signal(let signal):
            write(ExitCode.signal)
            write(Int(signal))
        }
    }

    private mutating func write(_ result: EncodedResult) {
        switch result {
        case .text(let text):
            write(Form.text)
            write(text)
        case .tape(let tape, let spacing): write(tape, spacing == .none ? .tape : .spacedTape)
        }
    }

    private mutating func write(_ failure: HandlerFailure) {
        write(failure.errorType)
        write(failure.errorMessage)
        write(failure.trace.count)
        for line in failure.trace { write(line) }
    }

    mutating func write(_ usage: Usage) {
        write(Int(usage.beganAt))
        write(usage.wall)
        write(usage.cpu)
    }
}

extension FrameReader {
    mutating func completion(given: HeaderMap) throws(WorkerProtocolError) -> CallCompletion {
        let usage = try usage()
        let peak = try integer()
        let exit = try exit()
        let code = try byte()
        let ending: CallCompletion.Ending
        switch EndingCode(rawValue: code) {
        case .completed: ending = .completed(try result(given: given))
        case .failed: ending = .failed(try failure())
        case .exited: ending = .exited(try failure())
        case .interrupted: ending = .interrupted
        case .outOfMemory: ending = .outOfMemory
        case nil: throw WorkerProtocolError("unknown ending of a call: \(code)")
        }
        return CallCompletion(ending, peakMemoryBytes: peak, usage: usage, exitAfterAnswer: exit)
    }

    private mutating func exit() throws(WorkerProtocolError) -> ProcessExit? {
        let code = try byte()
        switch ExitCode(rawValue: code) {
        case ExitCode.none?: return nil
        case .status: return .status(Int32(truncatingIfNeeded: try integer()))
        case .signal: return .signal(Int32(truncatingIfNeeded: try integer()))
        case nil: throw WorkerProtocolError("unknown kind of an exit: \(code)")
        }
    }

    private mutating func result(given: HeaderMap) throws(WorkerProtocolError) -> EncodedResult {
        let form = try byte()
        switch Form(rawValue: form) {
        case .text: return .text(try bytes())
        case .tape: return .tape(try tape(given: given), .none)
        case .spacedTape: return .tape(try tape(given: given), .blanks)
        case nil: throw WorkerProtocolError("unknown form of a result: \(form)")
        }
    }

    private mutating func failure() throws(WorkerProtocolError) -> HandlerFailure {
        let (type, message) = (try string(), try string())
        var trace: [String] = []
        for _ in 0..<max(0, try integer()) { trace.append(try string()) }
        return HandlerFailure(errorType: type, errorMessage: message, trace: trace)
    }

    mutating func usage() throws(WorkerProtocolError) -> Usage {
        Usage(beganAt: Int64(try integer()), wall: try duration(), cpu: try duration())
    }
}

// MARK: - Functions

/// The codes for the entries of a handler.
private enum EntryCode: UInt8 {
    case handlerString, file, text
}

extension FrameWriter {
    mutating func write(_ function: FunctionConfiguration) {
        write(function.name)
        write(function.version)
        write(function.runtime.description)
        write(function.memoryMB)
        write(function.timeout)
        write(function.region)
        write(function.code.taskRoot)
        write(function.code.packageFolder)
        write(function.code.sdkFolder)
        switch function.code.entry {
        case .handlerString(let handler):
            write(EntryCode.handlerString)
            write(handler)
        case .file(let path, let export):
            write(EntryCode.file)
            write(path)
            write(export)
        case .text(let text, let path, let export):
            write(EntryCode.text)
            write(text)
            write(path)
            write(export)
        }
    }
}

extension FrameReader {
    mutating func function() throws(WorkerProtocolError) -> FunctionConfiguration {
        let (name, version) = (try string(), try string())
        let runtimeName = try string()
        guard let runtime = RuntimeIdentifier(runtimeName) else {
            throw WorkerProtocolError("unknown runtime \(runtimeName.debugDescription)")
        }
        let (memoryMB, timeout, region) = (try integer(), try duration(), try string())
        let (taskRoot, packageFolder) = (try string(), try optionalString())
        let sdkFolder = try optionalString()
        return FunctionConfiguration(
            name: name,
            version: version,
            code: HandlerCode(
                taskRoot: taskRoot,
                entry: try entry(),
                packageFolder: packageFolder,
                sdkFolder: sdkFolder
            ),
            runtime: runtime,
            memoryMB: memoryMB,
            timeout: timeout,
            region: region
        )
    }

    private mutating func entry() throws(WorkerProtocolError) -> HandlerCode.Entry {
        let code = try byte()
        switch EntryCode(rawValue: code) {
        case .handlerString: return .handlerString(try string())
        case .file: return .file(path: try string(), export: try optionalString())
        case .text: return .text(try string(), path: try string(), export: try optionalString())
        case nil: throw WorkerProtocolError("unknown entry of a handler: \(code)")
        }
    }
}
