import HandlerRuntime

/// Makes the names of log streams.
public enum LogStreamName {
    /// Makes a name that no other stream has: `YYYY/MM/DD/[version]` and 32 hexadecimal digits.
    ///
    /// Source: `L:nodejs-logging`.
    ///
    /// - Parameters:
    ///   - version: the version of the function.
    ///   - epochMilliseconds: when the stream begins, in milliseconds since 1970.
    /// - Returns: the name.
    public static func make(version: String, epochMilliseconds: Int64) -> String {
        let day = WallClock.timestamp(epochMilliseconds: epochMilliseconds).prefix(10)
        let digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }
        return "\(day.split(separator: "-").joined(separator: "/"))/[\(version)]\(digits.joined())"
    }
}
