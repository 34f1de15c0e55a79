import AsyncAlgorithms

/// Merges new exchanges and status changes into one sequence; a slow reader misses the oldest.
struct EventFeed: Sendable {
    enum Item: Sendable {
        case exchange(Exchange)
        case status(SiteStatus)
        /// A sign of life, by which a reader that has gone away is noticed.
        case tick
    }

    private static let tickInterval = Duration.seconds(15)

    let exchanges: ExchangeLog
    let board: SiteStatusBoard

    func items() -> some AsyncSequence<Item, Never> & Sendable {
        merge(
            newExchanges().map { Item.exchange($0) },
            board.updates().map { Item.status($0) },
            AsyncTimerSequence(interval: Self.tickInterval, clock: .continuous).map { _ in Item.tick }
        )
    }

    private func newExchanges() -> AsyncStream<Exchange> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Exchange.self,
            bufferingPolicy: .bufferingNewest(1000)
        )
        let watch = exchanges.watch { continuation.yield($0) }
        continuation.onTermination = { [exchanges] _ in exchanges.unwatch(watch) }
        return stream
    }
}
