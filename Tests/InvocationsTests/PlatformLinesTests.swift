import Invocations
import Testing

/// The platform's lines, byte for byte (`docs/platform.md`, "Log lines").
@Suite struct PlatformLinesTests {
    private static func report(
        duration: Duration,
        initDuration: Duration? = nil,
        bytes: Int = 0
    ) -> InvocationReport {
        InvocationReport(
            requestId: "6f0a",
            runtime: RuntimeIdentifier(nearest: 18, of: .node),
            coldStart: initDuration != nil,
            initDuration: initDuration,
            duration: duration,
            cpuTime: .zero,
            memoryLimitMB: 128,
            maxMemoryUsedBytes: bytes
        )
    }

    @Test func `a report has the platform's fields`() {
        let report = Self.report(
            duration: .microseconds(128_826),
            initDuration: .milliseconds(166.62),
            bytes: 74 << 20
        )

        #expect(
            PlatformLines.report(report, .success)
                == "REPORT RequestId: 6f0a\tDuration: 128.83 ms\tBilled Duration: 129 ms\tMemory Size: 128 MB\t"
                + "Max Memory Used: 74 MB\tInit Duration: 166.62 ms\t"
        )
    }

    @Test func `a report of a failure names it`() {
        let report = Self.report(duration: .milliseconds(5))

        #expect(PlatformLines.report(report, .timeout).hasSuffix("\tStatus: timeout"))
        #expect(
            PlatformLines.report(report, .error(type: "Runtime.ExitError"))
                .hasSuffix("\tStatus: error\tError Type: Runtime.ExitError")
        )
    }

    @Test(arguments: [
        (Duration.zero, 1), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2),
        (.milliseconds(2), 2),
        (.nanoseconds(1_999_999), 2), (.seconds(3), 3000), (.nanoseconds(3_000_000_001), 3001),
    ])
    func `billed time is rounded up to a millisecond`(duration: Duration, billed: Int) {
        #expect(Self.report(duration: duration).billedDurationMs == billed)
    }

    @Test(arguments: [
        (Duration.seconds(3), "3.00"), (.milliseconds(250), "0.25"), (.milliseconds(1999), "2.00"),
        (.milliseconds(5), "0.01"),
    ])
    func `a timeout is in seconds with two decimals`(timeout: Duration, seconds: String) {
        #expect(PlatformLines.timeoutMessage(after: timeout) == "Task timed out after \(seconds) seconds")
    }

    @Test func `the lines around an invocation name it`() {
        #expect(PlatformLines.start(requestId: "6f0a", version: "3") == "START RequestId: 6f0a Version: 3")
        #expect(PlatformLines.end(requestId: "6f0a") == "END RequestId: 6f0a")
        #expect(
            PlatformLines.initReport(duration: .milliseconds(12.3), .error(type: "TypeError"))
                == "INIT_REPORT Init Duration: 12.30 ms\tPhase: init\tStatus: error\tError Type: TypeError"
        )
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (1_767_225_600_007, "2026-01-01T00:00:00.007Z"),
        (1_709_164_799_999, "2024-02-28T23:59:59.999Z"),
    ])
    func `a timestamp is in UTC with milliseconds`(milliseconds: Int64, expected: String) {
        #expect(WallClock.timestamp(epochMilliseconds: milliseconds) == expected)
    }
}
