/// The state of a served site, as the page shows it.
package struct SiteStatus: Sendable, Equatable, Encodable {
    /// A function of the site.
    package struct Function: Sendable, Equatable, Encodable {
        /// The name.
        package var name: String
        /// The Lambda runtime.
        package var runtime: String
        /// The state of its newest version.
        package var state: State
        /// The reason why its newest version does not serve.
        package var message: String?
        /// The time at which the serving version was loaded, in ISO 8601.
        package var loadedAt: String

        /// The state of a function's newest version.
        package enum State: String, Sendable, Encodable {
            /// It serves.
            case ok
            /// It could not be loaded; the last good version serves.
            case broken
        }

        /// Describes a function.
        package init(name: String, runtime: String, state: State, message: String?, loadedAt: String) {
            self.name = name
            self.runtime = runtime
            self.state = state
            self.message = message
            self.loadedAt = loadedAt
        }
    }

    /// A mistake in a file.
    package struct Problem: Sendable, Equatable, Encodable {
        /// The file.
        package var file: String
        /// The line, from 1.
        package var line: Int
        /// The column, from 1.
        package var column: Int
        /// The mistake, and what was expected.
        package var message: String

        /// Describes a problem.
        package init(file: String, line: Int, column: Int, message: String) {
            self.file = file
            self.line = line
            self.column = column
            self.message = message
        }
    }

    /// The path of the manifest.
    package var manifest: String
    /// The URLs of the site.
    package var addresses: [String] = []
    /// The functions.
    package var functions: [Function] = []
    /// The mistakes in the manifest; the last good one serves meanwhile.
    package var problems: [Problem] = []
    /// The number of reloads.
    package var reloads = 0

    /// Describes a site without functions.
    package init(manifest: String) { self.manifest = manifest }
}
