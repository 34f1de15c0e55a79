import ArgumentParser

/// A group of figures that are measured together, in the order of a full run.
enum FigureGroup: String, CaseIterable, ExpressibleByArgument {
    case codec
    case warm
    case drift
    case time
    case memory
    case start
    case instances
    case workers
    case interruption
    case turnover
    case comparisons
    case serve

    /// True if its ratios are steady enough to compare with a baseline.
    var hasSteadyRatios: Bool {
        switch self {
        case .codec, .warm, .start, .instances: true
        case .drift, .time, .memory, .workers, .interruption, .turnover, .comparisons, .serve: false
        }
    }

    func measure(_ report: inout Report) async throws {
        switch self {
        case .codec: try await CodecFigures.measure(&report)
        case .warm: try await WarmFigures.measure(&report)
        case .drift: try await DriftFigures.measure(&report)
        case .time: try await TimeFigures.measure(&report)
        case .memory: try await MemoryFigures.measure(&report)
        case .start: try await StartFigures.measure(&report)
        case .instances: try await InstanceFigures.measure(&report)
        case .workers: try await WorkerFigures.measure(&report)
        case .interruption: try await InterruptionFigures.measure(&report)
        case .turnover: try await TurnoverFigures.measure(&report)
        case .comparisons: try await ComparisonFigures.measure(&report)
        case .serve: try await ServeFigures.measure(&report)
        }
    }
}
