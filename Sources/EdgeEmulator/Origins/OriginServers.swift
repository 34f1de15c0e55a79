import AsyncHTTPClient
import CloudFrontEvents
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Sends requests to servers, with the origin's timeouts and CloudFront's retries.
final class OriginServers: Sendable {
    /// The settings that need separate clients.
    private struct Timeouts: Hashable {
        let read: Int
        let keepAlive: Int
    }

    /// The number of connection attempts, and the time for each (C:DownloadDistValuesOrigin).
    private static let attempts = 3
    private static let connectTimeout = TimeAmount.seconds(10)

    private let clients = Mutex<[Timeouts: HTTPClient]>([:])

    /// Shuts the clients down: `HTTPClient` traps if it is dropped while running.
    deinit {
        for client in clients.withLock({ $0.values }) { _ = client.shutdown() as EventLoopFuture<Void> }
    }

    /// Sends a request to a server.
    ///
    /// Failed connections are retried and, if the request has no body, those that end without a response.
    func ask(
        _ server: OriginServer,
        _ onward: OriginRequest,
        _ fields: HTTPFields
    ) async throws(EdgeFailure) -> OriginResponse {
        let client = client(for: onward.origin)
        var request = HTTPClientRequest(url: server.url + onward.origin.pathAtOrigin + onward.request.target)
        request.method = HTTPMethod(rawValue: onward.request.method)
        request.headers = HTTPHeaders(fields.lazy.map { ($0.name.rawName, $0.value) })
        if let body = onward.request.body { request.body = Self.body(body) }
        let deadline = onward.origin.completionTimeout.map { NIODeadline.now() + .seconds(Int64($0)) }
        let mayRepeat =
            onward.request.body == nil && ["GET", "HEAD", "OPTIONS"].contains(onward.request.method)
        var failure = EdgeFailure.unreachable("no attempt")
        for _ in 0..<Self.attempts {
            do {
                let response = try await client.execute(request, deadline: deadline ?? .distantFuture)
                return Self.response(response)
            } catch var failure as EdgeFailure {
                failure.reason = "the viewer's body failed"
                throw failure
            } catch let error as HTTPClientError where error == .connectTimeout {
                failure = .tooLate("no connection within 10 s")
            } catch let error as HTTPClientError where error == .readTimeout || error == .deadlineExceeded {
                throw .tooLate("no response within \(onward.origin.readTimeout) s")
            } catch {
                failure = .unreachable(Self.reason(error))
                guard mayRepeat || error.isConnectionFailure, !Task.isCancelled else { throw failure }
            }
        }
        throw failure
    }

    func shutDown() async {
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in all {
            do { try await client.shutdown() } catch { continue }
        }
    }

    private func client(for origin: Origin) -> HTTPClient {
        let timeouts = Timeouts(read: origin.readTimeout, keepAlive: origin.keepAliveTimeout)
        return clients.withLock { clients in
            if let client = clients[timeouts] { return client }
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.httpVersion = .http1Only
            configuration.timeout = .init(connect: Self.connectTimeout, read: .seconds(Int64(timeouts.read)))
            configuration.connectionPool = .init(idleTimeout: .seconds(Int64(timeouts.keepAlive)))
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.http1_1ConnectionDebugInitializer = { OriginStatusHandler.add(to: $0) }
            let client = HTTPClient(
                eventLoopGroup: .singletonMultiThreadedEventLoopGroup,
                configuration: configuration
            )
            clients[timeouts] = client
            return client
        }
    }

    private static func body(_ body: EdgeBody) -> HTTPClientRequest.Body? {
        switch body {
        case .empty: nil
        case .buffer(let buffer): .bytes(buffer)
        case .stream(let stream, let length): Self.body(stream, length)
        }
    }

    private static func body(
        _ stream: some AsyncSequence<ByteBuffer, any Error> & Sendable,
        _ length: Int?
    ) -> HTTPClientRequest.Body {
        .stream(stream, length: length.map { .known(Int64($0)) } ?? .unknown)
    }

    private static func response(_ response: HTTPClientResponse) -> OriginResponse {
        var fields = HTTPFields()
        fields.reserveCapacity(response.headers.count)
        for (name, value) in response.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let length = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        let hasBody = length != 0 && response.status.mayHaveResponseBody
        return OriginResponse(
            status: Int(response.status.code),
            reason: response.status.reasonPhrase,
            fields: fields,
            body: hasBody ? .stream(response.body, length: length) : .empty
        )
    }

    /// Returns the first line of an error's description.
    private static func reason(_ error: any Error) -> String {
        "\(error)".split(separator: "\n").first.map(String.init) ?? "no connection"
    }
}

extension Error {
    /// True if it happened before anything was sent.
    fileprivate var isConnectionFailure: Bool {
        self is NIOConnectionError || (self as? IOError)?.errnoCode == ECONNREFUSED
    }
}
