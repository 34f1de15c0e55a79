public import ArgumentParser
import Brink
public import EdgeEmulator
public import HandlerRuntime

/// Where `brink serve` listens, and what it takes.
struct ListeningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The port of the site; 0 takes any that is free.", valueName: "PORT"))
    var port = 8080

    @Option(help: ArgumentHelp("The port of the page that shows what happens.", valueName: "PORT"))
    var pagePort = 8081

    @Option(
        help: ArgumentHelp("The address to listen on; this machine alone unless said.", valueName: "ADDRESS")
    )
    var host = "127.0.0.1"

    @Flag(help: "Speak TLS, HTTP/2 too, with a certificate that is made on the spot.")
    var tls = false

    @Option(help: ArgumentHelp("How many connections may be open.", valueName: "N"))
    var maxConnections = 1024

    @Option(help: ArgumentHelp("The longest body that a viewer may send, in MB.", valueName: "MB"))
    var maxBody = 20 * 1024

    @Option(help: ArgumentHelp("How long a connection may be silent, in seconds.", valueName: "SECONDS"))
    var idleTimeout = 30

    @Option(help: ArgumentHelp("How much the cache may hold, in MB.", valueName: "MB"))
    var cache = 256

    func validate() throws {
        for (name, port) in [("--port", port), ("--page-port", pagePort)] {
            guard (0...65535).contains(port) else {
                throw ValidationError("\(name) \(port): expected 0 to 65535")
            }
        }
        guard port != pagePort || port == 0 else {
            throw ValidationError("--page-port \(pagePort): is the site's port; expected another one")
        }
        let numbers = [
            ("--max-connections", maxConnections), ("--max-body", maxBody), ("--idle-timeout", idleTimeout),
            ("--cache", cache),
        ]
        for (name, number) in numbers where number < 1 {
            throw ValidationError("\(name) \(number): expected at least 1")
        }
    }
}

/// What `brink serve` takes for granted about viewers.
struct ViewerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The region that functions run in; a request's X-Brink-Region chooses another.",
            valueName: "REGION"
        )
    )
    var region = EdgeRegion.usEast1

    @Option(
        help: ArgumentHelp(
            "The country of viewers, two letters; a request's X-Brink-Country chooses another.",
            valueName: "CC"
        )
    )
    var country = "US"

    @Option(help: "The device of viewers, told from User-Agent unless said; or a request's X-Brink-Device.")
    var device: Viewer.Device?

    func validate() throws {
        guard country.utf8.count == 2, country.utf8.allSatisfy({ $0 &- UInt8(ascii: "A") < 26 }) else {
            throw ValidationError("--country \(country): expected two capital letters, such as DE")
        }
    }
}

/// An origin that is mapped to something on this machine: `NAME=URL` or `NAME=FOLDER`.
struct OriginMapping: ExpressibleByArgument, Sendable {
    let name: String
    let target: OriginTarget

    init?(argument: String) {
        guard let mark = argument.firstIndex(of: "="), mark > argument.startIndex else { return nil }
        name = String(argument[..<mark])
        let place = String(argument[argument.index(after: mark)...])
        if let server = OriginServer(url: place) {
            target = .server(server)
        } else {
            guard !place.isEmpty, place.firstRange(of: "://") == nil else { return nil }
            target = .folder(FolderOrigin.Settings(root: absolutePath(place)))
        }
    }
}

extension EdgeRegion: ExpressibleByArgument {
    /// Reads a region's name.
    public init?(argument: String) { self.init(argument) }

    /// The names of all regions, for help and errors.
    public static var allValueStrings: [String] { all.map(\.name) }
}

extension Viewer.Device: ExpressibleByArgument {}
extension RequestPrinter.Form: ExpressibleByArgument {}
