/// Syntax or a setting that esbuild knows from some version on (evanw/esbuild, CHANGELOG.md).
struct EsbuildFeature: Sendable {
    let name: String
    let version: ToolVersion

    static let extendsList = EsbuildFeature(
        name: "\"extends\" with a list in tsconfig.json",
        version: .esbuild(18, 0)
    )
    static let configDir = EsbuildFeature(name: "${configDir} in tsconfig.json", version: .esbuild(21, 5))
    static let decorators = EsbuildFeature(name: "a standard decorator", version: .esbuild(21, 0))
    static let decoratorAfterExport = EsbuildFeature(
        name: "a decorator after export",
        version: .esbuild(19, 8)
    )

    /// Esbuild before this version separates static blocks from the static fields around them, and binds `this` in them
    /// to a variable that is not set yet.
    static let staticBlocks = ToolVersion.esbuild(18, 2)

    /// Esbuild before this version compiles every decorator of TypeScript as an experimental one.
    static let experimentalDecoratorsSetting = ToolVersion.esbuild(18, 0)

    /// Finds the feature that an error is about, by esbuild's message and the line of source.
    static func rejected(_ message: String, _ line: String) -> EsbuildFeature? {
        if message.contains("JavaScript decorators") { return decorators }
        if message.contains("Unexpected \"@\"") {
            return line.contains(#/export\s+(default\s+)?@/#) ? decoratorAfterExport : decorators
        }
        if message.contains("found \"with\"") {
            return EsbuildFeature(name: "an import attribute (with)", version: .esbuild(19, 7))
        }
        if message.contains("\"const\""), line.contains(#/[<,]\s*const\s/#) {
            return EsbuildFeature(name: "a const type parameter", version: .esbuild(17, 5))
        }
        if line.contains(#/\busing\s+[\p{L}_$]/#) {
            return EsbuildFeature(name: "a using declaration", version: .esbuild(18, 7))
        }
        if line.contains(#/\baccessor\s+[\p{L}_$#\["']/#) {
            return EsbuildFeature(name: "an accessor field", version: .esbuild(18, 5))
        }
        if line.contains(#/\bimport\s*\.?\s*(defer|source)\b/#) {
            return EsbuildFeature(name: "a deferred or source import", version: .esbuild(25, 7))
        }
        if line.contains(#/\bsatisfies\s/#) {
            return EsbuildFeature(name: "the satisfies operator", version: ToolVersion.esbuild(15, 13))
        }
        return nil
    }

    /// Returns the error of a file that needs the feature, if this esbuild lacks it.
    func error(in location: String, with esbuild: Esbuild) -> HostError? {
        guard esbuild.version < version else { return nil }
        return HostError(
            .missingTool,
            "\(location): \(name) needs esbuild \(version) or newer, and \(esbuild.path) is \(esbuild.version); "
                + "install it in the project (npm install --save-dev esbuild) or set BRINK_ESBUILD to its path"
        )
    }
}
