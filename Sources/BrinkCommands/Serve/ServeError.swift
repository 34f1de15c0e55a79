import Glibc
import NIOCore

/// Why serving ended that should not have, in a line.
struct ServeError: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error, _ listening: ListeningOptions) {
        let hosts =
            listening.host == listening.pageHost
            ? "--host \(listening.host)" : "--host \(listening.host) or --page-host \(listening.pageHost)"
        if let unknown = error as? SocketAddressError.UnknownHost {
            description =
                "\(unknown.host): there is no host of this name; expected an address of this machine"
            return
        }
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            description = "a port is in use already; expected free ones: choose with --port and --page-port"
        case EADDRNOTAVAIL:
            description =
                "\(hosts): is no address of this machine; expected one of its own, such as 127.0.0.1"
        case EACCES:
            description = "a port is not for everybody; expected one above 1023, or the right to use it"
        default:
            description = "\(error)"
        }
    }
}
