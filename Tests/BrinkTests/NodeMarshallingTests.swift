import Brink
import CloudFrontEvents
import HandlerRuntime
import Testing

/// Events and results that go between Swift and Node as tapes: nobody can tell them from JSON text.
@Suite struct NodeMarshallingTests {
    private static func text(_ source: String) -> FunctionDefinition.Source {
        .text(source, path: "/var/task/index.js")
    }

    /// Gets every event twice: once as text, once in the form that is quickest.
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
    func `an event is what JSON makes of its text, and so is it as a result`(seed: UInt64) async throws {
        var random = RandomRecord(state: seed)
        var tapes = 0
        try await withFunction(Self.comparing) { function in
            for _ in 0..<60 {
                let event = random.record()
                tapes += event.tape() == nil ? 0 : 1
                let asText = try InvocationEvent(json: event.json())
                _ = try await sharedHost.invoke(function.name, with: asText, start: .warmIfPossible)

                let outcome = try await function.invoke(event)

                #expect(outcome.functionLog.first?.hasSuffix("INFO\ttrue") == true)
                #expect(outcome.functionLog.last == outcome.text)
            }
        }
        #expect(30..<60 ~= tapes)
    }

    @Test func `a usual event goes as a tape, and its answer comes as one that names what was given`()
        async throws
    {
        let event = try EventBuilder(.originRequest).header("X-A", "1").header("X-A", "2").event()
        let source = Self.text("exports.handler = async (event) => event.Records[0].cf.request")
        try await withFunction(source) { function in
            let outcome = try await function.invoke(event)

            guard case .tape(let tape, .none)? = outcome.answer else {
                Issue.record("the answer came as text")
                return
            }
            #expect(tape.tokens.contains { $0 & 15 == Tape.Kind.given.rawValue })
            #expect(outcome.result == event.json(of: \.request))
            #expect(Judge().verdict(on: tape, for: event) == .accepted(.request(event.request), warnings: []))
        }
    }

    @Test func `headers of an earlier event are not taken for those of the one that is answered`()
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
                function.name,
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
    func `text that a tape does not hold comes back as it went`(text: String) async throws {
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
    /// The JSON text of a request that is returned as it was given.
    fileprivate func json(of part: KeyPath<CloudFrontEvent, EdgeRequest>) -> [UInt8] {
        HandlerResult.request(self[keyPath: part]).json()
    }
}
