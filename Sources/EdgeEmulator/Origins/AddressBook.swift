import Glibc
import Invocations
import NIOCore
import NIOPosix
import Synchronization

/// Remembers for half a minute which names have addresses.
///
/// CloudFront resolves an origin's name before its origin-request function runs (M:http-502).
final class AddressBook: Sendable {
    private static let validity: Int64 = 30_000
    private let entries = Mutex<[String: (hasAddress: Bool, until: Int64)]>([:])

    func hasAddress(_ name: String) async -> Bool {
        let now = WallClock.epochMilliseconds
        if let known = entries.withLock({ $0[name] }), known.until > now { return known.hasAddress }
        // The system's resolver blocks.
        let found = (try? await NIOThreadPool.singleton.runIfActive { Self.resolve(name) }) ?? true
        entries.withLock { $0[name] = (found, now + (found ? Self.validity : 1000)) }
        return found
    }

    private static func resolve(_ name: String) -> Bool {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, nil, &hints, &list)
        if let list = unsafe list { unsafe freeaddrinfo(list) }
        return status == 0
    }
}
