import Brink
import Invocations
import Testing

/// Differences of a declared Python from the embedded one, and the hints of failures about them.
@Suite struct PythonVersionTests {
    private func failure(_ text: String, runtime: String) async throws -> HandlerFailure? {
        let source = FunctionDefinition.Source.text(text, path: "/var/task/index.py")
        return try await withFunction(source, runtime: runtime) { try await $0.invoke().failure }
    }

    @Test(arguments: [
        ("python3.12", "asyncore"), ("python3.12", "asynchat"), ("python3.12", "distutils.util"),
        ("python3.12", "imp"), ("python3.12", "smtpd"), ("python3.13", "cgi"), ("python3.13", "crypt"),
        ("python3.13", "imghdr"), ("python3.13", "telnetlib"), ("python3.13", "lib2to3"),
        ("python3.14", "uu"),
    ])
    func `a module that the declared version no longer has is missing`(
        runtime: String,
        module: String
    ) async throws {
        let failure = try await failure("import \(module)\ndef handler(e, c): return {}", runtime: runtime)

        let name = module.prefix { $0 != "." }
        #expect(failure?.errorType == "Runtime.ImportModuleError")
        #expect(
            failure?.errorMessage.hasPrefix("Unable to import module 'index': No module named '\(name)")
                == true
        )
    }

    @Test func `library modules that use removed ones can still be imported`() async throws {
        let source = "import email.message, wave\ndef handler(e, c): return {}"
        #expect(try await failure(source, runtime: "python3.13") == nil)
        #expect(try await failure(source, runtime: "python3.11") == nil)
    }

    @Test func `from python3.14 on there is no event loop until one is set`() async throws {
        let source = "def handler(event, context):\n    import asyncio\n    asyncio.get_event_loop()"
        let failure = try await failure(source, runtime: "python3.14")

        #expect(failure?.errorType == "RuntimeError")
        #expect(failure?.errorMessage.hasPrefix("There is no current event loop") == true)
    }

    @Test(arguments: [
        "def f(: pass", "from itertools import nothing_such", "import copy; copy.nothing_such",
        "import annotationlib",
    ])
    func `an error that may come from the embedded version names both versions`(text: String) async throws {
        let message = try #require(try await failure(text, runtime: "python3.14")?.errorMessage)

        #expect(message.contains("the function declares python3.14 but runs on the embedded Python 3."))
    }

    @Test(arguments: ["1 / 0", "import nothing_such", "class A: pass\nA.nothing_such"])
    func `another error does not mention versions`(text: String) async throws {
        let message = try #require(try await failure(text, runtime: "python3.14")?.errorMessage)

        #expect(!message.contains("declares"))
    }
}
