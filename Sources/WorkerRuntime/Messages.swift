package import CloudFrontEvents
package import HandlerRuntime
package import InterpreterThreads
package import Invocations

/// A message of a host to its worker.
package enum HostMessage {
    /// Start the interpreter of a language, ahead of need.
    case start(RuntimeIdentifier.Language)
    /// Make an environment for a function.
    case configure(FunctionConfiguration, logStreamName: String)
    /// Run the init phase within a time limit.
    case load(limit: Duration)
    /// Invoke the handler within a time limit.
    case invoke(GuestCall, limit: Duration)
}

/// A message of a worker to its host.
package enum WorkerMessage {
    /// The first message, with the version of the protocol.
    case hello(version: UInt8)
    /// `start` or `configure` succeeded.
    case ready
    /// `start` or `configure` failed.
    case unable(String)
    /// Output of the function, perhaps one record or a part of one.
    case log([UInt8], LogEntry.Stream, asRecord: Bool = false)
    /// The call ended, with its usage.
    case completion(CallCompletion)
    /// The call does not end.
    case abandoned(Usage)
}

/// The version of the protocol, which must be the same at both ends.
let workerProtocolVersion: UInt8 = 2

// MARK: - From the host

extension HostMessage {
    private enum Kind: UInt8 {
        case start = 1
        case configure, load, invoke
    }

    /// Encodes the message; nil if it is too long.
    package func frame() -> [UInt8]? {
        switch self {
        case .start(let language): FrameWriter.frame(Kind.start) { $0.write(language.rawValue) }
        case .configure(let function, let logStreamName):
            FrameWriter.frame(Kind.configure) {
                $0.write(function)
                $0.write(logStreamName)
            }
        case .load(let limit): FrameWriter.frame(Kind.load) { $0.write(limit) }
        case .invoke(let call, let limit):
            FrameWriter.frame(Kind.invoke, capacity: call.capacity) {
                $0.write(call.requestId)
                $0.write(call.traceId)
                $0.write(limit)
                $0.write(call.event)
            }
        }
    }

    /// Decodes a message.
    package init(kind: UInt8, _ reader: inout FrameReader) throws(WorkerProtocolError) {
        switch Kind(rawValue: kind) {
        case .start:
            let name = try reader.string()
            guard let language = RuntimeIdentifier.Language(rawValue: name) else {
                throw WorkerProtocolError("unknown language \(name.debugDescription)")
            }
            self = .start(language)
        case .configure:
            self = .configure(try reader.function(), logStreamName: try reader.string())
        case .load:
            self = .load(limit: try reader.duration())
        case .invoke:
            let (requestId, traceId) = (try reader.string(), try reader.string())
            let limit = try reader.duration()
            let event = try reader.event()
            self = .invoke(GuestCall(requestId: requestId, event: event, traceId: traceId), limit: limit)
        case nil:
            throw WorkerProtocolError("unknown message of a host: \(kind)")
        }
    }
}

// MARK: - From the worker

extension WorkerMessage {
    private enum Kind: UInt8 {
        case hello = 1
        case ready, unable, log, completion, abandoned
    }

    /// Encodes the message; nil if it is too long.
    package func frame() -> [UInt8]? {
        switch self {
        case .hello(let version): FrameWriter.frame(Kind.hello) { $0.writeByte(version) }
        case .ready: FrameWriter.frame(Kind.ready) { _ in }
        case .unable(let problem): FrameWriter.frame(Kind.unable) { $0.write(problem) }
        case .log(let bytes, let stream, let asRecord):
            FrameWriter.frame(Kind.log, capacity: bytes.count + 8) {
                $0.writeByte(stream == .stderr ? 1 : asRecord ? 2 : 0)
                $0.write(bytes)
            }
        case .completion(let completion):
            FrameWriter.frame(Kind.completion, capacity: 1024) { $0.write(completion) }
        case .abandoned(let usage): FrameWriter.frame(Kind.abandoned) { $0.write(usage) }
        }
    }

    /// Decodes a message; a result may refer by index to the headers of its event, which are `given`.
    package init(kind: UInt8, _ reader: inout FrameReader, given: HeaderMap) throws(WorkerProtocolError) {
        switch Kind(rawValue: kind) {
        case .hello: self = .hello(version: try reader.byte())
        case .ready: self = .ready
        case .unable: self = .unable(try reader.string())
        case .log:
            let form = try reader.byte()
            self = .log(try reader.bytes(), form == 1 ? .stderr : .stdout, asRecord: form == 2)
        case .completion: self = .completion(try reader.completion(given: given))
        case .abandoned: self = .abandoned(try reader.usage())
        case nil: throw WorkerProtocolError("unknown message of a worker: \(kind)")
        }
    }
}
