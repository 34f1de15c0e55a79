extension String {
    /// The one of some names that is so much like this one that it may have been meant; nil when none is.
    package func nearest(among names: some Sequence<String>) -> String? {
        let tolerated = Swift.max(1, count / 3)
        // Nobody mistypes a name that is longer than any that there is.
        guard count <= 256 else { return nil }
        let ranked = names.map { (name: $0, distance: distance(to: $0)) }.filter { $0.distance <= tolerated }
        return ranked.min { $0.distance < $1.distance }?.name
    }

    /// How many letters have to be put in, left out, exchanged or swapped with their neighbour to get there.
    private func distance(to other: String) -> Int {
        let from = Array(lowercased())
        let to = Array(other.lowercased())
        var beforeLast: [Int] = []
        var last = Array(0...to.count)
        for row in from.indices {
            var current = [row + 1]
            for column in to.indices {
                var cost = Swift.min(
                    last[column] + (from[row] == to[column] ? 0 : 1),
                    Swift.min(last[column + 1], current[column]) + 1
                )
                if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
                    cost = Swift.min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[to.count]
    }
}
