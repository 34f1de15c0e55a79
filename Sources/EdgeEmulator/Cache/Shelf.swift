/// Objects by key, bounded in bytes: those that were not used for longest go first.
///
/// It decides and does nothing else: it returns the objects that leave it. The order of use is a list through the slots
/// of an array: using an object moves it to the end without touching the others.
package struct Shelf<Key: Hashable, Object: AnyObject> {
    private struct Slot {
        let key: Key
        var object: Object
        var size: Int
        var earlier: Int?
        var later: Int?
    }

    private var slots: [Slot?] = []
    private var free: [Int] = []
    private var indices: [Key: Int] = [:]
    private var first: Int?
    private var last: Int?
    private let capacity: Int
    /// The sizes of all objects.
    package private(set) var bytes = 0
    /// The number of objects that had to go so that others fit.
    package private(set) var evictions = 0

    /// Creates an empty shelf for `capacity` bytes.
    package init(capacity: Int) {
        self.capacity = capacity
    }

    /// The number of objects.
    package var count: Int { indices.count }

    /// Finds an object, and makes it the most recently used.
    package mutating func use(_ key: Key) -> Object? {
        guard let index = indices[key] else { return nil }
        if index != last {
            unlink(index)
            link(index)
        }
        return slots[index]?.object
    }

    /// Stores an object, and returns those that had to go for it.
    ///
    /// They are the one with its key, and those evicted, which may include the new one.
    package mutating func put(_ object: Object, as key: Key, size: Int) -> [Object] {
        let former = indices[key].flatMap { remove(at: $0) }
        let slot = Slot(key: key, object: object, size: size)
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(slot) } else { slots[index] = slot }
        indices[key] = index
        bytes += size
        link(index)
        return [former].compactMap { $0 } + evict()
    }

    /// Changes the size of an object, if its key still has this one, and returns those evicted.
    package mutating func resize(_ object: Object, as key: Key, to size: Int) -> [Object] {
        guard let index = indices[key], let slot = slots[index], slot.object === object else { return [] }
        bytes += size - slot.size
        slots[index]?.size = size
        return evict()
    }

    /// Removes an object, if its key still has this one.
    package mutating func remove(_ object: Object, as key: Key) {
        if let index = indices[key], slots[index]?.object === object { _ = remove(at: index) }
    }

    /// Removes all objects whose key fulfils a condition, and returns them.
    package mutating func remove(where isRemoved: (Key) -> Bool) -> [Object] {
        indices.filter { isRemoved($0.key) }.values.compactMap { remove(at: $0) }
    }

    private mutating func evict() -> [Object] {
        var evicted: [Object] = []
        while bytes > capacity, let first, let object = remove(at: first) {
            evicted.append(object)
            evictions += 1
        }
        return evicted
    }

    private mutating func remove(at index: Int) -> Object? {
        guard let slot = slots[index] else { return nil }
        unlink(index)
        indices[slot.key] = nil
        bytes -= slot.size
        slots[index] = nil
        free.append(index)
        return slot.object
    }

    private mutating func link(_ index: Int) {
        slots[index]?.earlier = last
        slots[index]?.later = nil
        if let last { slots[last]?.later = index } else { first = index }
        last = index
    }

    private mutating func unlink(_ index: Int) {
        guard let slot = slots[index] else { return }
        if let earlier = slot.earlier { slots[earlier]?.later = slot.later } else { first = slot.later }
        if let later = slot.later { slots[later]?.earlier = slot.earlier } else { last = slot.earlier }
    }
}
