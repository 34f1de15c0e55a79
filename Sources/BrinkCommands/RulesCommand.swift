import ArgumentParser
import CloudFrontEvents
import TerminalOutput

/// `brink rules`: prints the catalogue of rules, from which `docs/rules.md` is made.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Print every rule that Brink enforces, as Markdown.",
        discussion: "Example: brink rules > docs/rules.md"
    )

    @OptionGroup var verbosity: Verbosity

    func run() {
        verbosity.note("\(RuleCatalogue.all.count) rules")
        StandardStream.output.write(Array(RuleCatalogue.markdown().utf8))
    }
}
