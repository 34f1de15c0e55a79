import EdgeEmulator
import Randomness
import Testing

/// The objects that a cache keeps and evicts, with the order of use as virtual time.
@Suite struct ShelfTests {
    private final class Thing {}

    /// Names the keys whose objects are still there, by using the shelf's copy only.
    private func keys(_ shelf: Shelf<Int, Thing>, of all: ClosedRange<Int>) -> [Int] {
        var copy = shelf
        return all.filter { copy.use($0) != nil }
    }

    @Test func `objects fit up to the last byte, and one more evicts the oldest`() {
        var shelf = Shelf<Int, Thing>(capacity: 100)
        let things = (0...3).map { _ in Thing() }

        #expect(shelf.put(things[0], as: 0, size: 60).isEmpty)
        #expect(shelf.put(things[1], as: 1, size: 40).isEmpty)
        #expect(shelf.bytes == 100 && shelf.count == 2 && shelf.evictions == 0)

        let gone = shelf.put(things[2], as: 2, size: 1)
        #expect(gone.count == 1 && gone.first === things[0])
        #expect(shelf.bytes == 41 && shelf.count == 2 && shelf.evictions == 1)
    }

    @Test func `an object of the whole capacity evicts all others, one byte more evicts itself too`() {
        for (size, left) in [(100, [3]), (101, [])] {
            var shelf = Shelf<Int, Thing>(capacity: 100)
            for key in 0...2 { _ = shelf.put(Thing(), as: key, size: 10) }

            let gone = shelf.put(Thing(), as: 3, size: size)

            #expect(gone.count == 4 - left.count && keys(shelf, of: 0...3) == left, "\(size)")
            #expect(shelf.bytes == (left.isEmpty ? 0 : 100))
        }
    }

    @Test func `a shelf without capacity keeps only what has no size`() {
        var shelf = Shelf<Int, Thing>(capacity: 0)

        #expect(shelf.put(Thing(), as: 0, size: 0).isEmpty)
        #expect(shelf.put(Thing(), as: 1, size: 1).count == 2)
        #expect(shelf.count == 0 && shelf.bytes == 0)
    }

