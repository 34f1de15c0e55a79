import FoundationEssentials
import FunctionLogs
import HandlerRuntime
import SystemPackage

/// Writes log entries to standard output: for a person with time, region and text, or as JSON.
struct LogLinePrinter {
    private static let regionWidth = EdgeRegion.all.map(\.name.count).max() ?? 0
    /// A colour for each region, of the 256 that terminals have; none of them is a red, which means standard error.
    private static let colours = [39, 208, 76, 141, 220, 44, 170, 113, 215, 75, 183, 37, 148]

    private let output: StandardStream
    private let asJSON: Bool
    private let isColourful: Bool
    private let encoder: JSONEncoder

    init(asJSON: Bool, output: StandardStream = .output) {
        self.output = output
        self.asJSON = asJSON
        isColourful = output.isColourful
        encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    }

    /// Writes entries, and tells whether anybody still reads.
    func show(_ lines: [LogLine]) throws -> Bool {
        var bytes: [UInt8] = []
        for line in lines {
            if asJSON {
                bytes += try encoder.encode(LogLineMember(line))
            } else {
                bytes += text(of: line).utf8
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return (try? output.descriptor.writeAll(bytes)) != nil
    }

    private func text(of line: LogLine) -> String {
        let time = WallClock.timestamp(epochMilliseconds: line.entry.epochMilliseconds)
        let region = line.group.region.name.padded(to: Self.regionWidth)
        let message = line.entry.message.withNewlines
        guard isColourful else { return "\(time)  \(region)  \(message)" }
        let index = EdgeRegion.all.firstIndex(of: line.group.region) ?? 0
        let colour = "38;5;\(Self.colours[index % Self.colours.count])"
        let style: String? =
            switch line.entry.stream {
            case .platform: "2"
            case .stderr: "31"
            case .stdout: nil
            }
        return "\(time.styled("2"))  \(region.styled(colour))  \(style.map(message.styled) ?? message)"
    }
}

extension String {
    /// The text in a terminal's colour or weight.
    fileprivate func styled(_ code: String) -> String { "\u{1B}[\(code)m\(self)\u{1B}[0m" }

    /// The text with the newlines that the platform's carriage returns stand for.
    fileprivate var withNewlines: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars { scalars.append(scalar == "\r" ? "\n" : scalar) }
        return String(scalars)
    }
}

/// An entry as other programs read it.
private struct LogLineMember: Encodable {
    let timestamp: String
    let region: String
    let logGroup: String
    let logStream: String
    let requestId: String?
    let stream: String
    let message: String

    init(_ line: LogLine) {
        timestamp = WallClock.timestamp(epochMilliseconds: line.entry.epochMilliseconds)
        region = line.group.region.name
        logGroup = line.group.name.text
        logStream = line.streamName
        requestId = line.requestId
        stream = line.entry.stream.rawValue
        message = line.entry.message
    }
}
