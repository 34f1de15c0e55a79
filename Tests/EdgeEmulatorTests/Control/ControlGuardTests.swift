import EdgeEmulator
import Testing

/// The protection of the page's server against other machines and other pages.
@Suite struct ControlGuardTests {
    private static func withControl<Result: Sendable>(
        _ body: (Int, Edge) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { _ in
            .text("hello")
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin)
            return try await Served.control(edge) { port, _ in try await body(port, edge) }
        }
    }

    @Test(arguments: [
        "evil.example", "evil.example:8081", "localhost.evil.example", "notlocalhost",
        "127.0.0.1.evil.example",
        "localhost@evil.example", "evil.example#localhost", "1.2.3.4x", "evil.example:localhost", "",
    ])
    func `other host names are refused, on every path`(hostName: String) async throws {
        try await Self.withControl { port, _ in
            for path in ["/_brink/", "/_brink/api/status", "/_brink/api/requests", "/_brink/metrics"] {
                let answer = try await Wire(port).ask("GET \(path) HTTP/1.1\r\nHost: \(hostName)\r\n\r\n")

                #expect([400, 403].contains(answer.status), "\(path): \(answer)")
                #expect(!answer.body.contains("stacktape.yml"))
            }
        }
    }

    @Test func `a request without a host name is refused`() async throws {
        try await Self.withControl { port, _ in
            let answer = try await Wire(port).ask("GET /_brink/api/status HTTP/1.1\r\n\r\n")

            #expect([400, 403].contains(answer.status))
        }
    }

    @Test(arguments: [
        "localhost", "localhost:8081", "LOCALHOST", "site.localhost", "127.0.0.1", "127.0.0.1:1", "[::1]",
        "[::1]:8081", "192.168.1.7:8081",
    ])
    func `names of this machine and addresses are accepted`(hostName: String) async throws {
        try await Self.withControl { port, _ in
            let answer = try await Wire(port).ask(
                "GET /_brink/api/status HTTP/1.1\r\nHost: \(hostName)\r\n\r\n"
            )

            #expect(answer.status == 200, "\(answer)")
        }
    }

    @Test(arguments: [
        "/_brink/api/invalidations", "/_brink/api/requests/1/again",
        "/_brink/api/requests/1/stages/viewer-request/case",
    ])
    func `an order without its field is refused and has no effect`(path: String) async throws {
        try await Self.withControl { port, edge in
            _ = try await edge.get("/a")

            for field in ["", "Content-Type: application/json\r\n", "X-Brink-Request: 1\r\n"] {
                let answer = try await Wire(port).ask(
                    "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(field)Content-Length: 2\r\n\r\n{}"
                )
                #expect(answer.status == 403, "\(answer)")
            }
            #expect(edge.emulator.exchanges.exchanges().count == 1)
        }
    }

    @Test(arguments: ["/_brink/api/invalidations", "/_brink/api/requests/1/again"])
    func `GET gives no orders`(path: String) async throws {
        try await Self.withControl { port, edge in
            _ = try await edge.get("/a")

            let answer = try await Wire(port).ask(
                "GET \(path) HTTP/1.1\r\nHost: localhost\r\nBrink-Request: 1\r\n\r\n"
            )

            #expect([404, 405].contains(answer.status))
            #expect(edge.emulator.exchanges.exchanges().count == 1)
        }
    }

    @Test(arguments: [
        "/_brink/nothing.js", "/_brink/..", "/_brink/../../etc/passwd", "/_brink/%2e%2e%2fetc%2fpasswd",
        "/_brink/%2e%2e/index.html", "/_brink/index.html%00", "/_brink/.", "/etc/passwd",
        "/_brink//etc/passwd",
        "/_brink/elsewhere/main.js", "/_brink/files/nothing.js",
        "/_brink/api", "/_brink/api/nothing", "/_brink/INDEX.HTML", "/_brink/index.html/",
    ])
    func `files outside of the page are not found`(path: String) async throws {
        try await Self.withControl { port, _ in
            let answer = try await Wire(port).ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")

            // With a slash at its end it is the same file.
            #expect(answer.status == 404 || path == "/_brink/index.html/", "\(answer)")
            #expect(!answer.body.contains("root:"))
        }
    }

    @Test(arguments: ["/_brink/", "/_brink/index.html", "/_brink/api/status", "/_brink/metrics"])
    func `every response forbids content from elsewhere`(path: String) async throws {
        try await Self.withControl { port, _ in
            let answer = try await Wire(port).ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")

            #expect(answer.status == 200)
            let policy = try #require(answer["content-security-policy"])
            #expect(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"))
            #expect(answer["x-content-type-options"] == "nosniff")
            #expect(answer["access-control-allow-origin"] == nil)
        }
    }

    @Test func `browsers may keep files under the name of this build only`() async throws {
        try await Self.withControl { port, _ in
            let page = try await Wire(port).ask("GET /_brink/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let names = page.body.matches(of: /"(files-[0-9a-f]{16})\/([^"]+)"/).map {
                (String($0.1), String($0.2))
            }
            #expect(names.count > 3 && Set(names.map(\.0)).count == 1 && !page.body.contains("\"files/"))
            #expect(page["cache-control"] == "no-cache")
            let folder = try #require(names.first).0
            let files =
                names.map { ("\($0)/\($1)", "max-age=31536000, immutable") } + [
                    ("\(folder)/controls.js", "max-age=31536000, immutable"), ("files-0/main.js", "no-cache"),
                    ("files/main.js", "no-cache"), ("main.js", "no-cache"),
                ]
            for (path, control) in files {
                let file = try await Wire(port).ask(
                    "GET /_brink/\(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
                )
                #expect(file.status == 200 && file["cache-control"] == control, "\(path)")
            }
        }
    }

    @Test func `errors have the policy too`() async throws {
        try await Self.withControl { port, _ in
            let answer = try await Wire(port).ask("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")

            #expect(answer.status == 404 && answer["content-security-policy"] != nil)
        }
    }

    @Test func `the root redirects to the page`() async throws {
        try await Self.withControl { port, _ in
            let answer = try await Wire(port).ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

            #expect(answer.status == 302 && answer["location"] == "/_brink/")
        }
    }
}
