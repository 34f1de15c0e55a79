import Invocations

/// A reason why the host could not start the requested work.
///
/// A handler's failure is never one of these: it is part of an outcome.
///
/// ## Usage
///
/// ```swift
/// do {
///     try await host.load(FunctionDefinition(.file("auth.rb")))
/// } catch let error as HostError where error.code == .unknownLanguage {
///     print(error)
/// }
/// ```
public struct HostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of an error.
    public struct Code: Sendable, Hashable {
        private let name: String

        /// The handler's file is missing or is not a text file.
        public static let unreadableHandler = Code(name: "unreadableHandler")
        /// No embedded language runs such a file.
        public static let unknownLanguage = Code(name: "unknownLanguage")
        /// A setting is out of range.
        public static let badSetting = Code(name: "badSetting")
        /// The host has no function at that address.
        public static let unknownFunction = Code(name: "unknownFunction")
        /// A program that the host needs is missing or does not run.
        public static let missingTool = Code(name: "missingTool")
        /// The host has been shut down.
        public static let shutDown = Code(name: "shutDown")
    }

    /// The kind of the error.
    public let code: Code

    /// One line that names the thing, the problem and the expectation.
    public let description: String

    /// Creates an error.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension HostError {
    static let isShutDown = HostError(.shutDown, "the host has been shut down")

    static func unknown(_ function: FunctionAddress) -> HostError {
        HostError(.unknownFunction, "this host has no function \(function)")
    }
}
