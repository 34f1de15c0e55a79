package import CloudFrontEvents
package import HandlerRuntime

/// What a host tells its worker.
package enum HostMessage {
    /// Start the interpreter of a language; what the worker does ahead of need.
    case start(RuntimeIdentifier.Language)

    /// Make an environment for a function.
    case configure(FunctionConfiguration, logStreamName: String)

    /// Run the init phase, for at most so long.
    case load(limit: Duration)

    /// Invoke the handler, for at most so long.
    case invoke(GuestCall, limit: Duration)
}

/// What a worker tells its host.
package enum WorkerMessage {
    /// It speaks a version of the protocol: the first message.
    case hello(version: UInt8)

    /// It has done what it was told: `start` or `configure`.
    case ready

    /// It cannot do what it was told.
    case unable(String)

    /// The function wrote something.
    case log([UInt8], LogEntry.Stream)

    /// The call ended; the answer tells what it took.
    case answer(GuestAnswer)

    /// The call cannot be made to end.
    case abandoned(Usage)
}

/// The version that both ends must speak.
let workerProtocolVersion: UInt8 = 1

// MARK: - From the host

extension HostMessage {
    private enum Kind: UInt8 {
        case start = 1
        case configure = 2
        case load = 3
        case invoke = 4
    }

    /// The message as a frame.
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

    /// Reads a message from a frame.
    package init(kind: UInt8, _ reader: inout FrameReader) throws(WorkerProtocolError) {
        switch Kind(rawValue: kind) {
        case .start:
            let name = try reader.string()
            guard let language = RuntimeIdentifier.Language(rawValue: name) else {
                throw WorkerProtocolError("there is no language \(name.debugDescription)")
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
            throw WorkerProtocolError("a host's message is of the kind \(kind)")
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
        case answer = 5
        case abandoned = 6
    }

    /// The message as a frame.
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
        case .answer(let answer):
            var writer = FrameWriter(kind: Kind.answer.rawValue, capacity: 1024)
            writer.write(answer)
            return writer.finished()
        case .abandoned(let took):
            var writer = FrameWriter(kind: Kind.abandoned.rawValue)
            writer.write(took)
            return writer.finished()
        }
    }

    /// Reads a message from a frame; an answer may name headers of its event by their numbers, which are `given`.
    package init(kind: UInt8, _ reader: inout FrameReader, given: HeaderMap) throws(WorkerProtocolError) {
        switch Kind(rawValue: kind) {
        case .hello: self = .hello(version: try reader.byte())
        case .ready: self = .ready
        case .unable: self = .unable(try reader.string())
        case .log:
            let stream: LogEntry.Stream = try reader.byte() == 0 ? .stdout : .stderr
            self = .log(try reader.bytes(), stream)
        case .answer: self = .answer(try reader.answer(given: given))
        case .abandoned: self = .abandoned(try reader.usage())
        case nil: throw WorkerProtocolError("a worker's message is of the kind \(kind)")
        }
    }
}
