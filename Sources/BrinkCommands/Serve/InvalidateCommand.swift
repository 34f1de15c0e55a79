import ArgumentParser
import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// `brink invalidate`: takes objects out of the cache of a running `brink serve`.
struct InvalidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invalidate",
        abstract: "Take objects out of the cache of a running brink serve.",
        discussion: "Example: brink invalidate '/images/*' /index.html"
    )

    @Argument(help: ArgumentHelp("Paths, in which * stands for anything.", valueName: "PATH"))
    var paths: [String]

    @Option(help: ArgumentHelp("The port of the page of brink serve.", valueName: "PORT"))
    var pagePort = 8081

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(pagePort)/_brink/api/invalidations")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Brink-Request", value: "1")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(["paths": paths])))
        verbosity.note("asking \(request.url)")
        let answer: Answer
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            let body = try await response.body.collect(upTo: 1 << 20)
            answer = try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        } catch {
            throw ValidationMessage(
                "nothing answers on port \(pagePort); expected a running brink serve, whose --page-port that is"
            )
        }
        guard let count = answer.invalidated else {
            throw ValidationMessage(answer.error ?? "the server gave no answer that is known")
        }
        StandardStream.output.write(
            line: "\(count) \(count == 1 ? "object" : "objects") taken out of the cache"
        )
    }

    private struct Answer: Decodable {
        let invalidated: Int?
        let error: String?
    }
}
