import FoundationEssentials

/// The throughput of `brink serve` compared with nginx, and the latency that functions add.
enum ServeFigures {
    private static let brink = FileManager.default.currentDirectoryPath + "/.build/release/brink"
    private static let nginx = "/usr/sbin/nginx"
    private static let page = String(repeating: "A page of text at the edge.\n", count: 37)

    static func measure(_ report: inout Report) async throws {
        guard FileManager.default.isExecutableFile(atPath: LoadRun.program),
            FileManager.default.isExecutableFile(atPath: nginx)
        else {
            return report.note("serve is not measured: run `apt-get install wrk nginx-light`")
        }
        try await measureHits(&report)
        try await measureFunctions(&report)
        try await ReloadFigures.measure(&report)
        try await LoadFigures.measure(&report)
    }

    // MARK: Hits

    /// Serves a cached file of 1 KB, in turn from nginx with proxy_cache and from brink, on 32 connections.
    private static func measureHits(_ report: inout Report) async throws {
        let folder = try WorkFolder([
            "www/page.html": page, "nginx.conf": nginxConfiguration, "stacktape.yml": manifest(functions: ""),
        ])
        defer { folder.remove() }
        let ratios = try await Server.run(
            nginx,
            ["-p", folder.path, "-c", "nginx.conf", "-e", "nginx-errors.log"],
            in: folder,
            port: { _ in nginxPort }
        ) { nginxPort, _ in
            try await serve(folder) { port, _ in
                try await compare(port, with: nginxPort, connections: 32) {
                    $0.requestsPerSecond / $1.requestsPerSecond
                }
            }
        }
        report.add(
            Figure(
                "serve.hit",
                "requests a second, hits without functions",
                ratioTo: "nginx proxy_cache",
                ratios,
                better: .higherIsBetter,
                target: .median(atLeast: 0.5)
            )
        )
    }

    // MARK: Functions

    /// Compares hits with a JavaScript function before the cache and a Python function behind it with hits without
    /// functions, in turn, on one connection.
    private static func measureFunctions(_ report: inout Report) async throws {
        let plain = try WorkFolder(["www/page.html": page, "stacktape.yml": manifest(functions: "")])
        let withFunctions = try WorkFolder([
            "www/page.html": page,
            "request.js": """
            exports.handler = async (event) => {
              const request = event.Records[0].cf.request;
              request.headers['x-seen'] = [{ key: 'X-Seen', value: '1' }];
              return request;
            };
            """,
            "response.py": """
            def handler(event, context):
                response = event["Records"][0]["cf"]["response"]
                response["headers"]["x-served"] = [{"key": "X-Served", "value": "1"}]
                return response
            """,
            "stacktape.yml": manifest(functions: functions),
        ])
        defer {
            plain.remove()
            withFunctions.remove()
        }
        let extra = try await serve(plain) { plainPort, _ in
            try await serve(withFunctions) { port, _ in
                try await compare(port, with: plainPort, connections: 1) { $0.median - $1.median }
            }
        }
        report.add(
            Figure(
                "serve.functions",
                "added by JavaScript and Python to a hit at p50",
                unit: "us",
                extra,
                target: .median(atMost: 120)
            )
        )
    }

    /// Loads two servers in turn, and compares each pair of runs but the first, which warms both up.
    private static func compare(
        _ port: Int,
        with yardstick: Int,
        connections: Int,
        _ value: (_ own: LoadRun, _ bare: LoadRun) -> Double
    ) async throws -> [Double] {
        func load(_ port: Int) async throws -> LoadRun {
            try await LoadRun("http://127.0.0.1:\(port)/page.html", connections: connections, seconds: 3)
        }
        var values: [Double] = []
        for _ in 0...9 {
            let bare = try await load(yardstick)
            let own = try await load(port)
            guard own.errors == 0 else { throw BenchError("\(own.errors) requests failed") }
            values.append(value(own, bare))
        }
        return Array(values.dropFirst())
    }

    // MARK: Servers

    /// Serves the manifest of a folder while `body` runs.
    static func serve<Result: Sendable>(
        _ folder: WorkFolder,
        _ options: [String] = [],
        _ body: @escaping @Sendable (_ port: Int, _ process: Int32) async throws -> Result
    ) async throws -> Result {
        try await Server.run(
            brink,
            ["serve", "--port", "0", "--page-port", "0", "--requests", "none"] + options,
            in: folder,
            port: Server.portOfSite,
            body
        )
    }

    private static func manifest(functions: String) -> String {
        """
        resources:
          site:
            type: bucket
            properties:
              directoryUpload: { directoryPath: www, headersPreset: static-website }
              cdn:
                enabled: true
                cachingOptions: { disableCompression: true }
        \(functions)
        """
    }

    private static let functions = """
                edgeFunctions: { onRequest: requestFunction, onResponse: responseFunction }
          requestFunction:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: request.js } }
          responseFunction:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: response.py } }
        """

    private static let nginxPort = 18_090

    private static let nginxConfiguration = """
        worker_processes auto;
        daemon off;
        pid nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          keepalive_requests 1000000000;
          proxy_cache_path cache keys_zone=edge:10m;
          types { text/html html; }
          server { listen 127.0.0.1:\(nginxPort + 1); root www; }
          server {
            listen 127.0.0.1:\(nginxPort);
            location / {
              proxy_pass http://127.0.0.1:\(nginxPort + 1);
              proxy_cache edge;
              proxy_cache_valid 200 1h;
            }
          }
        }
        """
}
