public import CloudFrontEvents
public import Invocations

extension HandlerHost {
    /// Invokes a function with an event and waits for its outcome, like ``invoke(_:with:start:)``.
    public func invoke(
        _ function: FunctionAddress,
        with event: CloudFrontEvent,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        try await invoke(function, with: InvocationEvent(event), start: start)
    }

    /// Builds an event, invokes a function with it and waits for its outcome, like ``invoke(_:with:start:)``.
    ///
    /// - Throws: also `EventBuilderError` when CloudFront could not have sent the event.
    public func invoke(
        _ function: FunctionAddress,
        with event: EventBuilder,
        start: InstanceStart = .warmIfPossible
    ) async throws -> InvocationOutcome {
        try await invoke(function, with: InvocationEvent(event.event()), start: start)
    }

    /// Invokes a function with each event in turn, like ``invoke(_:withEach:start:)``.
    public func invoke(
        _ function: FunctionAddress,
        withEach events: [CloudFrontEvent],
        start: InstanceStart = .warmIfPossible
    ) async throws -> [InvocationOutcome] {
        try await invoke(function, withEach: events.map { InvocationEvent($0) }, start: start)
    }

    /// Builds events and invokes a function with each in turn, like ``invoke(_:withEach:start:)``.
    ///
    /// - Throws: also `EventBuilderError` when CloudFront could not have sent one of the events.
    public func invoke(
        _ function: FunctionAddress,
        withEach events: [EventBuilder],
        start: InstanceStart = .warmIfPossible
    ) async throws -> [InvocationOutcome] {
        let events = try events.map { InvocationEvent(try $0.event()) }
        return try await invoke(function, withEach: events, start: start)
    }
}
