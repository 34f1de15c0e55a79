extension String {
    /// Returns the name that was probably meant; nil when none is close enough.
    package func nearest(among names: some Sequence<String>) -> String? {
        let tolerated = Swift.max(1, count / 3)
        // The distance takes quadratic time, and no name is that long.
        guard count <= 256 else { return nil }
        let ranked = names.map { (name: $0, distance: distance(to: $0)) }.filter { $0.distance <= tolerated }
        return ranked.min { $0.distance < $1.distance }?.name
    }

    /// Counts the insertions, deletions, substitutions and swaps of neighbours that lead to another name.
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
