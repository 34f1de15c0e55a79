import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

/// HTTPS on localhost, over HTTP/1.1 and HTTP/2, with curl.
@Suite struct TLSTests {
    private static func withServer<Result: Sendable>(
        functions: [EventType: String] = [:],
        _ body: (_ port: Int, _ pem: String, Edge, ScriptedOrigin) async throws -> Result
    ) async throws -> Result {
        try await ScriptedOrigin.run { seen in
            .text("\(seen.method) \(seen.target) \(seen.body)", [.cacheControl: "no-store"])
        } _: { (origin: ScriptedOrigin) async throws in
            let edge = Edge(origin, ["see": { _ in .request { _ in } }], functions: functions)
            let certificate = try await LocalCertificate(names: ["shop.example", "site.localhost"])
            return try await withFolder(["ca.pem": certificate.pem]) { folder in
                try await Served.edge(edge, { $0.tls = certificate.serverConfiguration }) { port, _ in
                    try await body(port, "\(folder)/ca.pem", edge, origin)
                }
            }
        }
    }

    @Test(arguments: [("--http1.1", "1.1", "1.1"), ("--http2", "2", "2.0")])
    func `HTTP 1.1 and HTTP 2 are spoken, and the exchange records which`(
        option: String,
        version: String,
        viewerVersion: String
    ) async throws {
        try await Self.withServer { port, pem, edge, _ in
            let run = try await Curl.run(
                option,
                "--cacert",
                pem,
                "--write-out",
                "|%{http_version}|%{http_code}",
                "https://localhost:\(port)/a"
            )

            #expect(run.output == "GET /a |\(version)|200", "\(run)")
            let exchange = try #require(edge.emulator.exchanges.exchange(1))
            #expect(exchange.request.viewer.httpVersion == viewerVersion)
            #expect(exchange.request.viewer.isSecure)
            #expect(exchange.request.fields[.hostField] == "localhost:\(port)")
        }
    }

    @Test(arguments: ["localhost", "site.localhost", "127.0.0.1", "shop.example"])
    func `the certificate is valid for this machine and for given names`(name: String) async throws {
        try await Self.withServer { port, pem, _, _ in
            let run = try await Curl.run(
                "--cacert",
                pem,
                "--resolve",
                "\(name):\(port):127.0.0.1",
                "https://\(name):\(port)/a"
            )

            #expect(run.output == "GET /a ", "\(run)")
        }
    }

    @Test(arguments: ["evil.example", "a.b.localhost", "127.0.0.2", "localhost.example"])
    func `the certificate is valid for no other name`(name: String) async throws {
        try await Self.withServer { port, pem, _, origin in
            let run = try await Curl.run(
                "--cacert",
                pem,
                "--resolve",
                "\(name):\(port):127.0.0.1",
                "https://\(name):\(port)/a"
            )

            #expect(run.status == 60, "\(run)")
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `a viewer does not trust the certificate by itself`() async throws {
        try await Self.withServer { port, _, _, origin in
            let run = try await Curl.run("https://localhost:\(port)/a")

            #expect(run.status == 60 && origin.requests.isEmpty)
        }
    }

    @Test(arguments: ["--tls-max 1.1", "--tls-max 1.0"])
    func `old versions of TLS are refused`(options: String) async throws {
        try await Self.withServer { port, pem, _, _ in
            let words = options.split(separator: " ").map(String.init)
            let run = try await Curl.run("--cacert", pem, words[0], words[1], "https://localhost:\(port)/a")

            #expect(run.status != 0 && run.output.isEmpty)
        }
    }

    @Test func `HTTP without TLS is refused on a port with TLS`() async throws {
        try await Self.withServer { port, _, _, origin in
            let rest = try await Wire(port).rest(after: "GET /a HTTP/1.1\r\nHost: site\r\n\r\n")

            #expect(!rest.hasPrefix("HTTP/1.1 2"))
            #expect(origin.requests.isEmpty)
        }
    }

    @Test func `cookies that HTTP 2 splits are joined again`() async throws {
        try await Self.withServer(functions: [.viewerRequest: "see"]) { port, pem, edge, _ in
            let run = try await Curl.run(
                "--http2",
                "--cacert",
                pem,
                "--header",
                "Cookie: a=1",
                "--header",
                "Cookie: b=2",
                "https://localhost:\(port)/a"
            )

            #expect(run.status == 0)
            let event = try #require(edge.backend.events.first)
            #expect(event.request.headers.filter { $0.name == "cookie" }.map(\.value) == ["a=1; b=2"])
        }
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `bodies go to the origin over TLS`(option: String) async throws {
        try await Self.withServer { port, pem, _, _ in
            let url = "https://localhost:\(port)/p"

            let known = try await Curl.run(option, "--cacert", pem, "--data", "hello", url)
            let chunked = try await Curl.run(
                option,
                "--cacert",
                pem,
                "--header",
                "Transfer-Encoding: chunked",
                "--data",
                "hello",
                url
            )

            #expect(known.output == "POST /p hello", "\(known)")
            #expect(chunked.output == "POST /p hello", "\(chunked)")
        }
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `a HEAD over TLS has no body`(option: String) async throws {
        try await Self.withServer { port, pem, _, _ in
            let url = "https://localhost:\(port)/p"
            let run = try await Curl.run(
                option,
                "--cacert",
                pem,
                "--head",
                url,
                "--next",
                option,
                "--cacert",
                pem,
                url
            )

            #expect(run.status == 0, "\(run)")
        }
    }

    @Test(arguments: ["ü.example", "", "a b", "a,IP:1.2.3.4", "a\n[req]", "$ENV::HOME", "a#b"])
    func `a name that cannot stand in a certificate is an error`(name: String) async {
        let error = await #expect(throws: LocalCertificateError.self) {
            try await LocalCertificate(names: [name])
        }

        #expect(error?.code == .badName)
    }

    @Test(arguments: [
        ("/nonexistent/openssl", LocalCertificateError.Code.toolMissing, "apt-get install openssl"),
        ("/bin/false", .toolFailed, "could not make"), ("/bin/true", .toolFailed, "printed no certificate"),
    ])
    func `a missing or failing openssl is an error of one line`(
        path: String,
        code: LocalCertificateError.Code,
        text: String
    ) async throws {
        let error = await #expect(throws: LocalCertificateError.self) {
            try await LocalCertificate(names: [], openssl: path)
        }

        #expect(error?.code == code)
        let line = try #require(error?.description)
        #expect(line.contains(path) && line.contains(text) && !line.contains("\n"))
    }

    @Test func `the PEM text has no key, and no certificate is made twice`() async throws {
        let certificate = try await LocalCertificate()

        #expect(certificate.pem.hasPrefix("-----BEGIN CERTIFICATE-----"))
        #expect(!certificate.pem.contains("PRIVATE"))
        #expect(try await LocalCertificate().pem != certificate.pem)
    }
}
