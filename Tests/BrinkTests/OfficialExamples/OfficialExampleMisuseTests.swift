import HandlerRuntime
import Testing

/// The list of negative tests beneath the official examples (section 6), each at its exact limit: what
/// CloudFront refuses, with the rule, and what never becomes an answer, with the failure's type.
@Suite struct OfficialExampleMisuseTests {
    @Test(
        arguments: Language.allCases,
        [Misuse.kindsOfResult, Misuse.answers, Misuse.bodies].flatMap(\.self)
    )
    func `results are of the right kind`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.statuses)
    func `a status is 200 to 599`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, [Misuse.sizes, Misuse.replacedBodies].flatMap(\.self))
    func `bodies have their sizes`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.headers)
    func `headers have their form, and some are not to be touched`(
        language: Language,
        misuse: Misuse
    ) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.addresses)
    func `a uri and a query have their form and their length`(
        language: Language,
        misuse: Misuse
    ) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(
        arguments: Language.allCases,
        [Misuse.origins, Misuse.ports, Misuse.timeouts, Misuse.domainNames].flatMap(\.self)
    )
    func `origins have their members in range`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, [Misuse.failures, Misuse.exits].flatMap(\.self))
    func `a handler that fails or exits gives no answer`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .seconds(5))
    }

    @Test(arguments: Language.allCases, Misuse.silences)
    func `a handler that never answers is not waited for`(language: Language, misuse: Misuse) async throws {
        try await misuse.check(in: language, timeout: .milliseconds(500))
    }
}
