package import ArgumentParser
import Brink
import FoundationEssentials
import Invocations
import TerminalOutput

/// `brink demo` and `brink-demo`: runs a folder of samples in this one process and prints a table.
package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a folder of samples and print a table of the results.",
        discussion: "Example: brink demo samples",
        shouldDisplay: false
    )

    @Argument(help: "A folder with a samples.json.")
    var folder = "samples"

    @OptionGroup var verbosity: Verbosity

    package init() {}

    package func run() async throws {
        let list = try SampleList(folder: folder)
        let output = StandardStream.claimOutput()
        let host = HandlerHost()
        var table = Table(
            columns: ["sample", "event", "language", "outcome", "cold", "warm", "cpu", "memory"],
            numbersFrom: 4
        )
        var surprises: [String] = []
        var progress = Progress("samples", total: list.samples.count)
        for (number, sample) in list.samples.enumerated() {
            progress.show(done: number)
            verbosity.note("\(sample.handler) with \(sample.event)")
            let (cold, warm) = try await run(sample, of: list, on: host)
            surprises += [cold, warm].compactMap { surprise(in: $0, of: sample) }
            table.add([
                sample.name, sample.eventType, sample.language, warm.kind.rawValue,
                format(cold.report.initDuration.map { $0 + cold.report.duration } ?? cold.report.duration),
                format(warm.report.duration), format(warm.report.cpuTime),
                format(bytes: warm.report.maxMemoryUsedBytes),
            ])
        }
        progress.finish()
        await host.shutdown()
        for line in table.lines() { output.write(line: line) }
        for surprise in surprises { StandardStream.error.write(line: surprise) }
        guard surprises.isEmpty else { throw ExitStatus.failed }
        output.write(line: "\(list.samples.count) samples answered as expected, in one process.")
    }

    private func run(
        _ sample: SampleList.Sample,
        of list: SampleList,
        on host: HandlerHost
    ) async throws -> (cold: InvocationOutcome, warm: InvocationOutcome) {
        let event = try list.event(of: sample)
        let function = try await host.load(
            FunctionDefinition(
                .file("\(list.folder)/\(sample.handler)"),
                runtime: sample.runtime.flatMap { RuntimeIdentifier($0) }
            )
        )
        let cold = try await host.invoke(function, with: event)
        let warm = try await host.invoke(function, with: event)
        try await host.remove(function)
        return (cold, warm)
    }

    /// Describes how an outcome differs from the expected one; nil if it does not.
    private func surprise(in outcome: InvocationOutcome, of sample: SampleList.Sample) -> String? {
        let subject = "\(sample.handler) with \(sample.event)"
        guard outcome.kind.rawValue == sample.outcome else {
            let reason = outcome.failure.map { ": \($0)" } ?? ""
            return "\(subject): \(outcome.kind.rawValue)\(reason); expected \(sample.outcome)"
        }
        guard let expected = sample.result else { return nil }
        let result = outcome.result.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0)) }
        guard let result, result.contains(expected) else {
            let text = String(decoding: outcome.result ?? [], as: UTF8.self)
            return "\(subject): the result lacks an expected member: \(text)"
        }
        return nil
    }

    private func format(_ duration: Duration) -> String {
        "\(decimals(duration.milliseconds, places: 2)) ms"
    }

    private func format(bytes: Int) -> String {
        "\(decimals(Double(bytes) / 1_048_576, places: 2)) MB"
    }
}
