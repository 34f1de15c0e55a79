import CloudFrontEvents
import FunctionLogs
import Invocations
import SystemPackage
import TerminalOutput

/// Writes log entries to standard output: as time, region and text, or as JSON.
struct LogLinePrinter {
    private static let regionWidth = EdgeRegion.all.map(\.name.count).max() ?? 0
    /// One palette color per region; none is a red, which stands for standard error.
    private static let colors: [UInt8] = [39, 208, 76, 141, 220, 44, 170, 113, 215, 75, 183, 37, 148]

    private let output = StandardStream.output
    private let asJSON: Bool
    private let showsColor: Bool

    init(asJSON: Bool) {
        self.asJSON = asJSON
        showsColor = output.showsColor
    }

    /// Writes entries; returns false if the output's reader is gone.
    func show(_ lines: [LogLine]) -> Bool {
        var bytes: [UInt8] = []
        for line in lines {
            bytes += asJSON ? Self.json(of: line) : Array(text(of: line).utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        return (try? output.descriptor.writeAll(bytes)) != nil
    }

    private func text(of line: LogLine) -> String {
        let time = WallClock.timestamp(epochMilliseconds: line.entry.epochMilliseconds)
        let region = line.group.region.name.padded(to: Self.regionWidth)
        let message = line.entry.message.withNewlines
        guard showsColor else { return "\(time)  \(region)  \(message)" }
        let index = EdgeRegion.all.firstIndex(of: line.group.region) ?? 0
        let color = TextStyle.palette(Self.colors[index % Self.colors.count])
        let style: TextStyle? =
            switch line.entry.stream {
            case .platform: .dim
            case .stderr: .red
            case .stdout: nil
            }
        return [
            TextStyle.dim.applied(to: time), color.applied(to: region),
            style?.applied(to: message) ?? message,
        ].joined(separator: "  ")
    }

    private static func json(of line: LogLine) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("logGroup", line.group.name.text)
            writer.member("logStream", line.streamName)
            writer.member("message", line.entry.message)
            writer.member("region", line.group.region.name)
            if let requestId = line.requestId { writer.member("requestId", requestId) }
            writer.member("stream", line.entry.stream.rawValue)
            let time = WallClock.timestamp(epochMilliseconds: line.entry.epochMilliseconds)
            writer.member("timestamp", time)
        }
        return writer.bytes
    }
}
