import Brink
import CloudFrontEvents
import Invocations
import Testing

/// Events and results that cross to Node as tapes, indistinguishable from JSON text.
@Suite struct NodeMarshallingTests {
    private static func text(_ source: String) -> FunctionDefinition.Source {
        .text(source, path: "/var/task/index.js")
    }

    /// Gets every event twice: as text, and in its fastest form.
    private static let comparing = text(
        """
        let earlier
        function same(a, b) {
          if (typeof a !== 'object' || a === null) return Object.is(a, b)
          if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
          const keys = Reflect.ownKeys(a)
          return keys.length === Reflect.ownKeys(b).length && keys.every((key, i) => {
            const [x, y] = [a, b].map((object) => Object.getOwnPropertyDescriptor(object, key))
            return Reflect.ownKeys(b)[i] === key && x.writable === y.writable && x.enumerable === y.enumerable
              && x.configurable === y.configurable && same(x.value, y.value)
          })
        }
        exports.handler = async (event, context) => {
          if (earlier === undefined) {
            earlier = event
            return null
          }
          console.info(same(earlier, event))
          earlier = undefined
          process.stdout.write(JSON.stringify(event) + '\\n')
          return event
        }
        """
    )

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `an event equals its parsed JSON text, as argument and as result`(seed: UInt64) async throws {
        var random = RandomRecord(state: seed)
        var tapes = 0
        try await withFunction(Self.comparing) { function in
            for _ in 0..<60 {
                let event = random.record()
                tapes += event.tape() == nil ? 0 : 1
                let asText = try InvocationEvent(json: event.json())
                _ = try await sharedHost.invoke(function.address, with: asText, start: .warmIfPossible)

                let outcome = try await function.invoke(event)

                #expect(outcome.functionLog.first?.hasSuffix("INFO\ttrue") == true)
                #expect(outcome.functionLog.last == outcome.text)
            }
        }
        #expect(30..<60 ~= tapes)
    }

    @Test func `a usual event is sent as a tape, and its result is one that names unchanged headers`()
        async throws
    {
        let event = try EventBuilder(.originRequest).header("X-A", "1").header("X-A", "2").event()
        let source = Self.text("exports.handler = async (event) => event.Records[0].cf.request")
        try await withFunction(source) { function in
            let outcome = try await function.invoke(event)

            guard case .tape(let tape, .none)? = outcome.encodedResult else {
                Issue.record("the answer came as text")
                return
            }
            #expect(tape.tokens.contains { $0 & 15 == Tape.Kind.given.rawValue })
            #expect(outcome.result == event.json(of: \.request))
            #expect(Judge().verdict(on: tape, for: event) == .accepted(.request(event.request), warnings: []))
        }
    }

    @Test func `headers of an earlier event are not confused with the current one's`()
        async throws
    {
        let keeping = Self.text(
            """
            let kept
            exports.handler = async (event) => {
              const { request } = event.Records[0].cf
              kept ??= request.headers
              return { ...request, headers: kept }
            }
            """
        )
        let events = try ["first", "second"].map {
            try EventBuilder(.viewerRequest).header("X-Mine", $0).event()
        }
        try await withFunction(keeping) { function in
            _ = try await function.invoke(events[0])
            let typed = try await function.invoke(events[1])
            let text = try await sharedHost.invoke(
                function.address,
                with: InvocationEvent(json: events[1].json()),
                start: .warmIfPossible
            )

            for outcome in [typed, text] {
                let answer = try HandlerResult(json: outcome.result ?? [], for: .viewerRequest)
                guard case .request(let request) = answer else {
                    Issue.record("the answer is no request: \(outcome.text)")
                    return
                }
                #expect(request.headers["x-mine"] == ["first"])
            }
        }
    }

    @Test(arguments: ["\u{e9}", "\u{1F600}", "\u{0}", "\u{7f}", "\u{2028}", "\"\\\n"])
    func `text that a tape cannot hold comes back unchanged`(text: String) async throws {
        var event = try EventBuilder(.viewerRequest).header("X-Mine", "plain").event()
        event.request.querystring = text
        let source = Self.text("exports.handler = async (event) => event.Records[0].cf.request")
        try await withFunction(source) { function in
            let outcome = try await function.invoke(event)

            #expect(outcome.result == event.json(of: \.request))
        }
    }
}

extension CloudFrontEvent {
    /// Returns the JSON text of a request that is returned unchanged.
    fileprivate func json(of part: KeyPath<CloudFrontEvent, EdgeRequest>) -> [UInt8] {
        HandlerResult.request(self[keyPath: part]).json()
    }
}
