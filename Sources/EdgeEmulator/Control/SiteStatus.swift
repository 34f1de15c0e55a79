/// How the site that is served is doing, as the page shows it.
public struct SiteStatus: Sendable, Equatable, Encodable {
    /// A function of the site's.
    public struct Function: Sendable, Equatable, Encodable {
        /// Its name.
        public var name: String
        /// The runtime that it runs on.
        public var runtime: String
        /// Whether its newest version serves; else the last one that could be loaded.
        public var state: State
        /// Why its newest version does not serve.
        public var message: String?
        /// When the version that serves was loaded, as an ISO 8601 timestamp.
        public var loadedAt: String

        /// Whether a function's newest version serves.
        public enum State: String, Sendable, Encodable {
            case ok
            case broken
        }

        /// Describes a function.
        public init(name: String, runtime: String, state: State, message: String? = nil, loadedAt: String) {
            self.name = name
            self.runtime = runtime
            self.state = state
            self.message = message
            self.loadedAt = loadedAt
        }
    }

    /// Something that is wrong in a file.
    public struct Problem: Sendable, Equatable, Encodable {
        /// The file.
        public var file: String
        /// The line, from 1.
        public var line: Int
        /// The column, from 1.
        public var column: Int
        /// What is wrong and what was expected.
        public var message: String

        /// Describes a problem.
        public init(file: String, line: Int, column: Int, message: String) {
            self.file = file
            self.line = line
            self.column = column
            self.message = message
        }
    }

    /// The manifest's path.
    public var manifest: String
    /// Where it is served.
    public var addresses: [String]
    /// Its functions.
    public var functions: [Function]
    /// What is wrong in its manifest; the last good one serves meanwhile.
    public var problems: [Problem]
    /// How often something was loaded anew.
    public var reloads: Int

    /// Describes a site.
    public init(
        manifest: String,
        addresses: [String] = [],
        functions: [Function] = [],
        problems: [Problem] = [],
        reloads: Int = 0
    ) {
        self.manifest = manifest
        self.addresses = addresses
        self.functions = functions
        self.problems = problems
        self.reloads = reloads
    }
}

/// Keeps a site's status, and tells those who watch when it changes.
public final class SiteStatusBoard: Sendable {
    private let board: Board<SiteStatus>

    /// Begins with a status.
    public init(_ status: SiteStatus) {
        board = Board(status)
    }

    /// The status now.
    public var status: SiteStatus { board.value }

    /// Changes the status.
    public func update(_ change: (inout SiteStatus) -> Void) {
        board.update(change)
    }

    /// Tells the status anew, since the page is told of the cache with it.
    func tell() {
        board.tell()
    }

    /// The statuses from now on, the present one first.
    func updates() -> AsyncStream<SiteStatus> { board.updates() }
}
