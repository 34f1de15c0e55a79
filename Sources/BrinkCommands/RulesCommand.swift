import ArgumentParser
import CloudFrontEvents

/// `brink rules`: prints the catalogue of rules, from which `docs/rules.md` is made.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Print every rule of the edge that Brink knows, as Markdown.",
        discussion: "Example: brink rules > docs/rules.md"
    )

    @OptionGroup var verbosity: Verbosity

    func run() {
        verbosity.note("\(RuleCatalogue.all.count) rules")
        StandardStream.output.write(Array(RuleCatalogue.markdown().utf8))
    }
}
