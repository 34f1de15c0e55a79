/// The location of a function's handler, and the way to look it up.
package struct HandlerCode: Sendable, Equatable {
    /// The folder of the function's unpacked package, as an absolute path: `LAMBDA_TASK_ROOT`, and the base of relative
    /// look-ups.
    package var taskRoot: String

    /// The folder of Python packages that a deployment package would hold in its task root, as an absolute path.
    package var packageFolder: String?

    /// The folder, which need not exist, of the Python packages that the platform's runtimes contain.
    package var sdkFolder: String?

    /// The handler under ``taskRoot``.
    package var entry: Entry

    /// The ways in which a handler can be named.
    package enum Entry: Sendable, Equatable {
        /// The platform's handler string, such as `index.handler`, resolved by its rules.
        ///
        /// See `docs/platform.md`, "Node.js handlers" and "Python handlers".
        case handlerString(String)

        /// An existing file, by absolute path.
        ///
        /// Without an export, the handler is the first of the default export, `handler` and `lambda_handler`.
        case file(path: String, export: String?)

        /// Program text that runs as if it were in `path`, which need not exist: a bundle, or a test's source.
        ///
        /// The handler is looked up as for `file`.
        case text(String, path: String, export: String?)
    }

    /// The file, program text and export that ``entry`` names, as far as it does.
    package var parts: (path: String?, text: String?, export: String?) {
        switch entry {
        case .handlerString: (nil, nil, nil)
        case .file(let path, let export): (path, nil, export)
        case .text(let text, let path, let export): (path, text, export)
        }
    }

    /// Creates the location of a handler under a task root.
    package init(taskRoot: String, entry: Entry, packageFolder: String? = nil, sdkFolder: String? = nil) {
        self.taskRoot = taskRoot
        self.packageFolder = packageFolder
        self.sdkFolder = sdkFolder
        self.entry = entry
    }

    /// The value of `_HANDLER`: the module's path without its extension, a dot, and the export.
    package var handlerString: String {
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
