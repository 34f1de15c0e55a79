import CloudFrontEvents
import Testing

/// The figures of docs/platform.md, "Limits".
struct LimitProfileTests {
    @Test(arguments: [
        (LimitProfile.stacktape, EventType.viewerRequest, 128, 5, 1),
        (.stacktape, .viewerResponse, 128, 5, 1),
        (.stacktape, .originRequest, 10_240, 30, 50), (.stacktape, .originResponse, 10_240, 30, 50),
        (.aws, .viewerRequest, 10_240, 30, 50), (.aws, .originResponse, 10_240, 30, 50),
    ])
    func `a profile has its figures`(
        profile: LimitProfile,
        type: EventType,
        memory: Int,
        timeout: Int,
        megabytes: Int
    ) {
        let limits = profile.limits(for: type)

        #expect(limits.memory == 128...memory)
        #expect(limits.maximumTimeout == timeout)
        #expect(limits.packageBytes == megabytes * 1_048_576)
        #expect(limits.generatedResponseBytes == (type.isViewer ? 40_960 : 1_048_576))
        #expect(limits.replacedBase64Characters == (type.isViewer ? 54_616 : 1_398_104))
    }
}
