import FoundationEssentials
import Invocations
import Synchronization

/// Reads and writes HTTP dates (RFC 9110, 5.6.7).
package enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    /// The last second of the year 9999.
    private static let lastSecond: Int64 = 253_402_300_799
    private static let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    private static let cached = Mutex<(second: Int64, text: String)>((0, ""))

    /// The current second as a date.
    static var now: String {
        let second = WallClock.epochMilliseconds / 1000
        return cached.withLock { cached in
            if cached.second != second { cached = (second, text(of: second)) }
            return cached.text
        }
    }

    /// Writes a moment in seconds since 1970, clamped to the years 1970 to 9999.
    package static func text(of second: Int64) -> String {
        let second = min(max(0, second), lastSecond)
        // `2026-01-01T00:00:00.000Z`
        let stamp = WallClock.timestamp(epochMilliseconds: second * 1000)
        let parts = stamp.split(whereSeparator: { "-T.Z".contains($0) })
        let month = months[(Int(parts[1]) ?? 1) - 1]
        let day = days[Int(second / 86_400 % 7)]
        return "\(day), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }

    /// Reads a date in any of the three formats as seconds since 1970; nil if it is malformed.
    package static func second(of text: String) -> Int64? {
        let words = text.split(whereSeparator: { " -,".contains($0) }).map(String.init)
        guard words.count >= 5 else { return nil }
        // `Sun Nov  6 08:49:37 1994` has the month first, the other formats the day.
        let isAsctime = months.contains(words[1])
        let (day, month, year, time) =
            isAsctime ? (words[2], words[1], words[4], words[3]) : (words[1], words[2], words[3], words[4])
        // HTTP dates are in GMT; one in another zone is malformed.
        guard isAsctime || words.count == 5 || ["GMT", "UTC"].contains(words[5]) else { return nil }
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map(\.decimal)
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            let day = day.decimal, let index = months.firstIndex(of: month), var year = year.decimal
        else { return nil }
        // Two digits mean the nearest year that is at most 50 years ahead.
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        guard (1...lengths[index]).contains(day), day != 29 || index != 1 || isLeap(year),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (1600...9999).contains(year)
        else { return nil }
        return Int64(daysSince1970(year, index + 1, day) * 86_400 + hour * 3600 + minute * 60 + second)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Counts days in the civil calendar, with years that start in March.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
