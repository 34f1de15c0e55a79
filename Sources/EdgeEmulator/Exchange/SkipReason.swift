public import CloudFrontEvents

extension Exchange {
    /// A reason why no function ran for a stage.
    ///
    /// Raw values are stable: the page and exported exchanges use them.
    public enum SkipReason: String, Sendable, Hashable, CaseIterable {
        /// The behavior has no function for the stage.
        case noFunction = "no-function"
        /// The viewer-request function generated the response.
        case viewerRequestResponded = "viewer-request-responded"
        /// The origin-request function generated the response.
        case originRequestResponded = "origin-request-responded"
        /// The response came from the cache.
        case cacheHit = "cache-hit"
        /// The function of an earlier stage failed, or its result was refused.
        case functionFailed = "function-failed"
        /// CloudFront itself responded with an error: it rejected the request, or the origin could not be reached.
        case edgeError = "edge-error"
        /// The origin's status was 400 or above.
        case originError = "origin-error"
        /// A custom error page replaced the response.
        case errorPage = "error-page"

        /// The explanation for people, in one sentence.
        public var sentence: String {
            switch self {
            case .noFunction: "The behavior has no function for this event."
            case .viewerRequestResponded:
                "viewer-request generated the response: no other function runs then."
            case .originRequestResponded:
                "origin-request generated the response: the origin was not contacted."
            case .cacheHit: "The response came from the cache: the origin was not contacted."
            case .functionFailed:
                "An earlier function failed, or its result was refused: CloudFront responded with an error page."
            case .edgeError: "CloudFront itself responded with an error."
            case .originError:
                "The origin's status was 400 or above: CloudFront does not run viewer-response then."
            case .errorPage:
                "CloudFront responded with an error page: viewer-response does not run for those."
            }
        }
    }

    /// The stages for which no function ran, with the reason for each.
    public struct SkippedStages: Sendable {
        private var reasons = InlineArray<4, SkipReason?>(repeating: nil)

        /// The reason why a stage was skipped; nil when its function ran.
        public subscript(stage: EventType) -> SkipReason? {
            get { reasons[Self.index(of: stage)] }
            set { reasons[Self.index(of: stage)] = newValue }
        }

        private static func index(of stage: EventType) -> Int {
            switch stage {
            case .viewerRequest: 0
            case .originRequest: 1
            case .originResponse: 2
            case .viewerResponse: 3
            }
        }

        /// Records a reason for those of some stages that have none yet.
        mutating func skip(_ stages: [EventType], because reason: SkipReason) {
            for stage in stages where self[stage] == nil { self[stage] = reason }
        }
    }
}
