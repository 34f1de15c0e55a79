import Invocations
import Testing

/// Handlers that break a rule, each at its exact limit: results that CloudFront refuses, with the rule, and failures, with
/// their error type.
///
/// One at a time, like the official examples.
@Suite(.serialized) struct OfficialExampleMisuseTests {
    @Test(
        arguments: Language.allCases,
        [Misuse.kindsOfResult, Misuse.answers, Misuse.bodies].flatMap(\.self)
    )
    func `a result has the right type`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.statuses)
    func `a status is 200 to 599`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, [Misuse.sizes, Misuse.replacedBodies].flatMap(\.self))
    func `a body has a maximum size`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.headers)
    func `headers are well formed, and some are read-only`(
        language: Language,
        misuse: Misuse
    ) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.addresses)
    func `a uri and a query are well formed and limited in length`(
        language: Language,
        misuse: Misuse
    ) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(
        arguments: Language.allCases,
        [Misuse.origins, Misuse.ports, Misuse.timeouts, Misuse.domainNames].flatMap(\.self)
    )
    func `an origin's members are in range`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, [Misuse.failures, Misuse.exits].flatMap(\.self))
    func `a handler that fails or exits has no result`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.silences)
    func `a handler that never returns times out`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .milliseconds(500))
    }
}
