/// Puts what happens in one line, for somebody who watches: what they are too slow for is left out.
struct EventFeed: Sendable {
    enum Item: Sendable {
        case exchange(Exchange)
        case status(SiteStatus)
        /// Nothing new: whoever has gone away is noticed by that.
        case tick
    }

    /// How long nothing may be said.
    private static let pause = Duration.seconds(15)

    let exchanges: ExchangeLog
    let board: SiteStatusBoard

    func items() -> AsyncStream<Item> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Item.self,
            bufferingPolicy: .bufferingNewest(1000)
        )
        let watch = exchanges.watch { continuation.yield(.exchange($0)) }
        let statuses = Task { [board] in
            for await status in board.updates() { continuation.yield(.status(status)) }
        }
        let ticks = Task {
            while true {
                try await Task.sleep(for: Self.pause)
                continuation.yield(.tick)
            }
        }
        continuation.onTermination = { [exchanges] _ in
            exchanges.unwatch(watch)
            statuses.cancel()
            ticks.cancel()
        }
        return stream
    }
}
