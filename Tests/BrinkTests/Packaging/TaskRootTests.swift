import Brink
import Invocations
import Testing

/// The folder that stands for `/var/task`, and what handlers find from there.
@Suite struct TaskRootTests {
    private static let node = """
        exports.handler = async () => ({
            from: process.env.LAMBDA_TASK_ROOT, cwd: process.cwd(), handler: process.env._HANDLER,
        })
        """
    private static let python = """
        import os
        def handler(event, context):
            return {"from": os.environ["LAMBDA_TASK_ROOT"], "cwd": os.getcwd(), "handler": os.environ["_HANDLER"]}
        """

    /// Loads a handler and returns a member of its result.
    private func answer(
        of file: String,
        in folder: TemporaryFolder,
        root: String? = nil,
        _ member: String = "from"
    ) async throws -> String {
        let definition = FunctionDefinition(.file(folder.path(file)), root: root, timeout: .seconds(30))
        let address = try await sharedHost.load(definition)
        let outcome = try await LoadedFunction(address: address, host: sharedHost).invoke()
        try await sharedHost.remove(address)
        #expect(outcome.failure == nil)
        return try outcome.member(member)
    }

    @Test(arguments: ["stacktape.yml", "package.json", "pyproject.toml", ".git/HEAD"])
    func `the nearest folder with a project's file is the task root`(mark: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.write(mark, "{}")
            try folder.write("src/auth/h.js", Self.node)
            try folder.write("src/auth/h.py", Self.python)

            for file in ["src/auth/h.js", "src/auth/h.py"] {
                #expect(try await answer(of: file, in: folder) == folder.root)
                #expect(try await answer(of: file, in: folder, "cwd") == folder.root)
                #expect(try await answer(of: file, in: folder, "handler").hasPrefix("src/auth/h."))
            }
        }
    }

    @Test func `a nearer project's folder comes before one above it`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("package.json", "{}")
            try folder.write("edge/package.json", "{}")
            try folder.write("edge/src/h.js", Self.node)

            #expect(try await answer(of: "edge/src/h.js", in: folder) == folder.path("edge"))
        }
    }

    @Test func `without a project's folder, the task root is the file's own folder`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("src/h.js", Self.node)
            try folder.write("src/h.py", Self.python)

            #expect(try await answer(of: "src/h.js", in: folder) == folder.path("src"))
            #expect(try await answer(of: "src/h.py", in: folder) == folder.path("src"))
        }
    }

    @Test func `a given root comes first`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("a/b/package.json", "{}")
            try folder.write("a/b/h.js", Self.node)

            for root in ["a", "a/", "a/b/.."] {
                #expect(
                    try await answer(of: "a/b/h.js", in: folder, root: folder.path(root)) == folder.path("a")
                )
            }
        }
    }

    @Test(arguments: ["nowhere", "other", "src/h.js", "sr"])
    func `a root that does not hold the handler is refused`(root: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.write("other/x.txt", "")
            try folder.write("sr/x.txt", "")
            try folder.write("src/h.js", Self.node)
            let definition = FunctionDefinition(.file(folder.path("src/h.js")), root: folder.path(root))

            await #expect {
                try await sharedHost.load(definition)
            } throws: { error in
                (error as? HostError)?.code == .badSetting && "\(error)".contains(folder.path(root))
            }
        }
    }

    @Test func `a root for an unpacked package is refused`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("index.js", Self.node)
            let source = FunctionDefinition.Source.package(root: folder.root, handler: "index.handler")

            await #expect(throws: HostError.self) {
                try await sharedHost.load(FunctionDefinition(source, root: folder.root))
            }
        }
    }

    @Test(arguments: ["src", "edge-functions"])
    func `Python handlers import relatively, from the root, and from their own folder`(name: String)
        async throws
    {
        try await withTemporaryFolder { folder in
            try folder.write("pyproject.toml", "")
            try folder.write("conf.py", "X = 'conf'")
            try folder.write("\(name)/util.py", "def tidy(x): return x")
            try folder.write("\(name)/beside.py", "Y = 'beside'")
            try folder.write(
                "\(name)/h.py",
                """
                from .util import tidy
                from conf import X
                from beside import Y
                def handler(event, context): return {"from": " ".join([tidy("util"), X, Y, __name__])}
                """
            )

            #expect(try await answer(of: "\(name)/h.py", in: folder) == "util conf beside \(name).h")
        }
    }

    @Test func `a module beside a handler below the root hides no library module`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("pyproject.toml", "")
            try folder.write("src/colorsys.py", "raise RuntimeError('not the library')")
            try folder.write(
                "src/h.py",
                "import colorsys\ndef handler(event, context): return {'from': colorsys.__name__}"
            )

            #expect(try await answer(of: "src/h.py", in: folder) == "colorsys")
        }
    }

    @Test(arguments: [
        ("exports.handler = async () => ({ from: process.env.AWS_EXECUTION_ENV })", "h.js", "nodejs22.x"),
        (
            "import os\ndef handler(event, context): return {'from': os.environ['AWS_EXECUTION_ENV']}",
            "h.py",
            "python3.11"
        ),
    ])
    func `a function without a runtime gets the oldest that is accepted, and one line says so`(
        source: String,
        file: String,
        runtime: String
    ) async throws {
        let text = FunctionDefinition.Source.text(source, path: "/var/task/\(file)")
        try await withFunction(text) { function in
            let outcomes = [try await function.invoke(), try await function.invoke(start: .cold)]
            let notices = outcomes.map(\.platformLog).joined().filter { $0.contains("declares no runtime") }

            #expect(
                try outcomes.map { try $0.member("from") }
                    == Array(repeating: "AWS_Lambda_\(runtime)", count: 2)
            )
            #expect(notices.count == 1)
            #expect(notices.first?.hasSuffix("by the rules of \(runtime)") == true)
        }
    }
}
