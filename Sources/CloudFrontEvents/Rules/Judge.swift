/// Decides whether CloudFront would accept a handler's result.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// let event = try EventBuilder(.originResponse).event()
/// let result = #"{"status": "200", "headers": {}}"#
/// switch Judge().verdict(on: Array(result.utf8), for: event) {
/// case .accepted(let result, let warnings): print(result, warnings)
/// case .refused(let refusal): print(refusal.rule.id, refusal.message)
/// }
/// // headers.read-only The Lambda function result failed validation: The function tried to add, …
/// ```
///
/// The judge compares a result with the event. What comes back unchanged is always accepted, since CloudFront
/// sent it (docs/platform.md, "Choices", 30).
public struct Judge: Sendable {
    let profile: LimitProfile
    let strictness: Strictness

    /// Creates a judge.
    public init(profile: LimitProfile = .stacktape, strictness: Strictness = .standard) {
        self.profile = profile
        self.strictness = strictness
    }

    /// Returns the verdict on the JSON text that a handler returned for an event.
    @specialized(where Bytes == [UInt8])
    public func verdict<Bytes: Collection<UInt8>>(
        on resultJSON: Bytes,
        for event: CloudFrontEvent
    ) -> Verdict {
        ByteView.lend(resultJSON) { view in
            if UnchangedCheck.holds(view, for: event) { return .accepted(event.givenResult, warnings: []) }
            let refusal: Refusal
            do throws(Refusal) {
                return verdict(on: try read(view, for: event), for: event)
            } catch {
                refusal = error
            }
            // Lambda's clients post lone surrogates, which JSON's grammar allows (docs/platform.md, "Choices", 35).
            guard refusal.rule == .resultJSON, let replaced = view.replacingLoneSurrogates() else {
                return .refused(refusal)
            }
            return verdict(onReplaced: replaced, for: event)
        }
    }

    private func verdict(onReplaced json: [UInt8], for event: CloudFrontEvent) -> Verdict {
        ByteView.lend(json) { view in
            do throws(Refusal) {
                return verdict(on: try read(view, for: event), for: event, breaking: .resultSurrogates)
            } catch {
                return .refused(error)
            }
        }
    }

    /// Returns the verdict on a result as a tape; falls back to the tape's JSON text if its form is unusual.
    package func verdict(on tape: Tape, for event: CloudFrontEvent) -> Verdict {
        let result: HandlerResult
        do throws(JSONFailure) {
            result = try TapeReader.lend(tape) { reader throws(JSONFailure) in
                try HandlerResult(from: &reader, for: event.type)
            }
        } catch {
            return verdict(on: tape.json(), for: event)
        }
        return verdict(on: result, for: event)
    }

    /// Returns the verdict on a decoded result.
    public func verdict(on result: HandlerResult, for event: CloudFrontEvent) -> Verdict {
        verdict(on: result, for: event, breaking: nil)
    }

    private func verdict(
        on result: HandlerResult,
        for event: CloudFrontEvent,
        breaking rule: Rule?
    ) -> Verdict {
        var examination = Examination(
            event: event,
            limits: profile.limits(for: event.type),
            strictness: strictness
        )
        do throws(Refusal) {
            if let rule { try examination.broken(rule) }
            try examination.examine(result)
            return .accepted(result, warnings: examination.warnings)
        } catch {
            return .refused(error)
        }
    }

    private func read(_ view: ByteView, for event: CloudFrontEvent) throws(Refusal) -> HandlerResult {
        do throws(JSONFailure) {
            var reader = try JSONReader(view)
            let result = try HandlerResult(from: &reader, for: event.type)
            try reader.finish()
            return result
        } catch {
            throw Refusal(error, in: view, for: event.type)
        }
    }
}

extension CloudFrontEvent {
    /// The result of a handler that changes nothing.
    fileprivate var givenResult: HandlerResult {
        guard !type.isRequest, let response else { return .request(request) }
        return .response(response)
    }
}

/// Checks a result against its event, rule by rule; the checks are defined beside their rules.
struct Examination {
    let event: CloudFrontEvent
    let limits: EventLimits
    let strictness: Strictness
    private(set) var warnings: [Warning] = []

    mutating func examine(_ result: HandlerResult) throws(Refusal) {
        switch result {
        case .request(let request): try examine(request)
        case .generated(let response): try examineGenerated(response)
        case .response(let response):
            guard response != event.response else { return }
            try examine(response)
        }
    }

    /// Refuses or warns, depending on the rule and the strictness.
    mutating func broken(_ rule: Rule, _ details: KeyValuePairs<String, String> = [:]) throws(Refusal) {
        let refusal = Refusal(rule, details)
        let isRefused =
            switch rule.enforcement {
            case .refused: true
            case .refusedUnlessLenient: strictness != .lenient
            case .warnedUnlessStrict: strictness == .strict
            case .warned, .allowed: false
            }
        if isRefused { throw refusal }
        warnings.append(Warning(of: refusal))
    }
}
