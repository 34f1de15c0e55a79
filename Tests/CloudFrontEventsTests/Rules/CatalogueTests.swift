import CloudFrontEvents
import Foundation
import Testing

/// The catalogue, the page that `make rules` generates from it, and the choices of docs/platform.md.
struct CatalogueTests {
    private static let docs = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs")

    @Test func `docs/rules.md is current`() throws {
        let isCurrent = try Self.page("rules.md") == RuleCatalogue.markdown()

        #expect(isCurrent, "docs/rules.md is stale: make rules")
    }

    private static func page(_ name: String) throws -> String {
        try String(contentsOf: docs.appending(path: name), encoding: .utf8)
    }

    @Test func `every identifier is used once`() {
        let ids = RuleCatalogue.all.map(\.id)

        #expect(Set(ids).count == ids.count)
    }

    @Test func `every choice of docs/platform.md belongs to a rule`() throws {
        let choices = try Self.page("platform.md").split(separator: "\n## ").first {
            $0.hasPrefix("Choices\n")
        }
        let numbers = try #require(choices).split(separator: "\n").compactMap { row in
            row.hasPrefix("| ") ? row.split(separator: "|").first.flatMap { Int($0.filter(\.isNumber)) } : nil
        }

        #expect(numbers == Array(1...37))
        #expect(Set(RuleCatalogue.all.compactMap(\.choice)).sorted() == numbers)
    }

    @Test func `every text says where it was seen, or that it is ours`() {
        let page = RuleCatalogue.markdown()

        let texts = page.split(separator: "\n").filter { line in
            ["- Page", "- Log", "- Response", "- Warning"].contains { line.hasPrefix($0) }
        }
        #expect(texts.allSatisfy { $0.contains(" (seen in ") || $0.contains(" (ours): ") })
        #expect(RuleCatalogue.all.allSatisfy { $0.texts?.page.source?.isEmpty != true })
    }

    @Test func `exactly the rules that can be broken have texts`() {
        for rule in RuleCatalogue.all {
            #expect((rule.texts == nil) == (rule.enforcement == .allowed), "\(rule.id)")
        }
    }
}
