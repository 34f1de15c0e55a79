import StacktapeManifest
import Testing

@Suite struct PackagingTests {
    private func function(packaging: String, _ properties: String = "") -> String {
        "resources: { fn: { type: edge-lambda-function, properties: { \(properties)packaging: { \(packaging) } } } }"
    }

    private func buildpack(_ entryfile: String) -> String {
        function(packaging: "type: stacktape-lambda-buildpack, properties: { entryfilePath: \(entryfile) }")
    }

    private func artifact(_ properties: String) -> String {
        function(packaging: "type: custom-artifact, properties: { \(properties) }", "runtime: nodejs22.x, ")
    }

    @Test(arguments: ["js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "py"])
    func `an entry file is JavaScript, TypeScript or Python`(ending: String) {
        #expect(problems(buildpack("a.\(ending)")) == [])
    }

    @Test(arguments: ["a", "a.rb", "a.js/", "a.JS", "a.", "a.go", "dir.js/a", "a.pyc"])
    func `an entry file of another language is refused`(path: String) {
        let found = problems(buildpack(path))

        #expect(found.count == 1 && found[0].contains(".tsx, .py"), "\(found)")
    }

    @Test(arguments: [
        ("./a.js", "/project/a.js"), ("../lib/a.js", "/lib/a.js"), ("/abs/a.js", "/abs/a.js"),
        ("x/.././a.js", "/project/a.js"), ("../../../a.js", "/a.js"),
    ])
    func `paths are resolved against the manifest's folder`(written: String, absolute: String) throws {
        let packaging = try manifest(buildpack(written)).functions.first?.packaging

        guard case .buildpack(let buildpack) = packaging else {
            Issue.record("\(String(describing: packaging))")
            return
        }
        #expect(buildpack.entryfile.absolute == absolute)
        #expect(buildpack.entryfile.written == written)
    }

    @Test func `a custom artifact without a runtime is refused`() {
        let found = problems(
            function(packaging: "type: custom-artifact, properties: { packagePath: a, handler: \"a.js:b\" }")
        )

        #expect(found.count == 1 && found[0].contains("(e11)"), "\(found)")
    }

    @Test(arguments: [
        "index.handler", "index.js", "index.js:", ":handler", "a:b:c", ":", "dir/:handler",
    ])
    func `a handler without file and function is refused`(handler: String) {
        let found = problems(artifact("packagePath: a, handler: \"\(handler)\""))

        #expect(found.count == 1 && found[0].contains("FILE:FUNCTION"), "\(found)")
    }

    @Test(arguments: ["handler: \"a.js:b\"", "packagePath: a"])
    func `an artifact without package or handler is refused`(properties: String) {
        #expect(problems(artifact(properties)).count == 1)
    }

    @Test func `an unknown kind of packaging is refused with the nearest one`() {
        let found = problems(function(packaging: "type: custom-artefact, properties: {}"))

        #expect(found.count == 1 && found[0].contains("did you mean \"custom-artifact\"?"), "\(found)")
    }

    @Test func `asking for ES modules has a warning: bundles are CommonJS`() throws {
        let yaml = function(
            packaging: "type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts, "
                + "languageSpecificConfig: { outputModuleFormat: esm } }"
        )

        #expect(try warnings(yaml).map { $0.contains("cjs") } == [true])
    }
}
