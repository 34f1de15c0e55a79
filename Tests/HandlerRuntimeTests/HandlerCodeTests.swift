import HandlerRuntime
import Invocations
import Testing

@Suite struct HandlerCodeTests {
    @Test(arguments: [
        (HandlerCode.Entry.handlerString("src/a.b.c"), "src/a.b.c"),
        (.file(path: "/var/task/index.js", export: nil), "index.handler"),
        (.file(path: "/var/task/lib/app.py", export: nil), "lib/app.lambda_handler"),
        (.file(path: "/elsewhere/app.mjs", export: "run"), "/elsewhere/app.run"),
        (.text("", path: "/var/task/auth.ts", export: "one.two"), "auth.one.two"),
    ])
    func `a handler has the platform's handler string`(entry: HandlerCode.Entry, expected: String) {
        #expect(HandlerCode(taskRoot: "/var/task", entry: entry).handlerString == expected)
    }

    @Test func `the environment holds only the reserved variables`() {
        let function = FunctionConfiguration(
            name: "auth",
            version: "7",
            code: HandlerCode(taskRoot: "/var/task", entry: .handlerString("index.handler")),
            runtime: RuntimeIdentifier(nearest: 12, of: .python),
            memoryMB: 256,
            region: "sa-east-1"
        )
        let environment = ReservedEnvironment(of: function, logStreamName: "2026/01/01/[7]ab")
        let values = Dictionary(uniqueKeysWithValues: environment.variables.map { ($0.name, $0.value) })

        #expect(values["_HANDLER"] == "index.handler")
        #expect(values["AWS_REGION"] == "sa-east-1")
        #expect(values["AWS_LAMBDA_FUNCTION_NAME"] == "us-east-1.auth")
        #expect(values["AWS_LAMBDA_FUNCTION_VERSION"] == "7")
        #expect(values["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256")
        #expect(values["AWS_LAMBDA_LOG_GROUP_NAME"] == "/aws/lambda/us-east-1.auth")
        #expect(values["AWS_LAMBDA_LOG_STREAM_NAME"] == "2026/01/01/[7]ab")
        #expect(values["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.12")
        #expect(values["HOME"] == nil)
    }
}
