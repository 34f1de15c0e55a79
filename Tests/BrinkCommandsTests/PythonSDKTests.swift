import SystemPackage
import Testing

/// The SDK that Lambda's Python runtimes contain, from a wheel made by the test instead of a registry's.
@Suite(.timeLimit(.minutes(2))) struct PythonSDKTests {
    private static let makeWheel = """
        import zipfile
        with zipfile.ZipFile("boto3-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("boto3/__init__.py", "name = 'sdk'")
            wheel.writestr("boto3-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: boto3\\nVersion: 1.0\\n")
            wheel.writestr("boto3-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr("boto3-1.0.dist-info/RECORD", "")
        """

    private static let handler = """
        import boto3

        def handler(event, context):
            assert boto3.name == 'sdk'
            return event['Records'][0]['cf']['request']
        """

    /// Invokes the handler without a registry, with pip looking for wheels in a folder; returns the exit status.
    private func invoke(in folder: String, wheels: String, options: String...) async throws -> Int32 {
        let variables = ["XDG_CACHE_HOME=\(folder)/cache", "PIP_NO_INDEX=1", "PIP_FIND_LINKS=\(wheels)"]
        let arguments = variables + [brinkProgram.string, "invoke", "told.py"] + options
        return try await run("/usr/bin/env", arguments, in: folder)
    }

    @Test func `boto3 is installed once, when a function imports it`() async throws {
        try await withFolder(["told.py": Self.handler, "none/a.txt": ""]) { folder in
            try #require(await run("/usr/bin/python3", ["-c", Self.makeWheel], in: folder) == 0)

            let offline = try await invoke(in: folder, wheels: "\(folder)/none")
            let first = try await invoke(in: folder, wheels: folder)
            let cached = try await invoke(in: folder, wheels: "\(folder)/none")
            let inWorker = try await invoke(
                in: folder,
                wheels: "\(folder)/none",
                options: "--isolation",
                "worker"
            )

            #expect(offline != 0)
            #expect([first, cached, inWorker] == [0, 0, 0])
        }
    }

    @Test func `a function's own boto3 goes first`() async throws {
        let files = ["told.py": Self.handler, "boto3.py": "name = 'sdk'", "none/a.txt": ""]
        try await withFolder(files) { folder in
            let status = try await invoke(in: folder, wheels: "\(folder)/none")

            #expect(status == 0)
        }
    }
}
