import CloudFrontEvents
import Invocations
import Testing

/// The members of an outcome, and the text that a failed expectation prints.
@Suite struct InvocationOutcomeTests {
    private func outcome(
        _ kind: InvocationOutcome.Kind = .accepted,
        result: String? = nil,
        failure: HandlerFailure? = nil,
        logLines: Int = 0,
        judgedFor type: EventType? = nil
    ) throws -> InvocationOutcome {
        var outcome = InvocationOutcome(
            kind: kind,
            result: result.map { Array($0.utf8) },
            failure: failure,
            logs: (0..<logLines).map {
                LogEntry(epochMilliseconds: 0, stream: .stdout, message: "line \($0)")
            },
            report: InvocationReport(
                requestId: "6f0a",
                runtime: RuntimeIdentifier(nearest: 22, of: .node),
                duration: .microseconds(12_345),
                maxMemoryUsedBytes: (57 << 20) - 1
            )
        )
        if let type { outcome.judge(by: Judge(), for: try EventBuilder(type).event()) }
        return outcome
    }

    @Test func `a generated response is the response`() throws {
        let outcome = try outcome(result: #"{"status":"302"}"#, judgedFor: .viewerRequest)

        #expect(outcome.response?.status.code == 302)
        #expect(outcome.request == nil)
        #expect(outcome.description == "accepted: response 302\n12.345 ms, 57 of 128 MB")
    }

    @Test func `a returned request is the request`() throws {
        let request = try EventBuilder(.viewerRequest).uri("/a").event().request
        let json = String(decoding: HandlerResult.request(request).json(), as: UTF8.self)
        let outcome = try outcome(result: json, judgedFor: .viewerRequest)

        #expect(outcome.request == request)
        #expect(outcome.response == nil)
        #expect(outcome.description.hasPrefix("accepted: request GET /a\n"))
    }

    @Test func `a refused result is described by its rule and CloudFront's message`() throws {
        let outcome = try outcome(result: #"{"status":"99"}"#, judgedFor: .viewerRequest)
        let refusal = try #require(outcome.refusal)

        #expect(outcome.response == nil && outcome.request == nil)
        #expect(outcome.result == Array(#"{"status":"99"}"#.utf8))
        #expect(outcome.description.hasPrefix("refused by \(refusal.rule.id): \(refusal.message)\n"))
    }

    @Test func `a failure is described by its type and message and the last log lines`() throws {
        let failure = HandlerFailure(errorType: "TypeError", errorMessage: "x is not a function")
        let outcome = try outcome(.failed, failure: failure, logLines: 7)

        #expect(
            outcome.description == """
                failed: TypeError: x is not a function
                (2 earlier log lines)
                stdout: line 2
                stdout: line 3
                stdout: line 4
                stdout: line 5
                stdout: line 6
                12.345 ms, 57 of 128 MB
                """
        )
    }

    @Test func `an address is described by its name and region`() {
        #expect(FunctionAddress(name: "auth", region: "eu-west-1").description == "auth@eu-west-1")
    }
}
