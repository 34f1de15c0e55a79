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

    @Option(
        help: ArgumentHelp("The port of the page of brink serve.", valueName: "PORT"),
        transform: wholeNumber(in: 1...65535)
    )
    var pagePort = 8081

    @OptionGroup var verbosity: Verbosity

    func run() async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(pagePort)/_brink/api/invalidations")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Brink-Request", value: "1")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(["paths": paths])))
        verbosity.note("asking \(request.url)")
        let body: ByteBuffer
        do {
            body = try await Self.answer(to: request)
        } catch {
            throw unreachable("nothing answers")
        }
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        guard let answer, answer.invalidated != nil || answer.error != nil else {
            throw unreachable("another server answers")
        }
        guard let count = answer.invalidated else { throw ValidationMessage(answer.error ?? "") }
        StandardStream.output.write(
            line: "\(count) \(count == 1 ? "object" : "objects") taken out of the cache"
        )
    }

    private static func answer(to request: HTTPClientRequest) async throws -> ByteBuffer {
        var configuration = HTTPClient.Configuration()
        // What does not listen now is not waited for.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            let body = try await response.body.collect(upTo: 1 << 20)
            try await client.shutdown()
            return body
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func unreachable(_ what: String) -> ValidationMessage {
        ValidationMessage(
            "\(what) on port \(pagePort); expected a running brink serve, whose --page-port that is"
        )
    }

    private struct Answer: Decodable {
        let invalidated: Int?
        let error: String?
    }
}
