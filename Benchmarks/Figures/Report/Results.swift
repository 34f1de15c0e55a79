import FoundationEssentials

/// The figures of a run and the facts of its machine, as in a JSON file.
struct Results: Codable {
    /// The values of one figure; those that are not finite are left out.
    struct Entry: Codable {
        let id: String
        let name: String
        let unit: String
        let yardstick: String?
        let isRatio: Bool
        let better: Figure.Direction
        let count: Int
        let min: Double?
        let median: Double?
        let max: Double?
        let target: String?
        let isMet: Bool?
    }

    /// The version of the file format; other versions are refused.
    static let currentVersion = 1

    let version: Int
    let machine: MachineFacts
    let figures: [Entry]

    init(_ figures: [Figure], on machine: MachineFacts) {
        self.version = Self.currentVersion
        self.machine = machine
        self.figures = figures.map(Entry.init)
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try TextFile.write(encoder.encode(self) + Data("\n".utf8), to: path)
    }

    static func read(_ path: String) throws(BenchError) -> Results {
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path)) } catch {
            throw BenchError("\(path): cannot be read; write it with `make bench-baseline` or `make bench`")
        }
        let decoder = JSONDecoder()
        guard let version = (try? decoder.decode(Version.self, from: data))?.version else {
            throw BenchError("\(path): is not JSON with a version; expected a file of figures")
        }
        guard version == currentVersion else {
            throw BenchError("\(path): is version \(version), expected \(currentVersion); write it again")
        }
        do { return try decoder.decode(Results.self, from: data) } catch {
            throw BenchError("\(path): has other members than expected; write it again")
        }
    }

    private struct Version: Decodable {
        let version: Int
    }
}

extension Results.Entry {
    init(_ figure: Figure) {
        let finite = { (value: Double) in value.isFinite ? (value * 1e6).rounded() / 1e6 : nil }
        self.init(
            id: figure.id,
            name: figure.name,
            unit: figure.unit,
            yardstick: figure.yardstick,
            isRatio: figure.isRatio,
            better: figure.direction,
            count: figure.values.count,
            min: finite(figure.values.min),
            median: finite(figure.values.median),
            max: finite(figure.values.max),
            target: figure.target,
            isMet: figure.isMet
        )
    }
}
