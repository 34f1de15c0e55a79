/// Something that kept the host from starting the work it was asked for.
///
/// A handler's failure is never one of these: it is part of an outcome.
public struct HostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of thing was wrong.
    public struct Code: Sendable, Hashable {
        private let name: String

        /// The handler's file is not there, or not a file of text.
        public static let unreadableHandler = Code(name: "unreadableHandler")
        /// No embedded language runs such a file.
        public static let unknownLanguage = Code(name: "unknownLanguage")
        /// A setting is outside of what the host takes.
        public static let badSetting = Code(name: "badSetting")
        /// The event is not a CloudFront event record.
        public static let badEvent = Code(name: "badEvent")
        /// The host has no function of that name.
        public static let unknownFunction = Code(name: "unknownFunction")
        /// A program that the host needs is not there or does not run.
        public static let missingTool = Code(name: "missingTool")
        /// The host has been shut down.
        public static let shutDown = Code(name: "shutDown")
    }

    /// What kind of thing was wrong.
    public let code: Code

    /// What thing, what was wrong with it and what was expected, in one line.
    public let description: String

    /// Describes what was wrong.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension HostError {
    static let isShutDown = HostError(.shutDown, "the host has been shut down")

    static func unknown(_ function: String) -> HostError {
        HostError(.unknownFunction, "there is no function \(function) in this host")
    }
}
