import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// Runs functions that are written in the test: a backend without an interpreter.
final class ScriptedBackend: InvokerBackend {
    /// What a function does with an event: the JSON text of its answer, or a way to fail.
    enum Act: Sendable {
        case answer(String)
        case fail(InvocationOutcome.Kind)
        /// Gives the event's request or response back after a change.
        case request(@Sendable (inout EdgeRequest) -> Void)
        case response(@Sendable (inout EdgeResponse) -> Void)
        case hostError
    }

    struct NoSuchFunction: Error {}

    private let acts: [String: @Sendable (CloudFrontEvent) -> Act]
    private let seen = Mutex<[(function: String, event: CloudFrontEvent)]>([])

    init(_ acts: [String: @Sendable (CloudFrontEvent) -> Act] = [:]) {
        self.acts = acts
    }

    /// The events that functions were given, in order.
    var events: [CloudFrontEvent] { seen.withLock { $0.map(\.event) } }

    /// The names of the functions that ran, with their regions, in order.
    var runs: [String] { seen.withLock { $0.map(\.function) } }

    /// The kinds of events that functions ran for, in order.
    var types: [String] { events.map(\.type.rawValue) }

    func invoke(
        _ function: String,
        with event: InvocationEvent,
        start: InstanceStart
    ) async throws -> InvocationOutcome {
        seen.withLock { $0.append((function, event.record)) }
        let name = String(function.prefix { $0 != "@" })
        guard let act = acts[name] else { throw NoSuchFunction() }
        let record = event.record
        switch act(record) {
        case .answer(let json): return outcome(.accepted, Array(json.utf8))
        case .fail(let kind): return outcome(kind, nil)
        case .hostError: throw NoSuchFunction()
        case .request(let change):
            var request = record.request
            change(&request)
            return outcome(.accepted, HandlerResult.request(request).json())
        case .response(let change):
            guard var response = record.response else { throw NoSuchFunction() }
            change(&response)
            return outcome(.accepted, HandlerResult.response(response).json())
        }
    }

    private func outcome(_ kind: InvocationOutcome.Kind, _ answer: [UInt8]?) -> InvocationOutcome {
        InvocationOutcome(
            kind: kind,
            answer: answer.map { .text($0) },
            failure: kind == .accepted ? nil : HandlerFailure(errorType: "Error", errorMessage: "scripted"),
            transcript: InvocationTranscript(),
            report: InvocationReport(
                requestId: "00000000-0000-4000-8000-000000000000",
                runtime: RuntimeIdentifier.all[0],
                coldStart: false,
                initDuration: nil,
                duration: .milliseconds(1),
                cpuTime: .zero,
                memoryLimitMB: 128,
                maxMemoryUsedBytes: 0
            )
        )
    }
}