    @Test func `objects go in the order of their last use`() {
        var shelf = Shelf<Int, Thing>(capacity: 4)
        let things = (0...3).map { _ in Thing() }
        for key in 0...3 { _ = shelf.put(things[key], as: key, size: 1) }
        // First, middle, and the one that is last already.
        for key in [0, 2, 2] { #expect(shelf.use(key) === things[key]) }

        for expected in [1, 3, 0, 2] {
            let gone = shelf.put(Thing(), as: 10 + expected, size: 1)
            #expect(gone.count == 1 && gone.first === things[expected], "\(expected)")
        }
    }

    @Test func `a key that is not there is not used`() {
        var shelf = Shelf<Int, Thing>(capacity: 2)
        #expect(shelf.use(7) == nil)

        _ = shelf.put(Thing(), as: 0, size: 1)
        _ = shelf.put(Thing(), as: 1, size: 1)
        #expect(shelf.use(7) == nil)

        _ = shelf.put(Thing(), as: 2, size: 1)
        #expect(keys(shelf, of: 0...2) == [1, 2])
    }

    @Test func `an object replaces the one with its key, which is returned and not counted as evicted`() {
        var shelf = Shelf<Int, Thing>(capacity: 100)
        let (old, new) = (Thing(), Thing())
        _ = shelf.put(old, as: 0, size: 70)
        _ = shelf.put(Thing(), as: 1, size: 30)

        let gone = shelf.put(new, as: 0, size: 70)

        #expect(gone.count == 1 && gone.first === old && shelf.evictions == 0)
        #expect(shelf.use(0) === new && shelf.count == 2 && shelf.bytes == 100)
    }

    @Test func `a replacement counts as use`() {
        var shelf = Shelf<Int, Thing>(capacity: 2)
        for key in [0, 1, 0, 2] { _ = shelf.put(Thing(), as: key, size: 1) }

        #expect(keys(shelf, of: 0...2) == [0, 2])
    }

    @Test func `an object that grows evicts others at one byte past the capacity, and keeps its turn`() {
        var shelf = Shelf<Int, Thing>(capacity: 100)
        let (old, growing, new) = (Thing(), Thing(), Thing())
        _ = shelf.put(old, as: 0, size: 10)
        _ = shelf.put(growing, as: 1, size: 10)
        _ = shelf.put(new, as: 2, size: 10)

        #expect(shelf.resize(growing, as: 1, to: 80).isEmpty)
        #expect(shelf.bytes == 100)
        let gone = shelf.resize(growing, as: 1, to: 81)
        #expect(gone.count == 1 && gone.first === old && shelf.bytes == 91)
        // The new one was used later, so the growing one goes before it, even by its own growth.
        let last = shelf.resize(growing, as: 1, to: 101)
        #expect(last.count == 1 && last.first === growing && keys(shelf, of: 0...2) == [2])
    }

    @Test func `a former object of a key is neither resized nor removed`() {
        var shelf = Shelf<Int, Thing>(capacity: 100)
        let (former, current) = (Thing(), Thing())
        _ = shelf.put(former, as: 0, size: 10)
        _ = shelf.put(current, as: 0, size: 20)

        #expect(shelf.resize(former, as: 0, to: 90).isEmpty && shelf.bytes == 20)
        shelf.remove(former, as: 0)
        #expect(shelf.use(0) === current)
        shelf.remove(current, as: 0)
        #expect(shelf.use(0) == nil && shelf.bytes == 0 && shelf.count == 0)
        #expect(shelf.resize(current, as: 0, to: 90).isEmpty && shelf.bytes == 0)
    }

    @Test func `a condition removes its keys and leaves the order of the others`() {
        var shelf = Shelf<Int, Thing>(capacity: 6)
        let things = (0...5).map { _ in Thing() }
        for key in 0...5 { _ = shelf.put(things[key], as: key, size: 1) }

        let gone = shelf.remove { $0.isMultiple(of: 2) }

        #expect(gone.count == 3 && shelf.count == 3 && shelf.bytes == 3 && shelf.evictions == 0)
        #expect([0, 2, 4].allSatisfy { key in gone.contains { $0 === things[key] } })
        #expect(shelf.remove { $0 > 5 }.isEmpty)
        for key in 10...12 { #expect(shelf.put(Thing(), as: key, size: 1).isEmpty) }
        for expected in [1, 3, 5] {
            #expect(shelf.put(Thing(), as: 20 + expected, size: 1).first === things[expected])
        }
    }

    @Test func `a shelf does what a plain list does`() {
        var random = SplitMix(seed: 12)
        var shelf = Shelf<Int, Thing>(capacity: 20)
        var list: [(key: Int, thing: Thing, size: Int)] = []
        func bytes() -> Int { list.reduce(0) { $0 + $1.size } }
        for _ in 0..<20_000 {
            let key = Int.random(in: 0...9, using: &random)
            let index = list.firstIndex { $0.key == key }
            let size = Int.random(in: 0...8, using: &random)
            switch Int.random(in: 0...9, using: &random) {
            case 0...3:
                #expect(shelf.use(key) === index.map { list[$0].thing })
                if let index { list.append(list.remove(at: index)) }
            case 4...6:
                let thing = Thing()
                var expected: [Thing] = []
                if let index { expected.append(list.remove(at: index).thing) }
                list.append((key, thing, size))
                while bytes() > 20 { expected.append(list.removeFirst().thing) }
                let gone = shelf.put(thing, as: key, size: size)
                #expect(gone.map { ObjectIdentifier($0) } == expected.map { ObjectIdentifier($0) })
            case 7:
                guard let index else { continue }
                let thing = list[index].thing
                list[index].size = size
                var expected: [Thing] = []
                while bytes() > 20 { expected.append(list.removeFirst().thing) }
                let gone = shelf.resize(thing, as: key, to: size)
                #expect(gone.map { ObjectIdentifier($0) } == expected.map { ObjectIdentifier($0) })
            case 8:
                if let index { shelf.remove(list.remove(at: index).thing, as: key) }
            default:
                #expect(shelf.remove { $0 % 4 == key % 4 }.count == list.count { $0.key % 4 == key % 4 })
                list.removeAll { $0.key % 4 == key % 4 }
            }
            #expect(shelf.count == list.count && shelf.bytes == bytes())
        }
    }
}
