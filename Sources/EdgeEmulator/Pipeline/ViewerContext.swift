import HTTPTypes

/// The viewer's location and device, as CloudFront reports them.
package struct ViewerContext: Sendable {
    let viewer: Viewer
    let country: String
    private let device: Viewer.Device?
    private let userAgent: String?

    /// Reads a request; the settings have defaults for what it does not say.
    package init(_ request: ViewerRequest, _ settings: EmulatedEdge.Settings) {
        viewer = request.viewer
        country = request.viewer.country ?? settings.country
        device = request.viewer.device ?? settings.device
        userAgent = request.fields[.userAgent]
    }

    /// The device kinds that apply to the viewer: as set, else from `User-Agent`.
    var devices: Set<Viewer.Device> {
        device.map(Self.family) ?? Self.devices(userAgent ?? "")
    }

    /// Returns the value of one of CloudFront's own headers; nil if the emulator does not set it
    /// (C:adding-cloudfront-headers).
    func value(of name: String) -> String? {
        switch name {
        case "cloudfront-viewer-country": country
        case "cloudfront-viewer-address": "\(viewer.address):\(viewer.port)"
        case "cloudfront-viewer-http-version": viewer.httpVersion
        case "cloudfront-viewer-tls":
            viewer.isSecure ? "TLSv1.3:TLS_AES_128_GCM_SHA256:fullHandshake" : nil
        case "cloudfront-forwarded-proto": viewer.isSecure ? "https" : "http"
        default: Self.flags[name].map { devices.contains($0) ? "true" : "false" }
        }
    }

    /// The devices by the headers that report them.
    private static let flags = Dictionary(
        uniqueKeysWithValues: Viewer.Device.allCases.map { ("cloudfront-is-\($0.rawValue)-viewer", $0) }
    )

    /// Adds the general kind: a phone with Android is a mobile viewer too.
    private static func family(of device: Viewer.Device) -> Set<Viewer.Device> {
        switch device {
        case .android, .iOS: [device, .mobile]
        case .desktop, .mobile, .tablet, .smartTV: [device]
        }
    }

    /// Derives the device from the usual words in `User-Agent`.
    private static func devices(_ userAgent: String) -> Set<Viewer.Device> {
        func has(_ word: String) -> Bool { userAgent.firstRange(of: word) != nil }
        guard !userAgent.isEmpty else { return [.desktop] }
        if has("SmartTV") || has("SMART-TV") || has("AppleTV") || has("BRAVIA") { return [.smartTV] }
        if has("iPad") { return [.tablet, .iOS] }
        if has("iPhone") { return [.mobile, .iOS] }
        if has("Android") { return has("Mobile") ? [.mobile, .android] : [.tablet, .android] }
        return has("Mobile") ? [.mobile] : [.desktop]
    }
}
