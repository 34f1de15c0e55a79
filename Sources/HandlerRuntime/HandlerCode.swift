/// Where a function's handler is, and how it is looked up.
public struct HandlerCode: Sendable, Equatable {
    /// The folder that the function's package was unpacked to: `LAMBDA_TASK_ROOT`, and the place that
    /// relative look-ups start from.
    ///
    /// An absolute path.
    public var taskRoot: String

    /// A folder of packages that stand elsewhere than in the task root, though a package would have them in it: by
    /// absolute path, for Python only.
    public var packageFolder: String?

    /// How the handler is found under ``taskRoot``.
    public var entry: Entry

    /// The ways in which a handler can be named.
    public enum Entry: Sendable, Equatable {
        /// The platform's own handler string, such as `index.handler`, resolved by its rules (spec 5.1, 5.4).
        case handlerString(String)

        /// A file that is there, by absolute path.
        ///
        /// With no export named, the first of the default export, `handler` and `lambda_handler` is taken.
        case file(path: String, export: String?)

        /// Program text that is run as if it stood in `path`, which need not exist: a bundle made from
        /// TypeScript, or a source that a test holds in memory.
        ///
        /// Looked up as for `file`.
        case text(String, path: String, export: String?)
    }

    /// Names a handler under a task root.
    public init(taskRoot: String, entry: Entry, packageFolder: String? = nil) {
        self.taskRoot = taskRoot
        self.packageFolder = packageFolder
        self.entry = entry
    }

    /// What the platform would call this handler in `_HANDLER`: the module's path without its extension, a
    /// dot, and the export.
    public var handlerString: String {
        switch entry {
        case .handlerString(let handler): return handler
        case .file(let path, let export), .text(_, let path, let export):
            let prefix = taskRoot.hasSuffix("/") ? taskRoot : taskRoot + "/"
            let relative = path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...]
            let module = relative.lastIndex(of: ".").map { relative[..<$0] } ?? relative
            let fallback = path.hasSuffix(".py") ? "lambda_handler" : "handler"
            return "\(module).\(export ?? fallback)"
        }
    }
}
