/// The location of the interpreter that runs a handler.
///
/// ## Usage
///
/// ```swift
/// let isolation = Isolation(rawValue: "worker") ?? .inProcess
/// ```
public enum Isolation: String, Sendable, CaseIterable {
    /// In this process: fastest.
    case inProcess = "in-process"

    /// In one process per instance, which is killed and replaced when the handler breaks it.
    case worker
}
