/// The headers for a kind of site, with which browsers and the cache keep the right files
/// (docs/platform.md, "Stacktape").
public enum HeaderPreset: String, Sendable, Hashable, CaseIterable {
    case none
    case staticWebsite = "static-website"
    case singlePageApp = "single-page-app"
    case astro = "astro-static-website"
    case svelteKit = "sveltekit-static-website"
    case nuxt = "nuxt-static-website"
    case gatsby = "gatsby-static-website"

    private static let cachedByCDN = "public, max-age=0, s-maxage=31536000, must-revalidate"
    private static let never = "public, max-age=0, s-maxage=0, must-revalidate"
    private static let forever = "public, max-age=31536000, immutable"

    func cacheControl(for key: String) -> String? {
        switch self {
        case .none: nil
        case .staticWebsite: Self.cachedByCDN
        case .singlePageApp: key.hasSuffix(".html") ? Self.never : Self.forever
        // The folders in which each framework puts files that are named after their content.
        case .astro: key.hasPrefix("_astro/") ? Self.forever : Self.cachedByCDN
        case .svelteKit: key.hasPrefix("_app/immutable/") ? Self.forever : Self.cachedByCDN
        case .nuxt: key.hasPrefix("_nuxt/") ? Self.forever : Self.cachedByCDN
        case .gatsby:
            key.hasPrefix("static/") || key.hasSuffix(".js") || key.hasSuffix(".css")
                ? Self.forever : Self.cachedByCDN
        }
    }
}
