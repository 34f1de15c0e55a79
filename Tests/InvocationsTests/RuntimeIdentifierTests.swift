import Invocations
import Testing

@Suite struct RuntimeIdentifierTests {
    @Test(arguments: ["nodejs18.x", "nodejs24.x", "python3.8", "python3.14"])
    func `the platform's runtimes are known by name`(name: String) {
        #expect(RuntimeIdentifier(name)?.description == name)
    }

    @Test(arguments: [
        "", "nodejs", "nodejs18", "nodejs16.x", "nodejs19.x", "nodejs26.x", "python3", "python3.7",
        "python3.15", "python2.7", "Python3.11", " python3.11",
    ])
    func `other names are unknown`(name: String) {
        #expect(RuntimeIdentifier(name) == nil)
    }

    @Test(arguments: [
        (17, RuntimeIdentifier.Language.node, "nodejs18.x"), (18, .node, "nodejs18.x"),
        (21, .node, "nodejs20.x"),
        (30, .node, "nodejs24.x"), (7, .python, "python3.8"), (11, .python, "python3.11"),
        (15, .python, "python3.14"),
    ])
    func `the nearest runtime is not newer than the interpreter, if there is one`(
        release: Int,
        language: RuntimeIdentifier.Language,
        expected: String
    ) {
        #expect(RuntimeIdentifier(nearest: release, of: language).description == expected)
    }
}
