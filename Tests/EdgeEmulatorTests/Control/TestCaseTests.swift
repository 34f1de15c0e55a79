import CloudFrontEvents
import EdgeEmulator
import FoundationEssentials
import HTTPTypes
import Invocations
import Testing

/// Saving the event and the result of a function.
@Suite struct TestCaseTests {
    private static let path = "requests/1/stages/viewer-request/case"

    /// Runs the page's server over a request that is full of secrets.
    private static func withCaseFolder<Result: Sendable>(
        _ target: String = "/a?token=s3cret&x=1&Access_Token=s3cret&code=s3cret",
        act: ScriptedBackend.Act = .request { _ in },
        _ body: (Control, _ folder: String, Edge) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            try await withFolder([:]) { folder in
                let edge = Edge(origin, ["see": { _ in act }], functions: [.viewerRequest: "see"])
                return try await Served.control(edge, caseFolder: "\(folder)/cases") { port, _ in
                    _ = try await edge.get(
                        target,
                        [
                            .authorization: "Bearer s3cret", .cookie: "session=s3cret",
                            .userAgent: "tests",
                        ]
                    )
                    return try await body(Control(port: port), "\(folder)/cases", edge)
                }
            }
        }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func permissions(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? Int)
            ?? (attributes[.posixPermissions] as? UInt).map { Int($0) }
    }

    @Test func `a case is two files that only the owner can read, without secrets`() async throws {
        try await Self.withCaseFolder { control, folder, _ in
            let answer = try await control.order(Self.path, "{\"name\":\"login_1.a-B\"}")

            let saved = try #require(try answer.json([String: String].self)["folder"])
            #expect(saved == "\(folder)/see/login_1.a-B")
            #expect(try Self.permissions(saved) == 0o700)
            for file in ["event.json", "expected.json"] {
                let text = try #require(Self.text("\(saved)/\(file)"))
                #expect(try Self.permissions("\(saved)/\(file)") == 0o600)
                #expect(!text.contains("s3cret"), "\(text)")
                #expect(text.contains("tests") && text.contains("x=1") && text.contains("REDACTED"))
            }
        }
    }

    @Test func `secrets are kept on request`() async throws {
        try await Self.withCaseFolder { control, folder, _ in
            _ = try await control.order(Self.path, "{\"name\":\"a\",\"keepSecrets\":true}")

            let event = try #require(Self.text("\(folder)/see/a/event.json"))
            #expect(event.contains("session=s3cret") && event.contains("Bearer s3cret"))
            #expect(event.contains("token=s3cret") && !event.contains("REDACTED"))
        }
    }

    @Test func `cookies that a function sets are secrets too`() async throws {
        let act = ScriptedBackend.Act.answer(
            """
            {"status":"200","headers":{"set-cookie":[{"key":"Set-Cookie","value":"a=s3cret"},\
            {"key":"Set-Cookie","value":"b=s3cret"}]},"body":"x"}
            """
        )
        try await Self.withCaseFolder(act: act) { control, folder, _ in
            let answer = try await control.order(Self.path, "{\"name\":\"a\"}")

            #expect(answer.status == 200, "\(answer)")
            let expected = try #require(Self.text("\(folder)/see/a/expected.json"))
            #expect(!expected.contains("s3cret") && expected.contains("REDACTED"))
        }
    }

    @Test(arguments: [
        "/a?tok%65n=s3cret", "/a?%74oken=s3cret&x=1", "/a?b=1&&password=s3cret=s3cret",
        "/a?X-Amz-Signature=s3cret",
        "/a?token=s3cret%26x", "/a?API_KEY=s3cret",
    ])
    func `secret parameters are recognized in every spelling`(target: String) async throws {
        try await Self.withCaseFolder(target) { control, folder, _ in
            _ = try await control.order(Self.path, "{\"name\":\"a\"}")

            let event = try #require(Self.text("\(folder)/see/a/event.json"))
            #expect(!event.contains("s3cret"), "\(event)")
        }
    }

    @Test func `a function that failed is expected to fail`() async throws {
        try await Self.withCaseFolder(act: .fail(.failed)) { control, folder, _ in
            _ = try await control.order(Self.path, "{\"name\":\"a\"}")

            let expected = try #require(Self.text("\(folder)/see/a/expected.json"))
            #expect(expected.contains("\"outcome\":\"failed\"") && expected.contains("scripted"))
        }
    }

    @Test func `an existing case is not overwritten`() async throws {
        try await Self.withCaseFolder { control, folder, _ in
            _ = try await control.order(Self.path, "{\"name\":\"a\"}")
            let before = Self.text("\(folder)/see/a/event.json")

            let answer = try await control.order(Self.path, "{\"name\":\"a\",\"keepSecrets\":true}")

            #expect(answer.status == 409)
            #expect(try answer.json([String: String].self)["error"]?.contains("choose another name") == true)
            #expect(Self.text("\(folder)/see/a/event.json") == before)
        }
    }

    @Test(arguments: [
        "", ".", "..", "../x", "a/b", "/a", "a\\\\b", "a b", "a\\u0000", "ü", ".hidden", "a\\n", "*", "a:b",
        "٣",
        String(repeating: "a", count: 81),
    ])
    func `an invalid name is refused, and nothing is written`(name: String) async throws {
        try await Self.withCaseFolder { control, folder, _ in
            let answer = try await control.order(Self.path, "{\"name\":\"\(name)\"}")

            #expect(answer.status == 400, "\(answer)")
            #expect(try answer.json([String: String].self)["error"]?.contains("expected") == true)
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test func `a name may have 80 characters`() async throws {
        try await Self.withCaseFolder { control, _, _ in
            let name = String(repeating: "a", count: 80)

            let answer = try await control.order(Self.path, "{\"name\":\"\(name)\"}")

            #expect(answer.status == 200)
        }
    }

    @Test(arguments: ["", "{", "{}", "{\"name\":1}", "[]", "{\"name\":\"a\",\"keepSecrets\":\"yes\"}"])
    func `invalid orders are refused`(body: String) async throws {
        try await Self.withCaseFolder { control, folder, _ in
            let answer = try await control.order(Self.path, body)

            #expect(answer.status == 400)
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test(arguments: ["origin-request", "viewer-response", "nothing", "..", "%2e%2e", "viewer-request%00"])
    func `stages that did not run are not found`(stage: String) async throws {
        try await Self.withCaseFolder { control, _, _ in
            let answer = try await control.order("requests/1/stages/\(stage)/case", "{\"name\":\"a\"}")

            #expect(answer.status == 404)
        }
    }

    @Test func `a folder that cannot be created is an error`() async throws {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["see": { _ in .request { _ in } }], functions: [.viewerRequest: "see"])
            try await Served.control(edge, caseFolder: "/dev/null/cases") { port, _ in
                _ = try await edge.get("/a")

                let answer = try await Control(port: port).order(Self.path, "{\"name\":\"a\"}")

                #expect(answer.status >= 400)
                #expect(
                    try answer.json([String: String].self)["error"]?.contains("cannot write") == true
                )
            }
        }
    }
}
