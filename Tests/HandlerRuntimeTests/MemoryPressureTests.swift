import HandlerRuntime
import Testing

/// The decision from the kernel's texts, at and past each limit.
@Suite struct MemoryPressureTests {
    private func isHigh(stalled: String? = nil, available: Int? = nil, total: Int = 10_000) -> Bool {
        let pressure = stalled.map {
            """
            some avg10=\($0) avg60=99.00 avg300=99.00 total=12345
            full avg10=99.00 avg60=99.00 avg300=99.00 total=2345

            """
        }
        let memory = available.map {
            """
            MemTotal:       \(total) kB
            MemFree:             1 kB
            MemAvailable:   \($0) kB

            """
        }
        return MemoryPressure.isHigh(pressure: pressure.map(bytes), memory: memory.map(bytes))
    }

    private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

    @Test(arguments: [("0.00", false), ("9.99", false), ("10.00", true), ("10.01", true), ("100.00", true)])
    func `memory is short when tasks stalled for a tenth of the time`(stalled: String, isShort: Bool) {
        #expect(isHigh(stalled: stalled) == isShort)
    }

    @Test(arguments: [(10_000, false), (501, false), (500, false), (499, true), (0, true)])
    func `without a pressure file memory is short below a twentieth available`(available: Int, isShort: Bool)
    {
        #expect(isHigh(available: available) == isShort)
    }

    @Test func `the pressure file decides where there is one`() {
        #expect(!isHigh(stalled: "0.00", available: 0))
        #expect(isHigh(stalled: "10.00", available: 10_000))
    }

    @Test(arguments: ["", "full avg10=99.00", "some", "some avg60=99.00", "some avg10=much"])
    func `a pressure file without the average leaves the decision to the memory`(pressure: String) {
        let memory = bytes("MemTotal: 100 kB\nMemAvailable: 4 kB\n")

        #expect(MemoryPressure.isHigh(pressure: bytes(pressure), memory: memory))
        #expect(!MemoryPressure.isHigh(pressure: bytes(pressure), memory: nil))
    }

    @Test(arguments: [
        "", "MemTotal: 100 kB\n", "MemAvailable: 4 kB\n", "MemTotal: much\nMemAvailable: 4 kB\n",
    ])
    func `memory is not short without the numbers`(memory: String) {
        #expect(!MemoryPressure.isHigh(pressure: nil, memory: bytes(memory)))
    }

    @Test func `this machine's own files are read`() {
        let memory = ProcFile.firstPage(of: "/proc/meminfo")

        #expect(memory.flatMap { ProcFile.kilobytes("MemTotal:", in: $0) } ?? 0 > 0)
        #expect(ProcFile.firstPage(of: "/proc/absent") == nil)
    }
}
