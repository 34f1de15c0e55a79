import FoundationEssentials
import Testing

/// Functions in both languages, at all four events.
@Suite(.serialized) struct ServeFunctionsTests {
    /// The four events: the manifest's keys and the platform's names.
    static let events = [
        ("onRequest", "viewer-request"), ("onOriginRequest", "origin-request"),
        ("onOriginResponse", "origin-response"), ("onResponse", "viewer-response"),
    ]

    static let javaScript = """
        exports.handler = async (event) => {
          const { config, request, response } = event.Records[0].cf;
          console.log('at', config.eventType);
          if (!response) {
            request.uri = request.uri.replace(config.eventType, 'page');
            return request;
          }
          response.headers['x-' + config.eventType] = [{ value: 'JavaScript' }];
          return response;
        };
        """

    static let python = """
        def handler(event, context):
            cf = event["Records"][0]["cf"]
            kind = cf["config"]["eventType"]
            print("at", kind)
            if "response" not in cf:
                cf["request"]["uri"] = cf["request"]["uri"].replace(kind, "page")
                return cf["request"]
            cf["response"]["headers"]["x-" + kind] = [{"value": "Python"}]
            return cf["response"]
        """

    /// Entry files by event, so that each language runs before and behind the cache.
    static let castings = [["a.js", "b.py", "c.js", "d.py"], ["a.py", "b.js", "c.py", "d.js"]]

    @Test(arguments: castings)
    func `each event runs its function, and a hit only the viewer events'`(files: [String]) async throws {
        let names = Self.events.map { "at\($0.1.filter { $0 != "-" })" }
        var project = [
            "public/page.html": "the page",
            "stacktape.yml": siteManifest(
                Dictionary(uniqueKeysWithValues: zip(Self.events.map(\.0), names)),
                functions: Dictionary(uniqueKeysWithValues: zip(names, files))
            ),
        ]
        for file in files { project[file] = file.hasSuffix(".js") ? Self.javaScript : Self.python }
        try await withFolder(project) { folder in
            try await withServedSite(in: folder, ["--requests", "json"]) { (site: ServedSite) async throws in
                let miss = try await site.get("/viewer-request.html")
                let language = { (file: String) in file.hasSuffix(".js") ? "JavaScript" : "Python" }
                #expect(miss.hasPrefix("HTTP/1.1 200") && miss.hasSuffix("the page"))
                #expect(header("X-Origin-Response", of: miss) == language(files[2]))
                #expect(header("X-Viewer-Response", of: miss) == language(files[3]))

                let hit = try await site.get("/page.html")
                #expect(header("X-Cache", of: hit) == "Hit from cloudfront")
                #expect(header("X-Origin-Response", of: hit) == language(files[2]))

                // onRequest changes the cache key; onOriginRequest changes only the request to the origin.
                let rewritten = try await site.get("/origin-request.html")
                #expect(rewritten.hasSuffix("the page"))
                #expect(header("X-Cache", of: rewritten) == "Miss from cloudfront")

                try await site.until("three requests were printed") {
                    site.requestLog.split(separator: "\n").count == 3
                }
                let lines = site.requestLog.split(separator: "\n").map(String.init)
                for (event, ran) in zip(Self.events, [true, false, false, true]) {
                    #expect(lines[0].contains("\"event\":\"\(event.1)\""))
                    #expect(lines[1].contains("\"event\":\"\(event.1)\"") == ran)
                }
            }
            for (event, name) in zip(Self.events, names) {
                let log = try await brink("logs", name, "--manifest", "\(folder)/stacktape.yml")
                #expect(log.status == 0 && log.output.contains("at \(event.1)"), "\(log.errors)")
            }
        }
    }

