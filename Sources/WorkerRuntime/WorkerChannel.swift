import Glibc
import InterpreterThreads
import Synchronization

/// One end of the socket pair between a host and its worker.
///
/// Any thread may send; one thread receives.
package final class WorkerChannel: @unchecked Sendable {
    /// The result of looking for bytes.
    package enum Arrival {
        /// Bytes have arrived, perhaps a whole frame.
        case bytes
        /// No bytes have arrived.
        case nothing
        /// One of the ends was closed, and everything before that was read.
        case end
    }

    let descriptor: Int32

    // Held while a sender waits for room in the socket, so that frames do not mix.
    private let sending = Mutex(())

    // Accessed only by the receiving thread: bytes that have arrived; those before `begin` were read.
    private var received: [UInt8] = []
    private var begin = 0
    private var scratch = [UInt8](repeating: 0, count: 64 << 10)

    /// Owns a socket, until ``close()``.
    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Sends a frame and waits until the system has all of it; false if the other end is gone.
    package func send(_ frame: [UInt8]) -> Bool {
        sending.withLock { _ in
            var sent = 0
            while sent < frame.count {
                let count = unsafe frame.withUnsafeBytes { bytes in
                    unsafe Glibc.send(
                        descriptor,
                        bytes.baseAddress?.advanced(by: sent),
                        bytes.count - sent,
                        Int32(MSG_NOSIGNAL)
                    )
                }
                if count < 0 {
                    guard errno == EINTR else { return false }
                } else {
                    sent += count
                }
            }
            return true
        }
    }

    /// Receives bytes that have arrived, without waiting.
    package func receive() -> Arrival {
        let count = unsafe scratch.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
        }
        if count > 0 {
            if begin == received.count {
                received.removeAll(keepingCapacity: received.capacity <= scratch.count)
                begin = 0
            }
            received += scratch[..<count]
            return .bytes
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return .nothing }
        return .end
    }

    /// Receives bytes, and spins for them for a moment.
    func receiveSpinning() -> Arrival {
        var arrival = receive()
        guard arrival == .nothing else { return arrival }
        _ = Spinning.wait {
            arrival = receive()
            return arrival != .nothing
        }
        return arrival
    }

    /// Reads and removes a frame if a whole one has arrived.
    ///
    /// `body` receives the frame's kind and reads all of its fields.
    package func readFrame<Message>(
        _ body: (UInt8, inout FrameReader) throws(WorkerProtocolError) -> Message
    ) throws(WorkerProtocolError) -> Message? {
        guard received.count - begin >= Frame.headerLength else { return nil }
        let length = (0..<4).reduce(0) { $0 | Int(received[begin + $1]) << (8 * $1) }
        guard length > 0, length <= Frame.longest else {
            throw WorkerProtocolError("a frame has a length of \(length)")
        }
        guard received.count - begin >= 4 + length else {
            received.reserveCapacity(begin + 4 + length)
            return nil
        }
        let kind = received[begin + 4]
        var reader = FrameReader(received[(begin + Frame.headerLength)..<(begin + 4 + length)])
        let message = try body(kind, &reader)
        try reader.finish()
        begin += 4 + length
        return message
    }

    /// Waits for a frame without a limit; nil once the other end is gone.
    package func nextFrame<Message>(
        _ body: (UInt8, inout FrameReader) throws(WorkerProtocolError) -> Message
    ) throws(WorkerProtocolError) -> Message? {
        while true {
            if let message = try readFrame(body) { return message }
            switch receiveSpinning() {
            case .bytes: break
            case .end: return nil
            case .nothing:
                var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                unsafe poll(&poller, 1, -1)
            }
        }
    }

    /// Closes the socket; the last call.
    package func close() { Glibc.close(descriptor) }
}
