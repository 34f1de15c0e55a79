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

    /// Output of the function.
    case log([UInt8], LogEntry.Stream)

    /// The call ended, with its usage.
    case completion(CallCompletion)

    /// The call does not end.
    case abandoned(Usage)
}

/// The version of the protocol, which must be the same at both ends.
let workerProtocolVersion: UInt8 = 1

// MARK: - From the host

extension HostMessage {
    private enum Kind: UInt8 {
        case start = 1
        case configure = 2
        case load = 3
        case invoke = 4
    }

    /// Encodes the message; nil if it is too long.
    package func frame() -> [UInt8]? {
        switch self {
        case .start(let language):
            var writer = FrameWriter(kind: Kind.start.rawValue)
            writer.write(language.rawValue)
            return writer.finished()
        case .configure(let function, let logStreamName):
            var writer = FrameWriter(kind: Kind.configure.rawValue)
            writer.write(function)
            writer.write(logStreamName)
            return writer.finished()
        case .load(let limit):
            var writer = FrameWriter(kind: Kind.load.rawValue)
            writer.write(limit)
            return writer.finished()
        case .invoke(let call, let limit):
            var writer = FrameWriter(kind: Kind.invoke.rawValue, capacity: call.capacity)
            writer.write(call.requestId)
            writer.write(call.traceId)
            writer.write(limit)
            writer.write(call.event)
            return writer.finished()
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
        case ready = 2
        case unable = 3
        case log = 4
        case completion = 5
        case abandoned = 6
    }

    /// Encodes the message; nil if it is too long.
    package func frame() -> [UInt8]? {
        switch self {
        case .hello(let version):
            var writer = FrameWriter(kind: Kind.hello.rawValue)
            writer.writeByte(version)
            return writer.finished()
        case .ready:
            return FrameWriter(kind: Kind.ready.rawValue).finished()
        case .unable(let problem):
            var writer = FrameWriter(kind: Kind.unable.rawValue)
            writer.write(problem)
            return writer.finished()
        case .log(let bytes, let stream):
            var writer = FrameWriter(kind: Kind.log.rawValue, capacity: bytes.count + 8)
            writer.writeByte(stream == .stderr ? 1 : 0)
            writer.write(bytes)
            return writer.finished()
        case .completion(let completion):
            var writer = FrameWriter(kind: Kind.completion.rawValue, capacity: 1024)
            writer.write(completion)
            return writer.finished()
        case .abandoned(let usage):
            var writer = FrameWriter(kind: Kind.abandoned.rawValue)
            writer.write(usage)
            return writer.finished()
        }
    }

    /// Decodes a message; a result may refer by index to the headers of its event, which are `given`.
    package init(kind: UInt8, _ reader: inout FrameReader, given: HeaderMap) throws(WorkerProtocolError) {
        switch Kind(rawValue: kind) {
        case .hello: self = .hello(version: try reader.byte())
        case .ready: self = .ready
        case .unable: self = .unable(try reader.string())
        case .log:
            let stream: LogEntry.Stream = try reader.byte() == 0 ? .stdout : .stderr
            self = .log(try reader.bytes(), stream)
        case .completion: self = .completion(try reader.completion(given: given))
        case .abandoned: self = .abandoned(try reader.usage())
        case nil: throw WorkerProtocolError("unknown message of a worker: \(kind)")
        }
    }
}
