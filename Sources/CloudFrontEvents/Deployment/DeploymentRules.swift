/// Checks a function's settings for everything that a deployment would refuse.
///
/// ## Usage
///
/// ```swift
/// import CloudFrontEvents
///
/// var settings = FunctionSettings(name: "auth")
/// settings.timeout = 10
/// settings.associations = [.init(.viewerRequest)]
/// for finding in DeploymentRules.findings(for: settings) {
///     print(finding.text)  // The timeout of 10 s is outside the limit of 5 s for viewer-request.
/// }
/// ```
public enum DeploymentRules {
    /// A reason for a deployment to fail, or a warning.
    public struct Finding: Sendable, Hashable {
        /// The rule that is broken.
        public let rule: Rule
        /// CloudFront's response, or a text of ours in the same form.
        public let text: String
        /// True if the deployment would be refused; false for a warning.
        public var isRefusal: Bool { rule.enforcement == .refused }
    }

    /// Checks settings against every rule.
    public static func findings(
        for settings: FunctionSettings,
        profile: LimitProfile = .stacktape
    ) -> [Finding] {
        var inspection = Inspection(settings: settings, profile: profile)
        inspection.checkAssociations()
        inspection.checkFeatures()
        inspection.checkLimits()
        inspection.checkRuntime()
        inspection.checkHandler()
        return inspection.findings
    }
}

/// Collects the findings about a function.
private struct Inspection {
    let settings: FunctionSettings
    let profile: LimitProfile
    var findings: [DeploymentRules.Finding] = []

    mutating func found(_ rule: Rule, _ details: KeyValuePairs<String, String> = [:]) {
        findings.append(DeploymentRules.Finding(rule: rule, text: Refusal(rule, details).message))
    }

    mutating func checkAssociations() {
        let arn = settings.arn ?? "arn:aws:lambda:\(settings.region):000000000000:function:\(settings.name)"
        if let given = settings.arn {
            let version =
                given.split(separator: ":", omittingEmptySubsequences: false).dropFirst(7).first ?? ""
            let isNumbered = !version.isEmpty && version.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            if !isNumbered { found(.associationVersion, ["arn": given]) }
        }
        if settings.region != "us-east-1" { found(.associationRegion, ["arn": arn]) }
        if let principals = settings.trustedPrincipals,
            !["lambda.amazonaws.com", "edgelambda.amazonaws.com"].allSatisfy(principals.contains)
        {
            found(.associationTrust, ["role": settings.name])
        }
        var seen: Set<EventType> = []
        for association in settings.associations {
            if !seen.insert(association.event).inserted {
                found(.associationOnePerEvent, ["value": association.event.rawValue])
            }
            if association.includesBody, !association.event.isRequest { found(.associationIncludeBody) }
        }
    }

    mutating func checkFeatures() {
        if !settings.environmentVariables.isEmpty {
            found(.associationEnvironment, ["names": settings.environmentVariables.joined(separator: ", ")])
        }
        for feature in FunctionSettings.Feature.allCases where settings.features.contains(feature) {
            found(.unsupported(feature))
        }
        for resource in settings.connectionsInVPC { found(.associationConnections, ["value": resource]) }
        if settings.architecture != "x86_64" {
            found(.associationArchitecture, ["value": settings.architecture])
        }
        if settings.ephemeralStorage > 512 {
            found(.associationEphemeralStorage, ["value": String(settings.ephemeralStorage)])
        }
    }

    mutating func checkLimits() {
        // Without an association the widest limits apply, those of origin events.
        let events = settings.associations.isEmpty ? [.originRequest] : settings.associations.map(\.event)
        for event in EventType.allCases where events.contains(event) {
            let limits = profile.limits(for: event)
            check(settings.memory, within: limits.memory, .limitMemory, event)
            check(settings.timeout, within: 1...limits.maximumTimeout, .limitTimeout, event)
            check(settings.packageBytes ?? 0, within: 0...limits.packageBytes, .limitPackage, event)
        }
        let unzipped = settings.unzippedPackageBytes ?? 0
        check(unzipped, within: 0...250 * 1024 * 1024, .limitUnzippedPackage, .originRequest)
    }

    private mutating func check(
        _ value: Int,
        within range: ClosedRange<Int>,
        _ rule: Rule,
        _ event: EventType
    ) {
        guard !range.contains(value) else { return }
        let bound = value < range.lowerBound ? range.lowerBound : range.upperBound
        found(rule, ["value": String(value), "maximum": String(bound), "event": event.rawValue])
    }

    mutating func checkRuntime() {
        guard let runtime = settings.runtime else { return }
        let supported = EdgeRuntimes.supported(by: profile)
        guard supported.contains(runtime) else {
            let rule = EdgeRuntimes.deprecated.contains(runtime) ? Rule.runtimeDeprecated : .runtimeSupported
            return found(rule, ["value": runtime, "expected": supported.joined(separator: ", ")])
        }
        if profile == .aws, runtime == "nodejs20.x" { found(.runtimeDeprecatedSoon, ["value": runtime]) }
        if profile == .stacktape, runtime == "nodejs24.x" { found(.runtimeLowered, ["value": runtime]) }
    }

    mutating func checkHandler() {
        guard let handler = settings.handler else { return }
        guard handler.firstRange(of: "..") == nil else { return found(.handlerPath, ["value": handler]) }
        let file = handler.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let separator = file.contains(":") ? Character(":") : Character(".")
        let parts = file.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count < 2 || parts.contains("") { found(.handlerForm, ["value": handler]) }
    }
}