    /// Mistakes of a handler in both languages, and the viewer's response, which is the same at every event.
    static let mistakes: [(name: String, javaScript: String, python: String, status: Int, cache: String)] = [
        ("nothing", "return null", "return None", 502, "LambdaValidationError"),
        ("text", "return 'x'", "return 'x'", 502, "LambdaValidationError"),
        ("list", "return []", "return []", 502, "LambdaValidationError"),
        (
            "badly", "return { status: 'abc', headers: 1, uri: 1 }",
            "return {'status': 'abc', 'headers': 1, 'uri': 1}",
            502, "LambdaValidationError"
        ),
        (
            "throw", "throw new TypeError('a secret reason')", "raise TypeError('a secret reason')", 503,
            "LambdaExecutionError"
        ),
        ("exit", "process.exit(0)", "__import__('os')._exit(0)", 503, "LambdaExecutionError"),
        ("loop", "for (;;) {}", "while True: pass", 503, "LambdaExecutionError"),
        (
            "wait", "await new Promise(() => setInterval(() => {}, 1000))",
            "__import__('threading').Event().wait()",
            503, "LambdaExecutionError"
        ),
    ]

    @Test(arguments: events, ["wrong.js", "wrong.py"])
    func `a function's mistake gives CloudFront's page, and the next request is served`(
        event: (key: String, name: String),
        file: String
    ) async throws {
        let source: String
        if file.hasSuffix(".js") {
            let cases = Self.mistakes.map { "if (uri === '/\($0.name)') { \($0.javaScript); }" }
            source = """
                exports.handler = async (event) => {
                  const cf = event.Records[0].cf;
                  const uri = cf.request.uri;
                  \(cases.joined(separator: "\n  "))
                  return cf.response ?? cf.request;
                };
                """
        } else {
            let cases = Self.mistakes.map { "if uri == '/\($0.name)':\n        \($0.python)" }
            source = """
                def handler(event, context):
                    cf = event["Records"][0]["cf"]
                    uri = cf["request"]["uri"]
                    \(cases.joined(separator: "\n    "))
                    return cf.get("response") or cf["request"]
                """
        }
        var project = [
            "stacktape.yml": siteManifest(
                [event.key: "wrong"],
                functions: ["wrong": file],
                settings: "timeout: 1"
            ),
            file: source, "public/fine": "fine",
        ]
        for mistake in Self.mistakes { project["public/\(mistake.name)"] = "never seen" }
        try await withFolder(project) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                // All at once: responses must not be mixed up, and endless handlers must not wait for each other.
                let answers = try await withThrowingTaskGroup { group in
                    for mistake in Self.mistakes {
                        group.addTask { (mistake.name, try await site.get("/\(mistake.name)")) }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                for mistake in Self.mistakes {
                    let answer = try #require(answers[mistake.name])
                    #expect(answer.hasPrefix("HTTP/1.1 \(mistake.status) "), "\(mistake.name)")
                    #expect(
                        header("X-Cache", of: answer) == "\(mistake.cache) from cloudfront",
                        "\(mistake.name)"
                    )
                    #expect(!answer.contains("never seen") && !answer.contains("a secret reason"))
                    #expect(answer.contains("<H1>\(mistake.status) ERROR</H1>"), "\(answer)")
                }
                #expect(try await site.get("/fine").hasSuffix("fine"))
            }
        }
    }

    @Test func `a function that exceeds its memory gives a 503, and the next request is served`() async throws
    {
        let files = [
            "stacktape.yml": siteManifest(
                ["onRequest": "big"],
                functions: ["big": "big.js"],
                settings: "timeout: 5"
            ),
            "public/fine": "fine",
            "big.js": """
            exports.handler = async (event) => {
              const request = event.Records[0].cf.request;
              if (request.uri === '/big') { const all = []; for (;;) all.push(new Array(100000).fill(all.length)); }
              return request;
            };
            """,
        ]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                let answer = try await site.get("/big")
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
                #expect(header("X-Cache", of: answer) == "LambdaExecutionError from cloudfront")
                #expect(try await site.get("/fine").hasSuffix("fine"))
            }
        }
    }

    @Test func `a response from onOriginRequest is cached, one from onRequest is not`() async throws {
        let source = { (what: String) in
            """
            let count = 0;
            exports.handler = async (event) => {
              const request = event.Records[0].cf.request;
              if (request.uri !== '/\(what)') return request;
              return { status: 200, headers: { 'cache-control': [{ value: 'max-age=60' }] }, body: `\(what) ${++count}` };
            };
            """
        }
        let files = [
            "stacktape.yml": siteManifest(
                ["onRequest": "early", "onOriginRequest": "late"],
                functions: ["early": "early.js", "late": "late.js"]
            ),
            "early.js": source("early"), "late.js": source("late"), "public/a": "a",
        ]
        try await withFolder(files) { folder in
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                #expect(try await site.get("/early").hasSuffix("early 1"))
                #expect(try await site.get("/early").hasSuffix("early 2"))
                #expect(try await site.get("/late").hasSuffix("late 1"))
                #expect(try await site.get("/late").hasSuffix("late 1"))
            }
        }
    }

    /// Entry files that cannot run, and a part of the error.
    static let unloadable: [(file: String, source: String?, error: String)] = [
        ("gone.js", nil, "gone.js"),
        ("syntax.ts", "export default async (event => {", "Runtime.UserCodeSyntaxError"),
        ("throws.js", "throw new Error('at the top')", "at the top"),
        ("nothing.js", "exports.other = 1;", "Runtime.HandlerNotFound"),
        ("number.js", "exports.handler = 3;", "handler"), ("gone.py", nil, "gone.py"),
        ("syntax.py", "def handler(event, context:", "Runtime.UserCodeSyntaxError"),
        ("imports.py", "import nowhere_at_all\ndef handler(event, context): pass", "nowhere_at_all"),
        ("nothing.py", "X = 1", "Runtime.HandlerNotFound"),
        ("exits.py", "import sys\nsys.exit(3)", "exit"),
    ]

    @Test(arguments: unloadable)
    func `a function that does not load is reported, and gives a 503 while other paths are served`(
        file: String,
        source: String?,
        error: String
    ) async throws {
        var files = [
            "stacktape.yml": siteManifest(
                functions: ["bad": file],
                cdn: [
                    "routeRewrites:", "  - path: /bad/*", "    edgeFunctions: { onRequest: bad }",
                    "    routeTo: { type: bucket, properties: { bucketName: site } }",
                ]
            ),
            "public/fine": "fine", "public/bad/a": "a",
        ]
        files[file] = source
        try await withFolder(files) { folder in
            // A manifest with missing files is refused at the start.
            guard source != nil else {
                let run = try await brinkServe(in: folder)
                #expect(
                    run.status == 2 && run.errorLines.count == 1 && run.errors.contains(error),
                    "\(run.errors)"
                )
                return
            }
            try await withServedSite(in: folder) { (site: ServedSite) async throws in
                try await site.reports("bad does not load: ")
                let line = try #require(site.errors.lines.first { $0.contains("bad does not load: ") })
                #expect(line.contains(error))
                #expect(!line.contains("last working version"))
                let answer = try await site.get("/bad/a")
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
                #expect(header("X-Cache", of: answer) == "LambdaExecutionError from cloudfront")
                #expect(try await site.get("/fine").hasSuffix("fine"))
                #expect(try await site.page("api/status").contains(#""state":"broken""#))
            }
        }
    }

    @Test func `a function that writes to low descriptors and closes them meets no client and no output`()
        async throws
    {
        let files = [
            "stacktape.yml": siteManifest(["onRequest": "numbers"], functions: ["numbers": "low_numbers.py"]),
            "public/a.txt": "a",
            "low_numbers.py": """
            import io
            def handler(event, context):
                for number in [1, *range(3, 61)]:
                    try:
                        with io.FileIO(number, 'w') as file: file.write(b'astray')
                    except OSError:
                        pass
                return event['Records'][0]['cf']['request']
            """,
        ]
        try await withFolder(files) { folder in
            let status = try await withServedSite(in: folder) { (site: ServedSite) async throws in
                for _ in 0..<10 {
                    let answer = try await site.get("/a.txt")
                    #expect(answer.hasPrefix("HTTP/1.1 200 ") && !answer.contains("astray"), "\(answer)")
                }
            }
            #expect(status == 0)
        }
    }
}
