import CloudFrontEvents
import Foundation
import Testing

/// The catalogue, and the page that `make rules` generates from it.
struct CatalogueTests {
    private static let page = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/rules.md")

    @Test func `docs and rules say the same`() throws {
        let isCurrent = try String(contentsOf: Self.page, encoding: .utf8) == RuleCatalogue.markdown()

        #expect(isCurrent, "docs/rules.md is stale: make rules")
    }

    @Test func `every identifier is used once`() {
        let ids = RuleCatalogue.all.map(\.id)

        #expect(Set(ids).count == ids.count)
    }

    @Test func `every open question of the digest is decided`() {
        let decided = Set(RuleCatalogue.all.compactMap(\.choice))

        #expect(Set(1...32).subtracting(decided).sorted() == [])
    }

    @Test func `what can be broken has a text, and what cannot has none`() {
        for rule in RuleCatalogue.all {
            #expect((rule.texts == nil) == (rule.enforcement == .allowed), "\(rule.id)")
        }
    }
}
