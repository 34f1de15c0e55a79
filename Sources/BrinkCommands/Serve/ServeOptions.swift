public import ArgumentParser
public import EdgeEmulator
import Invocations
import TerminalOutput

/// The addresses that `brink serve` listens on, and its limits.
struct ListeningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Port of the site; 0 chooses a free one.", valueName: "PORT"),
        transform: wholeNumber(in: 0...65535)
    )
    var port = 8080

    @Option(help: ArgumentHelp("Address of the site.", valueName: "ADDRESS"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp("Port of the page that shows requests; 0 chooses a free one.", valueName: "PORT"),
        transform: wholeNumber(in: 0...65535)
    )
    var pagePort = 8081

    @Option(
        help: ArgumentHelp(
            "Address of the page, which shows every request to its visitors.",
            valueName: "ADDRESS"
        )
    )
    var pageHost = "127.0.0.1"

    @Flag(help: "Serve over TLS and HTTP/2, with a self-signed certificate.")
    var tls = false

    @Option(
        help: ArgumentHelp("Maximum number of open connections.", valueName: "N"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var maxConnections = 1024

    @Option(
        help: ArgumentHelp("Maximum length of a request body in MB.", valueName: "MB"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var maxBody = 20 * 1024

    @Option(
        help: ArgumentHelp(
            "Seconds before an idle connection or a stalled request body is closed.",
            valueName: "SECONDS"
        ),
        transform: wholeNumber(in: 1...Int.max)
    )
    var idleTimeout = 30

    @Option(
        help: ArgumentHelp("Capacity of the cache in MB.", valueName: "MB"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var cache = 256

    func validate() throws {
        guard port != pagePort || port == 0 else {
            throw ValidationError("--page-port \(pagePort): used by the site; expected another port")
        }
    }

    /// Converts megabytes to bytes, up to the largest number.
    static func bytes(ofMegabytes count: Int) -> Int {
        count > Int.max >> 20 ? .max : count << 20
    }
}

/// The viewers that `brink serve` assumes; headers of a request override them.
struct ViewerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Region that functions run in; the request header X-Brink-Region overrides it.",
            valueName: "REGION"
        ),
        transform: { try EdgeRegion(validating: $0) }
    )
    var region = EdgeRegion.usEast1

    @Option(
        help: ArgumentHelp(
            "Country of viewers, as two letters; the request header X-Brink-Country overrides it.",
            valueName: "CC"
        )
    )
    var country = "US"

    @Option(
        help:
            "Device of viewers; the request header X-Brink-Device overrides it (default: derived from User-Agent)."
    )
    var device: Viewer.Device?

    func validate() throws {
        guard Viewer.isCountry(country) else {
            throw ValidationError("--country \(country): expected two capital letters, such as DE")
        }
    }
}

extension Viewer.Device: ExpressibleByArgument {}
extension RequestPrinter.Form: ExpressibleByArgument {}
