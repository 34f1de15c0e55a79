import Invocations

/// Generates names of log streams.
package enum LogStreamName {
    /// Generates a unique name: `YYYY/MM/DD/[version]` and 32 hexadecimal digits.
    ///
    /// Source: `L:nodejs-logging`.
    package static func make(version: String, epochMilliseconds: Int64) -> String {
        let day = WallClock.timestamp(epochMilliseconds: epochMilliseconds).prefix(10)
        let digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }
        return "\(day.split(separator: "-").joined(separator: "/"))/[\(version)]\(digits.joined())"
    }
}
