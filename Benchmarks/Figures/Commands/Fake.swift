import Glibc
func fakeForLooking(_ r: inout Report) {
    for (n, base) in [
        ("Node, awaited", 14.0), ("Python, awaited", 11.0), ("Node, bare loop", 2.2),
        ("Python, bare loop", 3.1),
    ] {
        var xs: [Double] = []
        for _ in 0..<(n.hasSuffix("loop") ? 5000 : 100000) {
            let u = Double.random(in: 0..<1); xs.append(base * (1 + 0.05 * pow(1 - u, -0.55)))
        }
        r.addLatencies(series: n, microseconds: xs)
    }
    for (n, base, m) in [("Node", 8.0, 90.0), ("Python", 6.0, 110.0)] {
        r.addDrift(
            series: n,
            (1...100).map {
                ($0 * 10000, base + Double.random(in: -0.3..<0.3), Int((m + 3 * log(Double($0))) * 1048576))
            }
        )
    }
}
