import CloudFrontEvents
import Foundation
import Testing

/// The catalogue and the page that is generated from it.
///
/// `BRINK_WRITE_RULES=1 swift test --filter CatalogueTests` writes `docs/rules.md` anew.
struct CatalogueTests {
    private static let page = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/rules.md")

    @Test func `docs and rules say the same`() throws {
        if ProcessInfo.processInfo.environment["BRINK_WRITE_RULES"] == "1" {
            try FileManager.default.createDirectory(
                at: Self.page.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(RuleCatalogue.markdown().utf8).write(to: Self.page)
        }

        let isCurrent = try String(contentsOf: Self.page, encoding: .utf8) == RuleCatalogue.markdown()

        #expect(isCurrent, "docs/rules.md is stale: BRINK_WRITE_RULES=1 swift test --filter CatalogueTests")
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
