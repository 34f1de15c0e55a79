import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing

/// The start of `brink serve`, its addresses, its end, and the files that it leaves.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ServeLifeTests {
    /// A function that creates a file when it starts, and answers once another file exists.
    static let files = [
        "stacktape.yml": siteManifest(
            ["onOriginRequest": "slow"],
            functions: ["slow": "slow.js"],
            settings: "timeout: 30"
        ),
        "public/a.txt": "a",
        "slow.js": """
        const fs = require('node:fs');
        exports.handler = async (event) => {
          const request = event.Records[0].cf.request;
          if (!request.uri.startsWith('/slow')) return request;
          fs.writeFileSync(__dirname + '/begun', '');
          while (!fs.existsSync(__dirname + '/gate')) await new Promise((resolve) => setTimeout(resolve, 2));
          return { status: '200', body: 'answered at last' };
        };
        """,
    ]

    @Test(arguments: [(SIGTERM, Int32(0)), (SIGINT, Int32(130))])
    func `a signal ends it after open requests, and new connections are refused`(
        signal: Int32,
        expected: Int32
    ) async throws {
        try await withFolder(Self.files) { folder in
            let status = try await withServedSite(in: folder) { (site: ServedSite) async throws in
                async let open = site.get("/slow")
                try await site.waits(forFile: "begun")
                site.send(signal)
                try await untilRefused(site)
                try site.save("gate", "")
                let answer = try await open
                #expect(
                    answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("answered at last"),
                    "\(answer)"
                )
            }
            #expect(status == expected)
        }
    }

    @Test func `a second Ctrl-C does not wait for open requests`() async throws {
        try await withFolder(Self.files) { folder in
            let status = try await withServedSite(in: folder) { (site: ServedSite) async throws in
                async let open = site.get("/slow")
                try await site.waits(forFile: "begun")
                site.send(SIGINT)
                try await untilRefused(site)
                site.send(SIGINT)
                #expect(try await open.isEmpty)
            }
            #expect(status == 130)
        }
    }

    @Test func `idle connections and the page's event stream do not delay the end`()
        async throws
    {
        try await withFolder(Self.files) { folder in
            let options = ["--idle-timeout", "3600"]
            let status = try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                // Holds connections that never end by themselves, and creates a file once it has them.
                let script = """
                    exec 3<>/dev/tcp/127.0.0.1/\(site.port) 4<>/dev/tcp/127.0.0.1/\(site.pagePort)
                    exec 5<>/dev/tcp/127.0.0.1/\(site.port) 6<>/dev/tcp/127.0.0.1/\(site.pagePort)
                    printf 'GET /a.txt HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' >&5
                    read line <&5
                    printf 'GET /_brink/api/events HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' >&6
                    read line <&6
                    echo > held
                    cat <&3
                    cat <&4
                    cat <&5
                    cat <&6
                    """
                async let holder = run("/bin/bash", ["-c", script], in: site.folder)
                try await site.waits(forFile: "held")
                site.send(SIGTERM)
                _ = try await holder
            }
            #expect(status == 0)
        }
    }

    @Test func `reloads on SIGHUP drop no request, and a broken manifest changes nothing`()
        async throws
    {
        try await withFolder(Self.files) { folder in
            let status = try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for _ in 1...20 {
                    site.send(SIGHUP)
                    #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))
                }
                try site.save("stacktape.yml", "resources:\n  site: 7\n")
                site.send(SIGHUP)
                try await site.reports("stacktape.yml:2:9: ")
                try await site.reports("still serving the last valid manifest")
                #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))

                try site.save("stacktape.yml", siteManifest())
                site.send(SIGHUP)
                try await site.waits(forStatus: #""name":"slow""#, isThere: false)
                #expect(try await site.get("/slow").hasPrefix("HTTP/1.1 404 "))
            }
            #expect(status == 0)
        }
    }

    // MARK: Addresses

    @Test func `it listens on one address only`() async throws {
        try await withFolder(Self.files) { folder in
            let others = ["127.0.0.2", "[::1]"] + (try await addresses())
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for address in others {
                    for port in [site.port, site.pagePort] {
                        let answer = try await site.curl(["-si", "http://\(address):\(port)/a.txt"])
                        #expect(answer.isEmpty, "\(address):\(port)")
                    }
                }
            }
        }
    }

    @Test func `--host does not expose the page`() async throws {
        try await withFolder(Self.files) { folder in
            let others = try await addresses()
            try await withServedSite(in: folder, ["--host", "0.0.0.0"]) { (site: ServedSite) async throws in
                for address in others {
                    let answer = try await site.curl(["-si", "http://\(address):\(site.port)/a.txt"])
                    #expect(answer.hasSuffix("\r\n\r\na"), "\(address)")
                    #expect(
                        try await site.curl(["-si", "http://\(address):\(site.pagePort)/_brink/"]).isEmpty
                    )
                }
                #expect(try await site.page("api/status").contains("\"addresses\":[\"http://localhost:"))
            }
        }
    }

    @Test func `the page refuses other host names and other sites' requests`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                #expect(try await site.page("api/status").contains(#""functions""#))
                for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"] {
                    let answer = try await site.page("api/status", "-i", "-H", "Host: \(host)")
                    #expect(answer.hasPrefix("HTTP/1.1 4") && !answer.contains(#""functions""#), "\(answer)")
                }
                _ = try await site.get("/a.txt")
                let order = ["-i", "-d", #"{"paths":["/*"]}"#, "-H", "Content-Type: application/json"]
                let answer = try await site.curl(
                    ["-s"] + order + ["http://127.0.0.1:\(site.pagePort)/_brink/api/invalidations"]
                )
                #expect(answer.hasPrefix("HTTP/1.1 403 "), "\(answer)")
                #expect(header("X-Cache", of: try await site.get("/a.txt")) == "Hit from cloudfront")
            }
        }
    }

    @Test func `a port in use, the site's or the page's, exits with 2 and one line`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for options in [
                    ["--port", "\(site.port)", "--page-port", "0"],
                    ["--port", "0", "--page-port", "\(site.pagePort)"],
                    ["--port", "\(site.pagePort)", "--page-port", "\(site.port)"],
                ] {
                    let second = try await brink(
                        ["serve", "--manifest", "\(folder)/stacktape.yml"] + options
                    )
                    #expect(second.status == 2 && second.errors.contains("is already in use"))
                    // Lines about earlier steps are expected too.
                    let steps = [" is served at ", "see what happens at ", " was loaded in "]
                    let lines = second.errorLines.filter { line in !steps.contains { line.contains($0) } }
                    #expect(lines.count == 1, "\(second.errors)")
                }
                #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))
            }
        }
    }

    // MARK: Files

    @Test func `its files are readable by their owner only, during the run and after`() async throws {
        try await withFolder(Self.files) { folder in
            try await withServedSite(in: folder, ["--tls"]) { (site: ServedSite) async throws in
                _ = try await site.curl(["-sk", "https://127.0.0.1:\(site.port)/a.txt"])
                for (name, mode) in try modes(in: folder) { #expect(mode == 0o600, "\(name)") }
            }
            let left = try modes(in: folder)
            #expect(left.keys.contains("localhost.pem") && left.keys.contains("logs.sqlite"))
            for (name, mode) in left { #expect(mode == 0o600, "\(name)") }
        }
    }

    @Test func `a killed run does not disturb the next one`() async throws {
        try await withFolder(Self.files) { folder in
            let killed = try await withServedSite(in: folder, endedBy: .kill) {
                (site: ServedSite) async throws in
                #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))
            }
            #expect(killed == -SIGKILL)
            let status = try await withServedSite(in: folder) { (site: ServedSite) async throws in
                #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))
            }
            #expect(status == 0)
            let logs = try await brink("logs", "slow", "--manifest", "\(folder)/stacktape.yml")
            #expect(logs.status == 0 && logs.output.contains("REPORT"), "\(logs)")
        }
    }

    /// Shell commands that put something else where the logs belong.
    static let obstacles = [
        "echo > .brink", "mkdir .brink; echo no database of anything > .brink/logs.sqlite",
        "mkdir -p .brink/logs.sqlite",
    ]

    @Test(arguments: obstacles)
    func `an unusable log store exits with 2 and one line`(script: String) async throws {
        try await withFolder(Self.files) { folder in
            _ = try await run("/bin/sh", ["-c", script], in: folder)
            let serve = try await brinkServe(in: folder)
            #expect(serve.status == 2 && serve.output.isEmpty)
            #expect(serve.errorLines.count == 1 && serve.errors.contains(".brink"), "\(serve.errors)")
        }
    }

    // MARK: Steps

    private func untilRefused(_ site: ServedSite) async throws {
        for _ in 1...500 where try await site.get("/a.txt").isEmpty { return }
        Issue.record("new connections are still accepted")
    }

    /// The IPv4 addresses of the machine's network interfaces.
    private func addresses() async throws -> [String] {
        let result = try await Subprocess.run(
            .path("/bin/hostname"),
            arguments: ["-I"],
            output: .string(limit: 4096),
            error: .discarded
        )
        let all = result.standardOutput.split(whereSeparator: \.isWhitespace).map(String.init)
        return all.filter { !$0.contains(":") }
    }

    /// The files of `.brink` and their permissions.
    private func modes(in folder: String) throws -> [String: mode_t] {
        var modes: [String: mode_t] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/.brink") {
            var status = stat()
            // A file may have been removed meanwhile.
            if unsafe stat("\(folder)/.brink/\(name)", &status) == 0 { modes[name] = status.st_mode & 0o777 }
        }
        return modes
    }
}
