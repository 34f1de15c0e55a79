import CloudFrontEvents
import HTTPTypes
import HandlerRuntime
import NIOCore

/// One request's way through the edge: viewer-request, cache, origin-request, origin, origin-response, viewer-response.
///
/// Its steps are in the extensions: functions, the cache, the origin. What they have in common is here.
struct Passage {
    let edge: EmulatedEdge
    let site: Site
    let distribution: Distribution
    let region: EdgeRegion
    let requestId: String
    let context: ViewerContext
    /// The request, as the viewer-request function left it.
    var request: ViewerRequest
    private(set) var steps: [Exchange.Step] = []
    private let original: ViewerRequest
    private let began = EdgeClock.now
    private let beganAt = WallClock.epochMilliseconds
    private var keptBody: EdgeBody?

    init(_ request: ViewerRequest, through edge: EmulatedEdge, site: Site) {
        self.edge = edge
        self.site = site
        self.request = request
        distribution = site.distribution(for: request.fields[.hostName] ?? "") ?? .none
        region = request.region.flatMap { EdgeRegion($0) } ?? edge.settings.region
        requestId = edge.ids.next()
        context = ViewerContext(request, edge.settings)
        var bodiless = request
        bodiless.body = nil
        original = bodiless
    }

    /// Answers the request.
    mutating func run() async -> EdgeAnswer {
        do {
            let behavior = try checkedBehavior()
            limitBody()
            if let generated = try await viewerRequest(behavior) { return generated }
            var answer = try await answer(behavior)
            answer = try await errorPage(for: answer) ?? answer
            answer = delivered(answer)
            return try await viewerResponse(to: answer, behavior)
        } catch let failure as EdgeFailure {
            var answer = failure.response(requestId: requestId)
            answer.isErrorPage = true
            return answer
        } catch {
            // A viewer that went away while its body was read: nobody sees this.
            return EdgeFailure.badRequest.response(requestId: requestId)
        }
    }

    /// Takes note of the exchange, and adds what CloudFront adds to every answer.
    func finish(_ answer: EdgeAnswer) -> ViewerResponse {
        var fields = answer.fields
        if let age = answer.age { fields[.age] = String(age) }
        if !answer.isErrorPage || fields[.via] == nil {
            EdgeFields.appendVia(to: &fields, context.viaVersion)
        }
        fields[.xCache] = answer.cacheResult
        fields[.xAmzCfPop] = "\(region.airport)50-P1"
        fields[.xAmzCfId] = requestId
        let id = edge.exchanges.takeId()
        let exchange = Exchange(
            id: id,
            beganAt: beganAt,
            requestId: requestId,
            request: original,
            distribution: distribution.name,
            region: region,
            context: context,
            status: answer.status,
            responseFields: fields,
            cacheResult: answer.cacheResult,
            duration: EdgeClock.since(began),
            bodyLength: original.method == "HEAD" ? 0 : answer.body.length,
            steps: steps,
            keptBody: keptBody
        )
        edge.counters.note(exchange)
        edge.exchanges.add(exchange)
        return ViewerResponse(
            status: answer.status,
            reason: answer.reason,
            fields: fields,
            body: answer.body,
            exchange: id
        )
    }

    /// Takes note of a step that began at a moment and ends now.
    mutating func note(_ action: Exchange.Action, since start: EdgeClock.Instant) {
        steps.append(
            Exchange.Step(action: action, start: start - began, duration: EdgeClock.since(start))
        )
    }

    /// Keeps the beginning of the body, to send the request again.
    mutating func keep(_ body: EdgeBody) {
        keptBody = body
    }

    // MARK: What is let in

    func checkedBehavior() throws(EdgeFailure) -> Behavior {
        guard !site.distributions.isEmpty else { throw .noDistribution }
        let hosts = request.fields[values: .hostName]
        guard request.path.utf8.first == UInt8(ascii: "/"), hosts.count == 1, Self.isHost(hosts[0]) else {
            throw .badRequest
        }
        // 8,192 bytes a URL, 20,480 a request without its body (D:cloudfront-limits).
        let length = request.path.utf8.count + request.query.utf8.count
        guard length < 8192 else { throw .uriTooLong }
        let headers = request.fields.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
        guard length + headers <= 20_480 else { throw .headersTooLong }
        let behavior = distribution.behavior(for: request.path)
        guard behavior.allowedMethods.contains(request.method) else { throw .methodNotAllowed }
        guard let body = request.body else { return behavior }
        // A GET with a body is refused (C:RequestAndResponseBehaviorCustomOrigin).
        guard request.method != "GET" && request.method != "HEAD" || body.length == 0 else {
            throw .bodyOnGet
        }
        guard body.length ?? 0 <= edge.settings.bodyLimit else { throw .bodyTooLong }
        return behavior
    }

    /// Holds a body to its limits as it comes.
    private mutating func limitBody() {
        guard case .stream(let stream, let length) = request.body else { return }
        let settings = edge.settings
        let limited = LimitedStream(
            whole: stream,
            limit: settings.bodyLimit,
            patience: settings.bodyPatience
        )
        request.body = .stream(limited, length: length)
    }

    /// Whether a text is a name or an address, with a port or without.
    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: byte >= 0x80 || hostSigns.contains(byte)
                }
            }
    }

    private static let hostSigns = Array("-._~:[]%".utf8)
}

extension Distribution {
    /// Stands where there is no distribution at all.
    fileprivate static let none = Distribution(
        name: "",
        origin: OriginSettings(.s3(S3Origin(domainName: "")), target: .unmapped(""))
    )
}

/// The clock that durations are taken from.
enum EdgeClock {
    typealias Instant = ContinuousClock.Instant

    static var now: Instant { ContinuousClock.now }

    static func since(_ start: Instant) -> Duration { now - start }
}
