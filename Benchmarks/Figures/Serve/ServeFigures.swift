import FoundationEssentials

/// What `brink serve` can do beside nginx, and what functions add to it.
enum ServeFigures {
    private static let brink = FileManager.default.currentDirectoryPath + "/.build/release/brink"
    private static let nginx = "/usr/sbin/nginx"
    private static let page = String(repeating: "A page of text at the edge.\n", count: 37)

    static func measure(_ report: inout Report) async throws {
        guard FileManager.default.isExecutableFile(atPath: LoadRun.program),
            FileManager.default.isExecutableFile(atPath: nginx)
        else {
            return report.note("serve is not measured: apt-get install wrk nginx-light")
        }
        try await measureHits(&report)
        try await measureFunctions(&report)
        try await ReloadFigures.measure(&report)
        try await LoadFigures.measure(&report)
    }

    // MARK: Hits

    /// A file of 1 KB that is in the cache, in turn from nginx with proxy_cache and from brink, with 32 connections.
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
                var ratios: [Double] = []
                for round in 0...9 {
                    let bare = try await LoadRun(
                        "http://127.0.0.1:\(nginxPort)/page.html",
                        connections: 32,
                        seconds: 3
                    )
                    let own = try await LoadRun(
                        "http://127.0.0.1:\(port)/page.html",
                        connections: 32,
                        seconds: 3
                    )
                    guard own.errors == 0 else { throw BenchError("\(own.errors) requests failed") }
                    // The first round is for both to get warm.
                    if round > 0 { ratios.append(own.requestsPerSecond / bare.requestsPerSecond) }
                }
                return ratios
            }
        }
        report.add(
            Figure(
                "serve.hit",
                "requests a second, hits without functions",
                ratioTo: "nginx proxy_cache",
                ratios,
                better: .higherIsBetter,
                target: Target("median at least 0.5") { $0.median >= 0.5 }
            )
        )
    }

    // MARK: Functions

    /// A hit with a function in JavaScript before the cache and one in Python behind it, beside one without, in turn, with
    /// one connection.
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
                var extra: [Double] = []
                for round in 0...9 {
                    let bare = try await LoadRun(
                        "http://127.0.0.1:\(plainPort)/page.html",
                        connections: 1,
                        seconds: 3
                    )
                    let own = try await LoadRun(
                        "http://127.0.0.1:\(port)/page.html",
                        connections: 1,
                        seconds: 3
                    )
                    guard own.errors == 0 else { throw BenchError("\(own.errors) requests failed") }
                    if round > 0 { extra.append(own.median - bare.median) }
                }
                return extra
            }
        }
        report.add(
            Figure(
                "serve.functions",
                "a hit with JavaScript and Python, more than without at p50",
                unit: "us",
                extra,
                target: Target("median at most 120") { $0.median <= 120 }
            )
        )
    }

    // MARK: What is served

    /// Serves the manifest of a folder as long as `body` runs.
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
