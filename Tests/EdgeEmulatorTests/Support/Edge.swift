import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import HandlerRuntime
import NIOCore
import Synchronization

/// An emulator in front of a scripted origin.
struct Edge {
    let emulator: EmulatedEdge
    let backend: ScriptedBackend

    /// Takes one that was made already.
    init(emulator: EmulatedEdge, backend: ScriptedBackend) {
        self.emulator = emulator
        self.backend = backend
    }

    /// Makes one with a distribution whose origin is a server on this machine.
    init(
        _ origin: ScriptedOrigin,
        _ acts: [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = [:],
        functions: [EventType: String] = [:],
        settings: EmulatedEdge.Settings = .init(),
        _ change: (inout Distribution) -> Void = { _ in }
    ) {
        self.init(at: Self.settings(for: origin), acts, functions: functions, settings: settings, change)
    }

    /// Makes one with a distribution of an origin.
    init(
        at origin: OriginSettings,
        _ acts: [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = [:],
        functions: [EventType: String] = [:],
        settings: EmulatedEdge.Settings = .init(),
        _ change: (inout Distribution) -> Void = { _ in }
    ) {
        var distribution = Distribution(name: "site", origin: origin)
        for (event, function) in functions { distribution.defaultBehavior.functions[event] = function }
        distribution.defaultBehavior.compresses = false
        change(&distribution)
        backend = ScriptedBackend(acts)
        emulator = EmulatedEdge(
            backend: backend,
            site: Site(distributions: [distribution]),
            settings: settings
        )
        Self.all.withLock { [emulator] in $0.append(emulator) }
    }

    /// An emulator has connections, and must not go before they are shut down: those of tests stay.
    private static let all = Mutex<[EmulatedEdge]>([])

    static func settings(for origin: ScriptedOrigin) -> OriginSettings {
        OriginSettings(
            .custom(CustomOrigin(domainName: "origin.example.com")),
            target: .server(OriginServer(isSecure: false, host: "127.0.0.1", port: origin.port))
        )
    }

    /// Sends a request as a viewer would, and reads the whole answer.
    func get(
        _ target: String,
        method: String = "GET",
        _ fields: HTTPFields = [:],
        body: EdgeBody? = nil,
        region: String? = nil,
        viewer: Viewer = Viewer()
    ) async throws -> Answer {
        var all: HTTPFields = [.hostField: "site.example.com"]
        all.append(contentsOf: fields)
        let request = ViewerRequest(
            method: method,
            target: target,
            fields: all,
            body: body,
            viewer: viewer,
            region: region
        )
        let response = await emulator.respond(to: request)
        return Answer(
            status: response.status,
            fields: response.fields,
            body: try await Self.text(of: response.body),
            exchange: response.exchange
        )
    }

    /// What a viewer sees.
    struct Answer {
        let status: Int
        let fields: HTTPFields
        let body: String
        let exchange: Int

        /// A header by its name.
        subscript(name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    }

    private static func text(of body: EdgeBody) async throws -> String {
        switch body {
        case .empty: return ""
        case .buffer(let buffer): return String(buffer: buffer)
        case .stream(let stream, _):
            var whole = ByteBuffer()
            for try await piece in stream { whole.writeImmutableBuffer(piece) }
            return String(buffer: whole)
        }
    }
}

extension HTTPField.Name {
    /// `Host`, which HTTPTypes itself has in another place.
    static let hostField = HTTPField.Name("Host") ?? .userAgent
}
