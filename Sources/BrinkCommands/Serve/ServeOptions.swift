public import ArgumentParser
import Brink
public import EdgeEmulator
public import HandlerRuntime

/// Where `brink serve` listens, and what it takes.
struct ListeningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The port of the site; 0 takes any that is free.", valueName: "PORT"),
        transform: wholeNumber(in: 0...65535)
    )
    var port = 8080

    @Option(
        help: ArgumentHelp("The address to listen on; this machine alone unless said.", valueName: "ADDRESS")
    )
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp("The port of the page that shows what happens.", valueName: "PORT"),
        transform: wholeNumber(in: 0...65535)
    )
    var pagePort = 8081

    @Option(
        help: ArgumentHelp(
            "The address of the page, which shows all that viewers send; this machine alone unless said.",
            valueName: "ADDRESS"
        )
    )
    var pageHost = "127.0.0.1"

    @Flag(help: "Speak TLS, HTTP/2 too, with a certificate that is made on the spot.")
    var tls = false

    @Option(
        help: ArgumentHelp("How many connections may be open.", valueName: "N"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var maxConnections = 1024

    @Option(
        help: ArgumentHelp("The longest body that a viewer may send, in MB.", valueName: "MB"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var maxBody = 20 * 1024

    @Option(
        help: ArgumentHelp(
            "How long a connection may be silent, or a body come by drops, in seconds.",
            valueName: "SECONDS"
        ),
        transform: wholeNumber(in: 1...Int.max)
    )
    var idleTimeout = 30

    @Option(
        help: ArgumentHelp("How much the cache may hold, in MB.", valueName: "MB"),
        transform: wholeNumber(in: 1...Int.max)
    )
    var cache = 256

    func validate() throws {
        guard port != pagePort || port == 0 else {
            throw ValidationError("--page-port \(pagePort): is the site's port; expected another one")
        }
    }

    /// Bytes of megabytes; as many as there can be where that is more.
    static func bytes(ofMegabytes count: Int) -> Int {
        count > Int.max >> 20 ? .max : count << 20
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
        guard Viewer.isCountry(country) else {
            throw ValidationError("--country \(country): expected two capital letters, such as DE")
        }
    }
}

/// An origin that is mapped to something on this machine: `NAME=URL` or `NAME=FOLDER`.
struct OriginMapping: Sendable {
    let name: String
    let target: OriginTarget

    /// Reads an option's value.
    ///
    /// - Throws: what was expected, where it is no mapping or its folder is not there.
    @Sendable
    init(parsing text: String) throws {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
            throw ValidationError("expected NAME=URL or NAME=FOLDER")
        }
        name = String(text[..<mark])
        let place = String(text[text.index(after: mark)...])
        if let server = OriginServer(url: place) {
            target = .server(server)
            return
        }
        guard !place.isEmpty, place.firstRange(of: "://") == nil else {
            throw ValidationError(
                "expected NAME=URL or NAME=FOLDER, where the URL has http or https, a host, and perhaps a port and a path"
            )
        }
        let folder = absolutePath(place)
        guard isFolder(folder) else {
            throw ValidationError("there is no folder \(folder); expected NAME=URL or NAME=FOLDER")
        }
        target = .folder(FolderOrigin.Settings(root: folder))
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
