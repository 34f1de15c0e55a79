import FoundationEssentials
import FunctionLogs
import Invocations
import Subprocess
import SystemPackage
import Testing

/// `brink logs`: log entries as text and as JSON.
@Suite struct LogsCommandTests {
    /// An entry as the program prints it with `--json`.
    private struct Line: Decodable {
        let timestamp: String
        let region: String
        let logGroup: String
        let logStream: String
        let requestId: String?
        let stream: String
        let message: String
    }

    @Test func `entries are shown in the order of their times, with their regions`() async throws {
        try await withLogs { folder in
            let run = try await logs(in: folder, "auth")

            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
            #expect(
                run.output.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "TIME") == """
                    TIME  us-east-1       START RequestId: 1
                    TIME  us-east-1       from Virginia
                    TIME  eu-central-1    from Frankfurt
                    second line
                    TIME  us-east-1       oops

                    """
            )
        }
    }

    @Test func `--json prints one object per entry`() async throws {
        try await withLogs { folder in
            let run = try await logs(in: folder, "auth", "--json")
            let lines = try run.outputLines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }

            #expect(run.status == 0)
            #expect(lines.map(\.stream) == ["platform", "stdout", "stdout", "stderr"])
            #expect(lines.map(\.requestId) == ["1", "1", nil, "1"])
            #expect(lines.map(\.region) == ["us-east-1", "us-east-1", "eu-central-1", "us-east-1"])
            #expect(lines[2].message == "from Frankfurt\rsecond line")
            #expect(lines.allSatisfy { $0.logGroup == "/aws/lambda/us-east-1.auth" && !$0.logStream.isEmpty })
        }
    }

    @Test(arguments: [
        (["auth", "--region", "eu-central-1"], ["from Frankfurt"]),
        (
            ["auth", "--region", "eu-central-1", "--region", "us-east-1", "--limit", "2"],
            ["from Frankfurt", "oops"]
        ),
        (["auth", "--region", "sa-east-1"], []), (["auth", "--limit", "1"], ["oops"]),
        (["auth", "--limit", "9223372036854775807", "--since", "1s"], []),
        (["auth", "--since", "1h"], ["oops"]), (["/aws/lambda/us-east-1.cookies"], ["baked"]),
        (["/aws/cloudfront/LambdaEdge/E1"], ["(id) ERROR Validation error: no"]),
    ])
    func `entries are selected by region, age, number and group`(arguments: [String], expected: [String])
        async throws
    {
        try await withLogs { folder in
            let run = try await logs(in: folder, arguments + ["--json"])
            let lines = try run.outputLines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }

            #expect(run.status == 0, "\(run.errors)")
            #expect(lines.map { $0.message.prefix { $0 != "\r" } } == expected.map { $0[...] })
        }
    }

    @Test(arguments: [
        (["auht"], "did you mean auth?"), (["nothing"], "auth, cookies"), ([""], "auth, cookies"),
        (["/aws/lambda/us-east-1.auth2"], "no function or log group of this name"),
        (["/aws/lambda/auth"], "no function or log group of this name"),
        (["'; DROP TABLE logEvent; --"], "no function or log group of this name"),
        ([], "Missing expected argument"),
        (["auth", "--region", "eu-west-9"], "did you mean eu-west-1?"),
        (["auth", "--region", ""], "expected one of us-east-1"),
        (["auth", "--since", "10"], "'10' is invalid for '--since <AGE>': expected a number and a unit"),
        (["auth", "--since", "m"], "expected a number and a unit"),
        (["auth", "--since", ""], "expected a number and a unit"),
        (["auth", "--since", "1.5h"], "expected a number and a unit"),
        (["auth", "--since", "+5m"], "expected a number and a unit"),
        (["auth", "--since", "10 m"], "expected a number and a unit"),
        (["auth", "--since", "10w"], "expected a number and a unit"),
        (["auth", "--since", "36525001d"], "expected at most 36525000d"),
        (["auth", "--since", "9223372036854775807d"], "expected at most"),
        (["auth", "--since", "99999999999999999999s"], "expected a number and a unit"),
        (["auth", "--limit", "0"], "at least 1"), (["auth", "--limit=-1"], "at least 1"),
        (["auth", "--limit", "x"], "invalid"), (["auth", "--tail"], "--tail"), (["auth", "more"], "more"),
    ])
    func `bad input exits with 2 and one line`(arguments: [String], expected: String)
        async throws
    {
        try await withLogs { folder in
            let run = try await logs(in: folder, arguments)

            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errorLines.count == 1)
            #expect(run.errors.hasPrefix("brink: "))
            #expect(run.errors.contains(expected), "\(run.errors)")
        }
    }

    @Test func `the store is found beside the manifest, or by --store`() async throws {
        try await withLogs { folder in
            try Data().write(to: URL(filePath: "\(folder)/stacktape.yml"))
            let beside = try await brink("logs", "cookies", "--manifest", "\(folder)/stacktape.yml")
            let named = try await brink("logs", "cookies", "--store", "\(folder)/.brink/logs.sqlite")

            #expect([beside.status, named.status] == [0, 0])
            #expect(beside.output.hasSuffix("baked\n"))
            #expect(beside.output == named.output)
        }
    }

    @Test func `a missing or invalid store or manifest is named`() async throws {
        try await withFolder(["text": "hello", "stacktape.yml": "", "empty": ""]) { folder in
            let cases = [
                (["--store", "\(folder)/none"], "\(folder)/none: no such file"),
                (["--store", "\(folder)/empty"], "\(folder)/empty: no such file"),
                (["--store", "\(folder)/text"], "\(folder)/text: is not a database"),
                (["--store", folder], "is not a regular file"),
                (["--manifest", "\(folder)/stacktape.yml"], "\(folder)/.brink/logs.sqlite: no such file"),
                (["--manifest", "\(folder)/none.yml"], "none.yml: no such file"),
                (["--manifest", "a", "--store", "b"], "only one of them"),
            ]
            for (arguments, expected) in cases {
                let run = try await brink(["logs", "auth"] + arguments)

                #expect(run.status == 2)
                #expect(run.errorLines.count == 1)
                #expect(run.errors.contains(expected), "\(run.errors)")
            }
            #expect(try String(contentsOf: URL(filePath: "\(folder)/text"), encoding: .utf8) == "hello")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/.brink"))
        }
    }

    @Test func `--follow shows new entries until it is interrupted`() async throws {
        try await withLogs { folder in
            let file = "\(folder)/.brink/logs.sqlite"
            let result = try await Subprocess.run(
                .path(brinkProgram),
                arguments: ["logs", "cookies", "--store", file, "--follow", "--json"],
                input: .none,
                output: .sequence,
                error: .discarded
            ) { execution in
                var seen: [String] = []
                for try await line in execution.standardOutput.strings() {
                    let message = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).message
                    seen.append(message)
                    switch message {
                    case "baked": try await write(Self.batch("eaten", function: "cookies"), to: file)
                    default: try execution.send(signal: .interrupt)
                    }
                }
                return seen
            }

            #expect(result.closureResult == ["baked", "eaten"])
            #expect(result.terminationStatus == .exited(130))
        }
    }

    @Test func `output is colored only on a terminal`() async throws {
        try await withLogs { folder in
            let run = try await logs(in: folder, "auth")

            #expect(!run.output.contains("\u{1B}"))
        }
    }

    // MARK: A project with logs

    private func withLogs(_ body: (String) async throws -> Void) async throws {
        try await withFolder([:]) { folder in
            let file = "\(folder)/.brink/logs.sqlite"
            let frankfurt = try EdgeRegion(validating: "eu-central-1")
            try await write(
                Self.batch("START RequestId: 1", by: .platform, requestId: "1", age: 7_203_000),
                Self.batch("from Virginia", requestId: "1", age: 7_202_000),
                Self.batch("from Frankfurt\rsecond line", region: frankfurt, age: 7_201_000),
                Self.batch("oops", by: .stderr, requestId: "1", age: 10_000),
                Self.batch("baked", function: "cookies"),
                LogBatch.validationError(
                    "Validation error: no",
                    edgeRequestId: "id",
                    requestId: nil,
                    group: LogGroup(.distribution("E1"), in: frankfurt),
                    streamName: LogStreamName.make(
                        version: "1",
                        epochMilliseconds: WallClock.epochMilliseconds
                    ),
                    epochMilliseconds: WallClock.epochMilliseconds
                ),
                to: file
            )
            try await body(folder)
        }
    }

    private func write(_ batches: LogBatch..., to file: String) async throws {
        let store = try LogStore.open(file)
        let writer = LogWriter(to: store)
        for batch in batches { writer.append(batch) }
        await writer.close()
        try store.close()
    }

    private static func batch(
        _ message: String,
        by stream: LogEntry.Stream = .stdout,
        function: String = "auth",
        region: EdgeRegion = .usEast1,
        requestId: String? = nil,
        age: Int64 = 0
    ) -> LogBatch {
        let now = WallClock.epochMilliseconds
        return LogBatch(
            group: LogGroup(.function(function), in: region),
            streamName: LogStreamName.make(version: "1", epochMilliseconds: now),
            requestId: requestId,
            entries: [LogEntry(epochMilliseconds: now - age, stream: stream, message: message)]
        )
    }

    private func logs(in folder: String, _ arguments: String...) async throws -> ProgramRun {
        try await logs(in: folder, arguments)
    }

    private func logs(in folder: String, _ arguments: [String]) async throws -> ProgramRun {
        try await brink(["logs"] + arguments + ["--store", "\(folder)/.brink/logs.sqlite"])
    }
}
