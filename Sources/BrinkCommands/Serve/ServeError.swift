import Glibc
import NIOCore

/// The reason why `brink serve` could not start, in one line.
struct ServeError: Error, CustomStringConvertible {
    let description: String

    /// Explains why there is no certificate for `--tls`.
    init(certificate error: any Error) {
        description = "--tls: \(error)"
    }

    /// Explains why a server could not listen.
    ///
    /// - Parameters:
    ///   - error: the server's error.
    ///   - host: the address, and the option that sets it.
    ///   - port: the port, and the option that sets it.
    init(_ error: any Error, host: (value: String, option: String), port: (value: Int, option: String)) {
        if error is SocketAddressError.UnknownHost {
            description =
                "\(host.option) \(host.value): unknown host; expected an address of this machine, such as 127.0.0.1"
            return
        }
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            description = "port \(port.value) is already in use; choose another with \(port.option)"
        case EADDRNOTAVAIL:
            description =
                "\(host.option) \(host.value): not an address of this machine; expected one such as 127.0.0.1"
        case EACCES:
            description =
                "cannot bind port \(port.value): permission denied; use a port above 1023 with \(port.option)"
        default:
            description = "\(error)"
        }
    }
}
