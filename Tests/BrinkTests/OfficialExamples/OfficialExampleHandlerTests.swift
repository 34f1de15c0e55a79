import CloudFrontEvents
import Invocations
import Testing

/// The platform's 18 official examples (C:lambda-examples), as our own handlers in both languages: their results and
/// CloudFront's verdicts.
///
/// One at a time: hundreds of concurrent starts would time out for want of processors.
@Suite(.serialized) struct OfficialExampleHandlerTests {
    @Test(
        arguments: Language.allCases,
        [
            ExampleRow.experiments, ExampleRow.overrides, ExampleRow.answers, ExampleRow.queries,
            ExampleRow.sessions, ExampleRow.countries, ExampleRow.devices, ExampleRow.kindsOfOrigin,
            ExampleRow.regions, ExampleRow.domains, ExampleRow.errorPages, ExampleRow.forms,
        ].flatMap(\.self)
    )
    func `an example has the outcome that the platform documents`(
        language: Language,
        row: ExampleRow
    ) async throws {
        try await row.check(in: language)
    }

    @Test(
        arguments: Language.allCases,
        [(0, "control"), (0.7499, "control"), (0.75, "treatment"), (0.9999, "treatment")]
    )
    func `1c a viewer without a cookie is in group A with a probability of three quarters`(
        language: Language,
        draw: (chance: Double, group: String)
    ) async throws {
        let source = try OfficialExample("01-ab-test").file(language, withChance: draw.chance)
        let event = try EventBuilder(.viewerRequest).uri("/experiment-pixel.jpg").event()
        var expected = try event.givenResult
        expected["uri"] = .string("/experiment-group/\(draw.group)-pixel.jpg")

        try await withFunction(source, runtime: language.exampleRuntime, on: judgingHost) { function in
            try await function.invoke(event).expectAccepted(expected)
        }
    }

    @Test(arguments: Language.allCases, [(0, true), (0.7999, true), (0.8, false), (0.9999, false)])
    func `13 four requests in five go to the blue bucket`(
        language: Language,
        draw: (chance: Double, isBlue: Bool)
    ) async throws {
        let source = try OfficialExample("13-gradual-move").file(language, withChance: draw.chance)
        let event = try EventBuilder(.originRequest)
            .origin(.s3(S3Origin(domainName: "demo.s3.amazonaws.com"))).event()
        var expected = try event.givenResult
        if draw.isBlue {
            expected["origin"]?["s3"]?["domainName"] = "blue-bucket.s3.amazonaws.com"
            expected["headers"]?["host"] = .header("host", "blue-bucket.s3.amazonaws.com")
        }

        try await withFunction(source, runtime: language.exampleRuntime, on: judgingHost) { function in
            try await function.invoke(event).expectAccepted(expected)
        }
    }

    // The probability of missing a branch 200 times is at most 0.8 to the power of 200, 4e-20.
    @Test(arguments: Language.allCases, ["01-ab-test", "13-gradual-move"])
    func `1c, 13 the interpreter's own random source takes both branches`(
        language: Language,
        example: String
    ) async throws {
        let event = try EventBuilder(.originRequest).uri("/experiment-pixel.jpg")
            .origin(.s3(S3Origin(domainName: "demo.s3.amazonaws.com"))).event()
        let source = OfficialExample(example).file(language)
        try await withFunction(source, runtime: language.exampleRuntime, on: judgingHost) { function in
            var answers: Set<JSONValue> = []
            for _ in 1...200 {
                answers.insert(try JSONValue(json: await function.invoke(event).result ?? []))
            }

            #expect(answers.count == 2)
        }
    }

    @Test(arguments: Language.allCases)
    func `17 the form's fields are logged, by Python as bytes`(language: Language) async throws {
        let source = OfficialExample("17-read-form").file(language)
        let event = try EventBuilder(.originRequest).body("name1=Ann&name2=B+C".utf8).event()
        let log = try await withFunction(source, runtime: language.exampleRuntime, on: judgingHost) {
            try await $0.invoke(event).functionLog
        }

        switch language {
        case .node:
            // Node also logs a warning about callbacks.
            let fields = log.filter { $0.contains("\tINFO\t") }.map { $0.split(separator: "\t").last }
            #expect(fields == ["name1 is Ann", "name2 is B C"])
        case .python: #expect(log == ["b'name1' is b'Ann'", "b'name2' is b'B C'"])
        }
    }

    @Test func `an example with a callback does not start on nodejs24`() async throws {
        let source = OfficialExample("04-redirect").file(.node)
        try await withFunction(source, runtime: "nodejs24.x", on: judgingHost) { function in
            try await function.invoke().expectEnd(.failed, type: "Runtime.CallbackHandlerDeprecated")
        }
    }
}
