package import HTTPTypes

/// The directives of `Cache-Control` (RFC 9111, 5.2), read leniently: of a repeated directive the stricter counts.
package struct CacheControl: Sendable, Equatable {
    package var noStore = false
    package var noCache = false
    package var isPrivate = false
    package var mustRevalidate = false
    package var noTransform = false
    /// In seconds.
    package var maxAge: Int?
    /// In seconds, for shared caches.
    package var sharedMaxAge: Int?
    /// In seconds.
    package var staleWhileRevalidate: Int?
    /// In seconds.
    package var staleIfError: Int?

    /// Reads the fields of a request or of a response.
    package init(_ fields: HTTPFields) {
        for value in fields[values: .cacheControl] {
            for directive in value.splitAtCommas() { apply(directive) }
        }
    }

    private mutating func apply(_ directive: Substring) {
        let mark = directive.firstIndex(of: "=") ?? directive.endIndex
        let name = directive[..<mark].filter { $0 != " " && $0 != "\t" }.lowercased()
        let argument = directive[mark...].dropFirst()
        switch name {
        case "no-store": noStore = true
        // With field names it is about those fields only, which a shared cache may treat as all (RFC 9111, 5.2.2.4).
        case "no-cache": noCache = true
        case "private": isPrivate = true
        case "must-revalidate", "proxy-revalidate": mustRevalidate = true
        case "no-transform": noTransform = true
        case "max-age": maxAge = Self.stricter(maxAge, argument)
        case "s-maxage": sharedMaxAge = Self.stricter(sharedMaxAge, argument)
        case "stale-while-revalidate": staleWhileRevalidate = Self.stricter(staleWhileRevalidate, argument)
        case "stale-if-error": staleIfError = Self.stricter(staleIfError, argument)
        default: break
        }
    }

    /// Reads seconds, at most 2^31; anything else counts as 0, the strictest (RFC 9111, 4.2.1).
    private static func stricter(_ known: Int?, _ argument: Substring) -> Int {
        let digits = argument.filter { $0 != " " && $0 != "\"" && $0 != "\t" }
        return min(known ?? .max, digits.decimal ?? 0, 1 << 31)
    }
}

extension String {
    /// Splits a list at the commas outside of quotes.
    func splitAtCommas() -> [Substring] {
        var isQuoted = false
        return split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
    }
}
