import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing

/// How `brink serve` begins, what it listens to, and how it ends.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ServeLifeTests {
    /// A function that says that it has begun, and answers once it may.
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
    func `a signal ends it once what is open is answered, and nothing new is taken`(
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

    @Test func `a second Ctrl-C does not wait for what is open`() async throws {
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

    @Test func `connections that say nothing, and the page's events, do not keep it from ending`()
        async throws
    {
        try await withFolder(Self.files) { folder in
            let options = ["--idle-timeout", "3600"]
            let status = try await withServedSite(in: folder, options) { (site: ServedSite) async throws in
                // Holds connections that never end by themselves, and says that it has them.
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

    @Test func `hang-ups while it serves leave nothing unanswered, and a broken manifest changes nothing`()
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
                try await site.isTold("stacktape.yml:2:9: ")
                try await site.isTold("the last good manifest goes on being served")
                #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))

                try site.save("stacktape.yml", siteManifest())
                site.send(SIGHUP)
                try await site.waits(forStatus: #""name":"slow""#, isThere: false)
                #expect(try await site.get("/slow").hasPrefix("HTTP/1.1 404 "))
            }
            #expect(status == 0)
        }
    }

    // MARK: Where it listens

    @Test func `it listens to one address of this machine and to no other`() async throws {
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

    @Test func `the page stays on this machine where the site does not`() async throws {
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

    @Test func `the page is nobody's who comes by another name or from another site`() async throws {
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

    @Test func `a port that is taken, the site's or the page's, is one line and status 2`() async throws {
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
                    #expect(second.status == 2 && second.errors.contains("a port is in use already"))
                    // What it did before that, it has told.
                    let told = [" is served at ", "see what happens at ", " was loaded in "]
                    let lines = second.errorLines.filter { line in !told.contains { line.contains($0) } }
                    #expect(lines.count == 1, "\(second.errors)")
                }
                #expect(try await site.get("/a.txt").hasSuffix("\r\n\r\na"))
            }
        }
    }

    // MARK: What it leaves behind

    @Test func `all that it leaves behind is its owner's alone, while it runs and after that`() async throws {
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

    @Test func `one that was killed leaves nothing that the next one minds`() async throws {
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

    /// What stands where logs would be kept, and the shell's way there.
    static let obstacles = [
        "echo > .brink", "mkdir .brink; echo no database of anything > .brink/logs.sqlite",
        "mkdir -p .brink/logs.sqlite",
    ]

    @Test(arguments: obstacles)
    func `a place for logs that cannot be used is one line and status 2`(script: String) async throws {
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
        Issue.record("new connections are taken still")
    }

    /// The addresses of the machine's network interfaces, of the older protocol.
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
            // One that has gone meanwhile is nobody's.
            if unsafe stat("\(folder)/.brink/\(name)", &status) == 0 { modes[name] = status.st_mode & 0o777 }
        }
        return modes
    }
}
