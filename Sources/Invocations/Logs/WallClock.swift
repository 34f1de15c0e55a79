import Glibc

/// The time of day, in the units and format of the platform's logs and deadlines.
package enum WallClock {
    /// Milliseconds since 1970.
    package static var epochMilliseconds: Int64 { epochNanoseconds / 1_000_000 }

    /// Nanoseconds since 1970.
    package static var epochNanoseconds: Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Formats a moment as the platform does: `2026-01-01T00:00:00.000Z`.
    package static func timestamp(epochMilliseconds: Int64) -> String {
        var seconds = time_t(epochMilliseconds / 1000)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        let date = unsafe [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map { padded($0) }
        let time = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded($0) }
        let fraction = padded(Int32(epochMilliseconds % 1000), to: 3)
        return "\(date.joined(separator: "-"))T\(time.joined(separator: ":")).\(fraction)Z"
    }

    private static func padded(_ number: Int32, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
