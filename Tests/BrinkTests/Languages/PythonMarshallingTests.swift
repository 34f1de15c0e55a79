import Brink
import CloudFrontEvents
import HandlerRuntime
import Invocations
import Testing

/// Events and results that cross to Python as tapes, indistinguishable from JSON text.
@Suite struct PythonMarshallingTests {
    private static func text(_ source: String) -> FunctionDefinition.Source {
        .text(source, path: "/var/task/index.py")
    }

    // MARK: Events

    /// Gets every event twice: as text, and in its fastest form.
    private static let comparing = text(
        """
        import json
        seen = []
        def same(a, b):
            if type(a) is not type(b): return False
            if type(a) is dict:
                return list(a) == list(b) and all(type(k) is str and same(a[k], b[k]) for k in b)
            if type(a) is list:
                return len(a) == len(b) and all(map(same, a, b))
            return type(a) in (str, int, bool, type(None)) and a == b
        def handler(event, context):
            seen.append(event)
            if len(seen) == 1: return None
            is_same = same(*seen)
            seen.clear()
            print(is_same)
            print(json.dumps(event))
            return event
        """
    )

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `an event equals its parsed JSON text, as argument and as result`(seed: UInt64) async throws {
        var random = RandomRecord(state: seed)
        var tapes = 0
        try await withFunction(Self.comparing, runtime: "python3.11") { function in
            for _ in 0..<60 {
                let event = random.record()
                tapes += event.tape() == nil ? 0 : 1
                let asText = try InvocationEvent(json: event.json())
                _ = try await sharedHost.invoke(function.address, with: asText, start: .warmIfPossible)

                let outcome = try await function.invoke(event)

                #expect(outcome.functionLog == ["True", outcome.text])
            }
        }
        #expect(30..<60 ~= tapes)
    }

    @Test func `a usual event is sent as a tape, and its result is one`() async throws {
        let event = try EventBuilder(.originRequest).header("X-A", "1").header("X-A", "2").event()
        guard case .tape = InvocationEvent(event).forGuest else {
            Issue.record("the event went as text")
            return
        }
        try await withFunction(Self.text("def handler(event, context): return event")) { function in
            let outcome = try await function.invoke(event)

            guard case .tape(let tape, .blanks)? = outcome.encodedResult else {
                Issue.record("the answer came as text")
                return
            }
            #expect(outcome.text == String(decoding: tape.json(.blanks), as: UTF8.self))
        }
    }

    @Test func `an event that exceeds the function's memory is out of memory`() async throws {
        var large = try EventBuilder(.viewerRequest).event()
        large.request.querystring = String(repeating: "q", count: 4 << 20)
        let source = Self.text("def handler(event, context): return {}")
        try await withFunction(source, memoryMB: 2) { function in
            let first = try await function.invoke()
            let second = try await function.invoke(large)
            let third = try await function.invoke()

            #expect(first.text == "{}")
            #expect(second.kind == .outOfMemory)
            #expect(third.text == "{}")
        }
    }

    // MARK: Results

    /// Evaluates its query string and prints the value's `json.dumps`.
    private static func evaluating(escaping: Bool) -> FunctionDefinition.Source {
        text(
            """
            import collections, decimal, enum, json
            class Text(str):
                def __str__(self): return 'mine'
            class Members(dict):
                def items(self): return [('mine', 1)]
            class Elements(list):
                def __iter__(self): return iter([1])
            class Number(int):
                def __repr__(self): return 'mine'
            class Choice(enum.IntEnum): one = 1
            def nested(depth, empty):
                value = empty
                for _ in range(depth): value = {'a': value} if type(empty) is dict else [value]
                return value
            def circle(value):
                value.append(value) if type(value) is list else value.update(a=[value])
                return value
            def handler(event, context):
                value = eval(event['Records'][0]['cf']['request']['querystring'])
                try:
                    text = json.dumps(value, ensure_ascii=\(escaping ? "True" : "False"))
                    text.encode()
                except Exception as error:
                    text = f'Unable to marshal response: {error}'
                print(text)
                return value
            """
        )
    }

