import CloudFrontEvents
import EdgeEmulator
import HTTPTypes
import NIOCore
import Synchronization
import Testing

/// The exchanges that are kept.
@Suite struct ExchangeLogTests {
    private func emulator(_ log: ExchangeLog) -> EmulatedEdge {
        let origin = OriginSettings(
            .s3(.init(domainName: "bucket")),
            target: .folder(FolderOrigin.Settings(root: "/nowhere"))
        )
        return EmulatedEdge(
            backend: ScriptedBackend(),
            site: Site(distributions: [Distribution(name: "site", origin: origin)]),
            exchanges: log
        )
    }

    private func ask(_ emulator: EmulatedEdge, _ target: String, body: ByteBuffer? = nil) async -> Int {
        let request = ViewerRequest(
            method: body == nil ? "GET" : "POST",
            target: target,
            fields: [.hostField: "site"],
            body: body.map { .buffer($0) }
        )
        return await emulator.respond(to: request).exchange
    }

    private func targets(_ exchanges: [Exchange]) -> [String] { exchanges.map(\.request.path) }

    @Test func `the log keeps up to its limit, and the oldest go first`() async {
        let log = ExchangeLog(limit: 3)
        let emulator = emulator(log)
        #expect(log.exchanges().isEmpty && log.exchange(1) == nil)

        for number in 1...5 { #expect(await ask(emulator, "/\(number)") == number) }

        #expect(targets(log.exchanges()) == ["/3", "/4", "/5"])
        #expect(log.exchange(2) == nil && log.exchange(3)?.request.path == "/3" && log.exchange(6) == nil)
        await emulator.shutDown()
    }

    @Test func `a limit of zero or less keeps one`() async {
        for limit in [0, -1, .min, 1] {
            let log = ExchangeLog(limit: limit)
            let emulator = emulator(log)
            for number in 1...3 { _ = await ask(emulator, "/\(number)") }
            #expect(targets(log.exchanges()) == ["/3"])
            await emulator.shutDown()
        }
    }

    @Test func `a query returns the last exchanges after a number`() async {
        let log = ExchangeLog(limit: 10)
        let emulator = emulator(log)
        for number in 1...5 { _ = await ask(emulator, "/\(number)") }

        #expect(targets(log.exchanges(after: 3)) == ["/4", "/5"])
        #expect(targets(log.exchanges(after: 5)).isEmpty && targets(log.exchanges(after: .max)).isEmpty)
        #expect(targets(log.exchanges(after: -1, limit: 2)) == ["/4", "/5"])
        #expect(log.exchanges(limit: 0).isEmpty && log.exchanges(limit: -1).isEmpty)
        await emulator.shutDown()
    }

    @Test func `the log is bounded in bytes too, except for the newest exchange`() async {
        // Each counts some 2 kB.
        let log = ExchangeLog(limit: 100, byteLimit: 20_000)
        let emulator = emulator(log)
        for number in 1...50 { _ = await ask(emulator, "/\(number)") }
        let kept = log.exchanges()
        #expect((2...10).contains(kept.count) && kept.last?.id == 50)

        let none = ExchangeLog(limit: 100, byteLimit: 0)
        let other = self.emulator(none)
        for number in 1...3 { _ = await ask(other, "/\(number)") }
        #expect(targets(none.exchanges()) == ["/3"])
        await emulator.shutDown()
        await other.shutDown()
    }

    @Test func `watchers get each new exchange until they leave`() async {
        let log = ExchangeLog(limit: 2)
        let emulator = emulator(log)
        let (one, two) = (Noted(), Noted())
        _ = await ask(emulator, "/1")
        let first = log.watch { one.add($0.id) }
        _ = await ask(emulator, "/2")
        let second = log.watch { two.add($0.id) }
        _ = await ask(emulator, "/3")
        log.unwatch(second)
        _ = await ask(emulator, "/4")
        log.unwatch(first)
        _ = await ask(emulator, "/5")
        log.unwatch(99)

        #expect(one.all == [2, 3, 4] && two.all == [3])
        await emulator.shutDown()
    }

    private final class Noted: Sendable {
        private let ids = Mutex<[Int]>([])
        var all: [Int] { ids.withLock { $0 } }
        func add(_ id: Int) { ids.withLock { $0.append(id) } }
    }

    @Test func `an exchange that is no longer kept cannot be repeated`() async {
        let log = ExchangeLog(limit: 2)
        let emulator = emulator(log)
        for number in 1...3 { _ = await ask(emulator, "/\(number)") }

        #expect(await emulator.repeatExchange(1) == nil)
        #expect(await emulator.repeatExchange(0) == nil)
        #expect(await emulator.repeatExchange(3) == 4)
        #expect(targets(log.exchanges()) == ["/3", "/3"])
        await emulator.shutDown()
    }
}
