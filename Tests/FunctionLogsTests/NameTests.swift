import FunctionLogs
import Invocations
import Testing

@Suite struct NameTests {
    @Test func `a function's group is named after the region where functions are created`() {
        #expect(LogGroupName.function("auth").text == "/aws/lambda/us-east-1.auth")
        #expect(LogGroupName.function("auth").function == "auth")
    }

    @Test func `a distribution's group belongs to no function`() {
        let name = LogGroupName.distribution("E2EXAMPLE")

        #expect(name.text == "/aws/cloudfront/LambdaEdge/E2EXAMPLE")
        #expect(name.function == nil)
        #expect(name.selection == name.text)
    }

    @Test(arguments: [
        ("auth", "/aws/lambda/us-east-1.auth"), ("/aws/lambda/us-east-1.auth", "/aws/lambda/us-east-1.auth"),
        ("/custom", "/custom"), ("", "/aws/lambda/us-east-1."),
        ("us-east-1.a", "/aws/lambda/us-east-1.us-east-1.a"),
    ])
    func `a leading slash selects a group by its full name`(selection: String, name: String) {
        #expect(LogGroupName(selecting: selection).text == name)
    }

    @Test func `a stream's name has the day, the version and random digits`() {
        let names = (0..<2).map { _ in
            LogStreamName.make(version: "3", epochMilliseconds: StoppedClock.newYear)
        }

        #expect(names[0] != names[1])
        #expect(names.allSatisfy { $0.wholeMatch(of: /2026\/01\/01\/\[3\][0-9a-f]{32}/) != nil })
    }

    @Test(arguments: [
        ("eu-west-9", "did you mean eu-west-1?"), ("us-esat-1", "did you mean us-east-1?"),
        ("EU-CENTRAL-1", "did you mean eu-central-1?"), ("mars", "expected one of us-east-1"),
        ("", "expected one of"),
        ("us-east-1 ", "did you mean us-east-1?"), ("eu-west-3\u{0}", "expected one of"),
        (String(repeating: "x", count: 100_000), "expected one of"),
    ])
    func `an unknown region is refused with the known ones`(name: String, expected: String) {
        let error = #expect(throws: UnknownRegion.self) { try EdgeRegion(validating: name) }

        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func `thirteen regions are known, each once`() throws {
        #expect(EdgeRegion.all.count == 13)
        for region in EdgeRegion.all { #expect(try EdgeRegion(validating: region.name) == region) }
    }

    @Test(arguments: LogRetention.allowedDays)
    func `the retentions that Stacktape allows are accepted`(days: Int) throws {
        #expect(try LogRetention(days: days).days == days)
    }

    @Test(arguments: [.min, -1, 0, 2, 4, 179, 181, 3652, 3654, Int.max])
    func `other retentions are refused`(days: Int) {
        let error = #expect(throws: UnknownRetention.self) { try LogRetention(days: days) }

        #expect(error?.description.hasPrefix("retentionDays \(days): expected one of 1, 3, 5, 7") == true)
    }

    @Test(arguments: [("ath", "auth"), ("atuh", "auth"), ("AUTH", "auth"), ("auths", "auth")])
    func `a mistyped name is near the intended one`(typed: String, meant: String) {
        #expect(typed.nearest(among: ["cookies", meant, "redirect"]) == meant)
    }

    @Test(arguments: ["", "zebra", "a", String(repeating: "auth", count: 100)])
    func `a different name is near none`(typed: String) {
        #expect(typed.nearest(among: ["auth", "cookies"]) == nil)
    }

    @Test func `a validation error of CloudFront is one record`() throws {
        let batch = LogBatch.validationError(
            "Validation error: no\nheaderName : Via",
            edgeRequestId: "abc==",
            requestId: "id",
            group: LogGroup(.distribution("E1"), in: .usEast1),
            streamName: "s",
            epochMilliseconds: 5
        )

        #expect(batch.requestId == "id")
        #expect(
            batch.entries() == [
                LogEntry(
                    epochMilliseconds: 5,
                    stream: .platform,
                    message: "(abc==) ERROR Validation error: no\rheaderName : Via"
                )
            ]
        )
    }
}
