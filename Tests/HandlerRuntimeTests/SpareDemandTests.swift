import HandlerRuntime
import Testing

/// The number of wanted spares, at and past each limit; moments are chosen, so no test waits.
@Suite struct SpareDemandTests {
    private static let begin: UInt64 = 100_000_000_000

    private func demand(bound: Int, guestsAt moments: [UInt64] = []) -> SpareDemand {
        var demand = SpareDemand()
        demand.bound = bound
        for moment in moments { demand.note(at: Self.begin + moment) }
        return demand
    }

    @Test func `no spare is wanted before a guest was needed`() {
        var demand = demand(bound: 4)

        #expect(demand.wanted(at: Self.begin) == 0)
    }

    @Test(arguments: [(1, 1), (3, 3), (4, 4), (5, 4), (100, 4)])
    func `as many spares are wanted as guests were needed, up to the bound`(guests: Int, wanted: Int) {
        var demand = demand(bound: 4, guestsAt: [UInt64](repeating: 0, count: guests))

        #expect(demand.wanted(at: Self.begin) == wanted)
    }

    @Test(arguments: [(SpareDemand.window - 1, 2), (SpareDemand.window, 1), (SpareDemand.window + 1, 1)])
    func `guests count together within the window`(second: UInt64, wanted: Int) {
        var demand = demand(bound: 4, guestsAt: [0, second])

        #expect(demand.wanted(at: Self.begin + second) == wanted)
    }

    @Test func `the highest need counts, not the latest`() {
        var demand = demand(bound: 4, guestsAt: [0, 0, 0, SpareDemand.window])

        #expect(demand.wanted(at: Self.begin + SpareDemand.window) == 3)
    }

    @Test(arguments: [
        (SpareDemand.patience - 1, 3), (SpareDemand.patience, 1), (SpareDemand.patience + 1, 1),
    ])
    func `one spare is wanted after a while without guests`(later: UInt64, wanted: Int) {
        var demand = demand(bound: 4, guestsAt: [0, 0, 0])

        #expect(demand.wanted(at: Self.begin + later) == wanted)
        #expect(demand.wanted(at: Self.begin + 10 * SpareDemand.patience) == 1)
    }

    @Test(arguments: [(SpareDemand.patience - 1, 2), (SpareDemand.patience, 1)])
    func `each guest starts the wait again`(later: UInt64, wanted: Int) {
        let last = SpareDemand.patience - 1
        var demand = demand(bound: 4, guestsAt: [0, 0, last])

        #expect(demand.wanted(at: Self.begin + last + later) == wanted)
    }

    @Test func `a need after the wait counts from one`() {
        var demand = demand(bound: 4, guestsAt: [0, 0, 0])
        _ = demand.wanted(at: Self.begin + SpareDemand.patience)
        demand.note(at: Self.begin + SpareDemand.patience)

        #expect(demand.wanted(at: Self.begin + SpareDemand.patience) == 1)
    }

    @Test func `a lower bound holds at once, and a higher one for guests to come`() {
        var demand = demand(bound: 3, guestsAt: [0, 0, 0, 0])
        demand.bound = 2
        #expect(demand.wanted(at: Self.begin) == 2)

        demand.bound = 4
        #expect(demand.wanted(at: Self.begin) == 3)
        demand.note(at: Self.begin)
        #expect(demand.wanted(at: Self.begin) == 4)
    }

    @Test func `without a bound no spare is wanted`() {
        var demand = demand(bound: 0, guestsAt: [0, 0])

        #expect(demand.wanted(at: Self.begin) == 0)
    }

    @Test func `forgotten guests count no more`() {
        var demand = demand(bound: 4, guestsAt: [0, 0])
        demand.forget()

        #expect(demand.wanted(at: Self.begin) == 0)
        demand.note(at: Self.begin)
        #expect(demand.wanted(at: Self.begin) == 1)
    }
}
