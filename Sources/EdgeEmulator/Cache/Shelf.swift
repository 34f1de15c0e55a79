/// Objects by their keys, in the order in which they were last used.
///
/// The order is a list through slots of an array: using an object moves it to the end without touching the others.
struct Shelf {
    private struct Slot {
        var object: CachedObject
        /// What it was weighed at.
        var size: Int
        var earlier: Int?
        var later: Int?
    }

    private var slots: [Slot?] = []
    private var free: [Int] = []
    private var places: [CacheKey: Int] = [:]
    private var first: Int?
    private var last: Int?
    private(set) var bytes = 0

    var count: Int { places.count }

    /// Finds an object, which is then the one that was used last.
    mutating func use(_ key: CacheKey) -> CachedObject? {
        guard let place = places[key] else { return nil }
        if place != last {
            unlink(place)
            link(place)
        }
        return slots[place]?.object
    }

    /// Puts an object in the place of the one with its key, which it returns.
    mutating func put(_ object: CachedObject) -> CachedObject? {
        let former = places[object.key].flatMap { slots[$0]?.object }
        if let place = places[object.key] { remove(at: place) }
        let slot = Slot(object: object, size: object.size)
        let place: Int
        if let known = free.popLast() {
            place = known
            slots[place] = slot
        } else {
            place = slots.count
            slots.append(slot)
        }
        places[object.key] = place
        bytes += slot.size
        link(place)
        return former
    }

    /// Weighs an object that has grown.
    mutating func weighAnew(_ object: CachedObject) {
        guard let place = places[object.key], slots[place]?.object === object else { return }
        bytes += object.size - (slots[place]?.size ?? 0)
        slots[place]?.size = object.size
    }

    /// Removes an object, if it is still this one.
    mutating func remove(_ object: CachedObject) {
        guard let place = places[object.key], slots[place]?.object === object else { return }
        remove(at: place)
    }

    /// Removes all objects with keys for which something holds.
    ///
    /// - Returns: those that there were.
    mutating func remove(where isGone: (CacheKey) -> Bool) -> [CachedObject] {
        let gone = places.filter { isGone($0.key) }.values
        let objects = gone.compactMap { slots[$0]?.object }
        for place in gone { remove(at: place) }
        return objects
    }

    /// Removes the object that was not used for longest.
    mutating func removeLeastRecent() -> CachedObject? {
        guard let place = first, let object = slots[place]?.object else { return nil }
        remove(at: place)
        return object
    }

    private mutating func remove(at place: Int) {
        guard let slot = slots[place] else { return }
        unlink(place)
        places[slot.object.key] = nil
        bytes -= slot.size
        slots[place] = nil
        free.append(place)
    }

    private mutating func link(_ place: Int) {
        slots[place]?.earlier = last
        slots[place]?.later = nil
        if let last { slots[last]?.later = place } else { first = place }
        last = place
    }

    private mutating func unlink(_ place: Int) {
        guard let slot = slots[place] else { return }
        if let earlier = slot.earlier { slots[earlier]?.later = slot.later } else { first = slot.later }
        if let later = slot.later { slots[later]?.earlier = slot.earlier } else { last = slot.earlier }
    }
}
