import CloudFrontEvents
import EdgeEmulator
import HTTPTypes

/// An emulator in front of a scripted origin.
struct Edge {
    let emulator: EmulatedEdge
    let backend: ScriptedBackend

    /// Wraps an emulator.
    init(emulator: EmulatedEdge, backend: ScriptedBackend) {
        self.emulator = emulator
        self.backend = backend
    }

    /// Creates an emulator whose distribution has a server on this machine as its origin.
    init(
        _ origin: ScriptedOrigin,
        _ acts: [String: @Sendable (CloudFrontEvent) -> ScriptedBackend.Act] = [:],
        functions: [EventType: String] = [:],
        settings: EmulatedEdge.Settings = .init(),
        _ change: (inout Distribution) -> Void = { _ in }
    ) {
        self.init(at: Self.settings(for: origin), acts, functions: functions, settings: settings, change)
    }

    /// Creates an emulator whose distribution has the given origin.
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
    }

    static func settings(for origin: ScriptedOrigin) -> OriginSettings {
        OriginSettings(
            .custom(CustomOrigin(domainName: "origin.example.com")),
            target: .server(OriginServer(isSecure: false, hostName: "127.0.0.1", port: origin.port))
        )
    }

    /// Sends a request as a viewer would, and reads the whole response.
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
            body: try await response.body.text(),
            exchange: response.exchange
        )
    }

    /// A response as the viewer sees it.
    struct Answer {
        let status: Int
        let fields: HTTPFields
        let body: String
        let exchange: Int

        /// A header by its name.
        subscript(name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    }
}

extension HTTPField.Name {
    /// `Host`, which HTTPTypes does not define.
    static let hostField = HTTPField.Name("Host") ?? .userAgent
}
