import AsyncHTTPClient
import FoundationEssentials
import NIOCore

/// The time until a saved handler is live under `brink serve --watch`, and the memory left by 500 reloads.
enum ReloadFigures {
    private static let reloads = 250

    static func measure(_ report: inout Report) async throws {
        let folder = try WorkFolder([
            "www/page.html": "x", "stacktape.yml": manifest, "a.ts": typeScript(0), "b.py": python(0),
        ])
        defer { folder.remove() }
        let found = try await ServeFigures.serve(folder, ["--watch"]) { port, process in
            try await reload(folder, port, process)
        }
        for (language, milliseconds) in [("TypeScript", found.typeScript), ("Python", found.python)] {
            report.add(
                Figure(
                    "serve.reload.\(language.lowercased())",
                    "\(language) from its save to its first response",
                    unit: "ms",
                    milliseconds,
                    target: .median(atMost: 150)
                )
            )
        }
        report.add(
            Figure(
                "serve.reload.memory",
                "memory after \(2 * reloads) reloads",
                ratioTo: "after 50",
                [found.memory],
                target: .all(atMost: 1.05)
            )
        )
    }

    private struct Found: Sendable {
        var typeScript: [Double] = []
        var python: [Double] = []
        var memory = 0.0
    }

    /// Saves handlers repeatedly: one as editors do, the other with a plain write.
    private static func reload(_ folder: WorkFolder, _ port: Int, _ process: Int32) async throws -> Found {
        var found = Found()
        var early = 0
        for number in 1...reloads {
            found.typeScript.append(
                try await milliseconds(until: "http://127.0.0.1:\(port)/a", answers: number) {
                    try folder.replace("a.ts", with: typeScript(number))
                }
            )
            found.python.append(
                try await milliseconds(until: "http://127.0.0.1:\(port)/b", answers: number) {
                    try folder.write("b.py", python(number))
                }
            )
            if number == 25 { early = ProcessMemory.residentBytes(of: process) }
        }
        found.memory = Double(ProcessMemory.residentBytes(of: process)) / Double(early)
        return found
    }

    private static func milliseconds(
        until url: String,
        answers number: Int,
        after save: () throws -> Void
    ) async throws -> Double {
        let begin = ContinuousClock.now
        try save()
        while ContinuousClock.now - begin < .seconds(10) {
            let response = try await HTTPClient.shared.execute(
                HTTPClientRequest(url: url),
                timeout: .seconds(10)
            )
            let body = try await response.body.collect(upTo: 1 << 20)
            if String(buffer: body) == String(number) {
                return (ContinuousClock.now - begin) / .milliseconds(1)
            }
            // Requests without a pause would take the processor time that the reload needs.
            try await Task.sleep(for: .milliseconds(1))
        }
        throw BenchError("\(url) did not answer \(number) within 10 s")
    }

    private static func typeScript(_ number: Int) -> String {
        """
        export default async (event: any) => {
          const request = event.Records[0].cf.request;
          return request.uri === '/a' ? { status: '200', body: '\(number)' } : request;
        };
        """
    }

    private static func python(_ number: Int) -> String {
        """
        def handler(event, context):
            return {"status": "200", "headers": {"cache-control": [{"value": "no-store"}]}, "body": "\(number)"}
        """
    }

    private static let manifest = """
        resources:
          site:
            type: bucket
            properties:
              directoryUpload: { directoryPath: www }
              cdn: { enabled: true, edgeFunctions: { onRequest: first, onOriginRequest: second } }
          first:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
          second:
            type: edge-lambda-function
            properties:
              packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: b.py } }
        """
}