    private static let results = [
        // Usual, empty and nearly too large results.
        "None", "True", "False", "0", "-1", "2**63 - 1", "-2**63", "''", "'a'", "[]", "{}", "[[], {}, [[]]]",
        "{'status': '200', 'headers': {'a': [{'key': 'A', 'value': 'b'}]}}", "[0, True, None, 'x', {}]",
        "nested(60, [])", "nested(60, {})", "['x' * 1000] * 1000", "[1] * 100_000", "(lambda x: [x, x])([1])",
        // Malformed entries.
        "{'key': 'a', 'value': 'b'}", "{'value': 'b', 'key': 'a'}", "{'key': 'a'}", "{'value': 'a'}",
        "{'key': 'a', 'value': 'b', 'more': 'c'}", "{'key': 'a', 'value': 1}", "{'key': None, 'value': 'b'}",
        "{'key': [], 'value': []}", "{'key': 'a', 'valuE': 'b'}", "{'kez': 'a', 'value': 'b'}",
        "{'key': '', 'value': ''}", "{'key': 'é', 'value': 'b'}", "{'key': 'a', 'value': '\\x7f'}",
        "{'key': Text('a'), 'value': 'b'}", "{Text('key'): 'a', 'value': 'b'}", "{1: 'a', 'value': 'b'}",
        "{''.join(['k', 'ey']): 'a', ''.join(['val', 'ue']): 'b'}",
        // Characters.
        "''.join(map(chr, range(128)))", "{chr(c): chr(c) for c in range(128)}", "'\\x7f'", "'\\x00'",
        "{'\\x00\\x1f\"\\\\/\\b\\f\\n\\r\\t': '\\x00'}", "'é'", "'\\x80'", "{'é': 1}", "'😀'", "'\\ud800'",
        "{'\\udfff': 1}", "['a', 'ü', 'b']", "'</script>\\u2028'",
        // Numbers.
        "2**63", "-2**63 - 1", "10**400", "1.0", "1e300", "-0.0", "float('nan')", "[float('inf')]",
        "{'a': float('-inf')}", "0.1 + 0.2", "1j", "Number(5)", "[Choice.one]", "{'a': Choice.one}",
        "10**5000",
        // Subclasses of the plain types.
        "()", "(1, 'a')", "{'a': ((),)}", "Text('a')", "[Text('a')]", "{Text('a'): Text('b')}", "Members()",
        "Members(a=1)", "{'a': Members(a=1)}", "Elements()", "Elements([2, 3])", "[Elements([2])]",
        "collections.OrderedDict(b=1, a=2)", "collections.defaultdict(list, a=[])",
        "{'a': collections.deque()}",
        "{1, 2}", "frozenset()", "object()", "[object]",
        "len",
        "{'a': bytearray(b'a')}", "range(3)", "{}.keys()", "iter([])", "(x for x in ())", "Ellipsis",
        "NotImplemented", "memoryview(b'a')", "{'deep': [{'in': {1}}]}", "Exception('a')",
        // Keys other than strings.
        "{1: 2}", "{True: 1, None: 2, 1.5: 3}", "{'a': {2: 3}}", "{(1, 2): 3}", "{'a': 1, 0: 2}",
        "{Number(1): 1}", "{float('nan'): 1}", "{frozenset(): 1}",
        // Depth.
        "nested(100, [])", "nested(100, {})", "nested(5000, [])", "circle([])", "circle({})",
        "[1, circle([2])]",
        "{'a': circle({})}", "nested(70, circle([]))",
        // Size.
        "'x' * (3 << 20)", "['a'] * 300_000", "[['x' * 1000] * 1000] * 3",
    ]

    @Test(arguments: ["python3.11", "python3.13"])
    func `a result equals its json.dumps`(runtime: String) async throws {
        let source = Self.evaluating(escaping: runtime == "python3.11")
        try await withFunction(source, runtime: runtime) { function in
            for result in Self.results {
                var event = try EventBuilder(.viewerRequest).event()
                event.request.querystring = result

                let outcome = try await function.invoke(event)

                let expected = outcome.functionLog.first
                #expect((outcome.failure?.errorMessage ?? outcome.text) == expected, "\(result)")
                #expect(outcome.failure == nil || outcome.failure?.errorType == "Runtime.MarshalError")
            }
        }
    }

    @Test(arguments: [
        ("b'a'", "a"), ("b''", ""), (#"b'{"a":1}'"#, #"{"a":1}"#), ("[b'a']", #"["a"]"#),
        ("{'a': b'1'}", #"{"a": "1"}"#), ("decimal.Decimal('1.10')", "1.10"),
        ("{'a': [decimal.Decimal('1E+3')]}", #"{"a": [1E+3]}"#),
        ("{b'a': {b'b': b'c'}}", #"{"a": {"b": "c"}}"#),
        ("Point(1, 'é')", #"{"x": 1, "y": "\u00e9"}"#),
        ("{'a': [Point(1, 2)]}", #"{"a": [{"x": 1, "y": 2}]}"#),
        ("{'a': type('T', (tuple,), {'_asdict': lambda self: {'b': 1}})()}", #"{"a": {"b": 1}}"#),
    ])
    func `a result that only the platform accepts is encoded as there`(
        expression: String,
        expected: String
    ) async throws {
        let source = Self.text(
            """
            import collections, decimal
            Point = collections.namedtuple('Point', 'x y')
            def handler(event, context): return \(expression)
            """
        )
        try await withFunction(source, runtime: "python3.11") { function in
            let outcome = try await function.invoke()

            #expect(outcome.text == expected)
        }
    }

    @Test func `a result does not change with the next one`() async throws {
        let source = Self.text(
            """
            calls = []
            def handler(event, context):
                calls.append('x' * 1000)
                return calls
            """
        )
        try await withFunction(source) { function in
            var outcomes: [InvocationOutcome] = []
            for _ in 0..<20 { outcomes.append(try await function.invoke()) }

            #expect(outcomes.map { $0.result?.count } == (1...20).map { $0 * 1004 })
        }
    }

    @Test func `finished results do not count as the function's memory`() async throws {
        let source = Self.text("def handler(event, context): return 'é' * (1 << 18)")
        try await withFunction(source, runtime: "python3.11", memoryMB: 32) { function in
            for _ in 0..<60 {
                let outcome = try await function.invoke()

                #expect(outcome.result?.count == 6 << 18 + 2)
            }
        }
    }
}
