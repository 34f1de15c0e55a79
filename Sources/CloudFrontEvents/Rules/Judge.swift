/// Gives CloudFront's verdict on what handlers return, before anything is deployed.
///
/// A result is compared with the event that was given: what came back unchanged is never refused, whatever it
/// is, since CloudFront itself sent it (the digest's section 7, row 30).
public struct Judge: Sendable {
    let profile: LimitProfile
    let strictness: Strictness

    /// Creates a judge with the limits of a profile.
    public init(profile: LimitProfile = .stacktape, strictness: Strictness = .section7) {
        self.profile = profile
        self.strictness = strictness
    }

    /// Judges the JSON text that a handler returned for an event.
    @specialized(where Bytes == [UInt8])
    public func verdict<Bytes: Collection<UInt8>>(
        on resultJSON: Bytes,
        for event: CloudFrontEvent
    ) -> Verdict {
        ByteView.lend(resultJSON) { view in
            if UnchangedCheck.holds(view, for: event) { return .accepted(event.givenResult, warnings: []) }
            do throws(Refusal) {
                return verdict(on: try read(view, for: event), for: event)
            } catch {
                return .refused(error)
            }
        }
    }

    /// Judges what a handler returned for an event, as a tape; its text is judged where the tape is unusual.
    public func verdict(on tape: Tape, for event: CloudFrontEvent) -> Verdict {
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

    /// Judges a result that is a value already, for hosts that take it from the interpreter without JSON.
    public func verdict(on result: HandlerResult, for event: CloudFrontEvent) -> Verdict {
        var examination = Examination(
            of: event,
            limits: profile.limits(for: event.type),
            strictness: strictness
        )
        do throws(Refusal) {
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
    /// What a handler returns that changes nothing.
    fileprivate var givenResult: HandlerResult {
        guard !type.isRequest, let response else { return .request(request) }
        return .response(response)
    }
}

/// Holds a result against the event it answers, rule by rule; each section's checks stand beside its rules.
struct Examination {
    let event: CloudFrontEvent
    let limits: EventLimits
    let strictness: Strictness
    private(set) var warnings: [Warning] = []

    init(of event: CloudFrontEvent, limits: EventLimits, strictness: Strictness) {
        self.event = event
        self.limits = limits
        self.strictness = strictness
    }

    mutating func examine(_ result: HandlerResult) throws(Refusal) {
        switch result {
        case .request(let request): try examine(request)
        case .generated(let response): try examineGenerated(response)
        case .response(let response):
            guard response != event.response else { return }
            try examine(response)
        }
    }

    /// Acts on a broken rule, as the rule and the strictness say.
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
