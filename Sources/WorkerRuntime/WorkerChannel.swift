import Glibc
import HandlerRuntime
import Synchronization

/// One end of the socket pair between a host and its worker.
///
/// Any thread may send; one thread receives.
package final class WorkerChannel: @unchecked Sendable {
    /// What waiting for bytes came to.
    package enum Arrival {
        /// There may be a frame now.
        case bytes
        /// There is nothing at the moment.
        case nothing
        /// The other end is gone, or this one was closed.
        case end
    }

    let descriptor: Int32

    // A sender that finds the socket full waits with the lock held: frames do not mix.
    private let sending = Mutex(())

    // Only touched by the thread that receives: bytes that have come, of which those before `begin` were read.
    private var received: [UInt8] = []
    private var begin = 0
    private var scratch = [UInt8](repeating: 0, count: 64 << 10)

    /// Takes a socket over; it is closed with ``close()``.
    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Sends a frame, and waits until the system has all of it.
    ///
    /// - Returns: whether that worked; not so once the other end is gone.
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

    /// Reads what has come, without waiting.
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

    /// Reads what has come, or what comes before it would be better to sleep.
    func receiveSoon() -> Arrival {
        var arrival = receive()
        guard arrival == .nothing else { return arrival }
        _ = Spinning.wait {
            arrival = receive()
            return arrival != .nothing
        }
        return arrival
    }

    /// Takes a frame out of what has come, if there is a whole one.
    ///
    /// - Parameter body: gets the frame's kind and reads its fields, all of them.
    /// - Returns: what it read; nil when there is no whole frame.
    /// - Throws: ``WorkerProtocolError`` when what has come is no frame, and what `body` throws.
    package func takeFrame<Message>(
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

    /// Waits for a frame for as long as that takes; nil once the other end is gone.
    package func nextFrame<Message>(
        _ body: (UInt8, inout FrameReader) throws(WorkerProtocolError) -> Message
    ) throws(WorkerProtocolError) -> Message? {
        while true {
            if let message = try takeFrame(body) { return message }
            switch receiveSoon() {
            case .bytes: break
            case .end: return nil
            case .nothing: waitForBytes()
            }
        }
    }

    /// Closes the socket; nobody uses it any more.
    package func close() {
        Glibc.close(descriptor)
    }

    private func waitForBytes() {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        unsafe poll(&poller, 1, -1)
    }
}
