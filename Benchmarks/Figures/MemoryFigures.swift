import Brink
import Invocations

/// The accuracy of measured memory, and the growth until a handler is stopped.
enum MemoryFigures {
    private enum Kind: String, CaseIterable {
        case objects
        case bytes
        case strings

        /// A handler that holds the megabytes of the query string.
        var holding: Twins {
            let (node, python) =
                switch self {
                case .objects:
                    // Node: an array of one (32 bytes), its elements (24) and its slot in the outer array (8). Python:
                    // a list of one (64), its item (16), the number (32) and its slot in the outer list (8).
                    (
                        "const held = new Array(n * 16384); for (let i = 0; i < held.length; i++) held[i] = [i]",
                        "held = [[i + 1000] for i in range(n * (1 << 20) // 120)]"
                    )
                case .bytes: ("const held = Buffer.alloc(n << 20, 1)", "held = bytearray(n << 20)")
                case .strings:
                    // Reading a character turns a rope of repetitions into a flat string.
                    (
                        "const held = []; for (let i = 0; i < n * 16; i++) { held[i] = 'x'.repeat(65512); held[i].charCodeAt(1) }",
                        "held = [chr(97 + (i & 15)) * 65480 for i in range(n * 16)]"
                    )
                }
            return Twins(
                node: """
                    exports.handler = async (event) => {
                        const n = Number(event.Records[0].cf.request.querystring)
                        \(node)
                        return { held: held.length }
                    }
                    """,
                python: """
                    def handler(event, context):
                        n = int(event['Records'][0]['cf']['request']['querystring'])
                        \(python)
                        return {'held': len(held)}
                    """
            )
        }

        /// A handler that grows without end.
        var growing: Twins {
            let (node, python) =
                switch self {
                case .objects: ("held.push({ a: held.length })", "held.append([len(held)])")
                case .bytes: ("held.push(Buffer.alloc(1 << 20, 1))", "held.append(bytearray(1 << 20))")
                case .strings:
                    (
                        "held.push('x'.repeat(1 << 16) + held.length)",
                        "held.append(str(len(held)) * (1 << 16))"
                    )
                }
            return Twins(
                node: "exports.handler = async () => { const held = []; for (;;) \(node) }",
                python: "def handler(event, context):\n    held = []\n    while True: \(python)"
            )
        }
    }

    static func measure(_ report: inout Report) async throws {
        let bench = try Workbench()
        for language in RuntimeIdentifier.Language.allCases {
            for kind in Kind.allCases {
                for megabytes in [4, 16, 64] {
                    let deviations = try await deviations(kind, megabytes, language, bench)
                    report.add(
                        Figure(
                            "memory.\(language).\(kind.rawValue).held.\(megabytes)",
                            "\(language) \(kind.rawValue), \(megabytes) MB held: off by",
                            unit: "MB",
                            deviations,
                            target: Target("within 1 MB or 5 %") {
                                $0.sorted.allSatisfy { abs($0) <= max(1, Double(megabytes) * 0.05) }
                            }
                        )
                    )
                }
            }
        }
        for language in RuntimeIdentifier.Language.allCases {
            for kind in Kind.allCases {
                let growth = try await growth(kind, language, bench)
                report.add(
                    Figure(
                        "memory.\(language).\(kind.rawValue).growing",
                        "\(language) \(kind.rawValue) without end: process grew",
                        unit: "MB",
                        growth,
                        target: Target("under 96") { $0.max < 96 }
                    )
                )
            }
        }
        await bench.host.shutdown()
    }

    private static func deviations(
        _ kind: Kind,
        _ megabytes: Int,
        _ language: RuntimeIdentifier.Language,
        _ bench: Workbench
    ) async throws -> [Double] {
        var deviations: [Double] = []
        for _ in 1...5 {
            let function = try await bench.load(kind.holding, language)
            let nothing = try bench.event(querystring: "0")
            _ = try await bench.host.invoke(function, with: nothing)
            let before = try await bench.host.invoke(function, with: nothing)
            let after = try await bench.host.invoke(function, with: bench.event(querystring: "\(megabytes)"))
            let grown = after.report.maxMemoryUsedBytes - before.report.maxMemoryUsedBytes
            deviations.append(Double(grown) / 1_048_576 - Double(megabytes))
            try await bench.host.remove(function)
        }
        return deviations
    }

    private static func growth(
        _ kind: Kind,
        _ language: RuntimeIdentifier.Language,
        _ bench: Workbench
    ) async throws -> [Double] {
        var growth: [Double] = []
        for _ in 1...5 {
            let function = try await bench.load(kind.growing, language, memoryMB: 64)
            let before = ProcessMemory.resident
            ProcessMemory.resetPeak()
            let outcome = try await bench.host.invoke(function, with: bench.event)
            guard outcome.kind == .outOfMemory else { return [.infinity] }
            growth.append(Double(ProcessMemory.peak - before) / 1_048_576)
            try await bench.host.remove(function)
        }
        return growth
    }
}
