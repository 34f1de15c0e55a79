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
///     print(finding.rule.id, finding.text)  // limits.timeout The function timeout is larger than the maximum…
/// }
/// ```
public enum DeploymentRules {
    /// A reason for a deployment to fail, or a warning.
    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// The rule that is broken.
        public let rule: Rule
        /// CloudFront's response, or a text of ours in the same form.
        public let text: String
        /// Names the events or variables at fault, which CloudFront's responses do not; nil if the text says it all.
        public internal(set) var detail: String?
        /// True if the deployment would be refused; false for a warning.
        public var isRefusal: Bool { rule.enforcement == .refused }
        /// The text, and the detail in parentheses.
        public var description: String { detail.map { "\(text) (\($0))" } ?? text }
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

    /// Adds a finding, once however many events it applies to; `value` and `bound` fill the rule's text.
    mutating func found(_ rule: Rule, _ value: String = "", bound: String = "", detail: String? = nil) {
        let details: KeyValuePairs = [
            "value": value, "maximum": bound, "minimum": bound, "expected": bound, "arn": arn,
        ]
        let text = Refusal(rule, details).message
        guard let same = findings.firstIndex(where: { $0.rule == rule && $0.text == text }) else {
            return findings.append(DeploymentRules.Finding(rule: rule, text: text, detail: detail))
        }
        if let known = findings[same].detail, let detail { findings[same].detail = "\(known), \(detail)" }
    }

    /// The ARN that CloudFront's responses name; of the first version if the association's is unknown.
    private var arn: String {
        settings.arn ?? "arn:aws:lambda:\(settings.region):000000000000:function:\(settings.name):1"
    }

    mutating func checkAssociations() {
        if let given = settings.arn {
            let version =
                given.split(separator: ":", omittingEmptySubsequences: false).dropFirst(7).first ?? ""
            let isNumbered = !version.isEmpty && version.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            if !isNumbered { found(.associationVersion) }
        }
        if settings.region != "us-east-1" { found(.associationRegion) }
        if let principals = settings.trustedPrincipals,
            !["lambda.amazonaws.com", "edgelambda.amazonaws.com"].allSatisfy(principals.contains)
        {
            found(.associationTrust, settings.name)
        }
        var seen: Set<EventType> = []
        for association in settings.associations {
            if !seen.insert(association.event).inserted {
                found(.associationOnePerEvent, association.event.rawValue)
            }
            if association.includesBody, !association.event.isRequest { found(.associationIncludeBody) }
        }
    }

    mutating func checkFeatures() {
        if !settings.environmentVariables.isEmpty {
            found(.associationEnvironment, detail: settings.environmentVariables.joined(separator: ", "))
        }
        for feature in FunctionSettings.Feature.allCases where settings.features.contains(feature) {
            found(.unsupported(feature))
        }
        for resource in settings.connectionsInVPC { found(.associationConnections, resource) }
        if settings.architecture != "x86_64" { found(.associationArchitecture, settings.architecture) }
        if settings.ephemeralStorage > 512 {
            found(.associationEphemeralStorage, String(settings.ephemeralStorage))
        }
    }

    mutating func checkLimits() {
        // Without an association the widest limits apply, those of origin events.
        let events = settings.associations.isEmpty ? [.originRequest] : settings.associations.map(\.event)
        for event in EventType.allCases where events.contains(event) {
            let limits = profile.limits(for: event)
            check(settings.memory, atLeast: limits.memory.lowerBound, .limitSmallestMemory)
            check(settings.memory, atMost: limits.memory.upperBound, .limitMemory, for: event)
            check(settings.timeout, atLeast: 1, .limitShortestTimeout)
            check(settings.timeout, atMost: limits.maximumTimeout, .limitTimeout, for: event)
            check(settings.packageBytes ?? 0, atMost: limits.packageBytes, .limitPackage, for: event)
        }
        check(settings.unzippedPackageBytes ?? 0, atMost: 250 * 1024 * 1024, .limitUnzippedPackage)
    }

    private mutating func check(_ value: Int, atLeast minimum: Int, _ rule: Rule) {
        if value < minimum { found(rule, String(value), bound: String(minimum)) }
    }

    private mutating func check(_ value: Int, atMost maximum: Int, _ rule: Rule, for event: EventType? = nil)
    {
        guard value > maximum else { return }
        found(rule, String(value), bound: String(maximum), detail: event.map { "for \($0.rawValue)" })
    }

    mutating func checkRuntime() {
        guard let runtime = settings.runtime else { return }
        let supported = EdgeRuntimes.supported(by: profile)
        guard supported.contains(runtime) else {
            let rule = EdgeRuntimes.deprecated.contains(runtime) ? Rule.runtimeDeprecated : .runtimeSupported
            return found(rule, runtime, bound: supported.joined(separator: ", "))
        }
        if profile == .aws, runtime == "nodejs20.x" { found(.runtimeDeprecatedSoon, runtime) }
        if profile == .stacktape, runtime == "nodejs24.x" { found(.runtimeLowered, runtime) }
    }

    mutating func checkHandler() {
        guard let handler = settings.handler else { return }
        guard handler.firstRange(of: "..") == nil else { return found(.handlerPath, handler) }
        let file = handler.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let separator = file.contains(":") ? Character(":") : Character(".")
        let parts = file.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count < 2 || parts.contains("") { found(.handlerForm, handler) }
    }
}
