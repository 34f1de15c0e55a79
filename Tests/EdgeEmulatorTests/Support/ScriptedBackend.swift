import CloudFrontEvents
import Invocations
import Synchronization

/// A backend without an interpreter, whose functions are closures of the test.
final class ScriptedBackend: InvokerBackend {
    /// A function's reaction to an event.
    enum Act: Sendable {
        /// Returns JSON text.
        case answer(String)
        case fail(InvocationOutcome.Kind)
        /// Returns the event's request or response after a change.
        case request(@Sendable (inout EdgeRequest) -> Void)
        case response(@Sendable (inout EdgeResponse) -> Void)
        case hostError
    }

    struct NoSuchFunction: Error {}

    private let acts: [String: @Sendable (CloudFrontEvent) -> Act]
    private let seen = Mutex<[(function: FunctionAddress, event: CloudFrontEvent)]>([])

    init(_ acts: [String: @Sendable (CloudFrontEvent) -> Act] = [:]) {
        self.acts = acts
    }

    /// The events of all invocations, in order.
    var events: [CloudFrontEvent] { seen.withLock { $0.map(\.event) } }

    /// The functions of all invocations, in order, such as `auth@us-east-1`.
    var runs: [String] { seen.withLock { $0.map(\.function.description) } }

    /// The stages of all invocations, in order.
    var types: [String] { events.map(\.type.rawValue) }

    func invoke(
        _ function: FunctionAddress,
        with event: InvocationEvent,
        start: InstanceStart
    ) async throws -> InvocationOutcome {
        seen.withLock { $0.append((function, event.record)) }
        guard let act = acts[function.name] else { throw NoSuchFunction() }
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
            result: answer,
            failure: kind == .accepted ? nil : HandlerFailure(errorType: "Error", errorMessage: "scripted"),
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
