import Brink
import Invocations

/// Something that a handler does to its host, with the expected effects.
///
/// The handler returns a good response to a request for `/good`, and commits the fault on any other.
struct Fault: Sendable {
    let language: RuntimeIdentifier.Language

    /// The fault in words, in Markdown.
    let title: String
    let source: FunctionDefinition.Source
    let memoryMB: Int
    let timeout: Duration

    private let inProcess: Expectation
    private let worker: Expectation

    /// The name on the command line.
    var name: String { "\(language): \(title.filter { $0 != "`" })" }

    func expectation(in isolation: Isolation) -> Expectation {
        switch isolation {
        case .inProcess: inProcess
        case .worker: worker
        }
    }

    func definition(in isolation: Isolation) -> FunctionDefinition {
        FunctionDefinition(source, memoryMB: memoryMB, timeout: timeout, isolation: isolation)
    }

    /// Every fault, sorted by language and kind.
    static let all =
        nodeEndings + nodeTime + nodeMemory + nodePatches + nodeDescriptors + nodeResults
        + pythonEndings + pythonTime + pythonMemory + pythonThreads + pythonPatches + pythonDescriptors
        + pythonResults

    /// Creates a fault of a Node handler.
    ///
    /// - Parameters:
    ///   - title: the fault in words, in Markdown.
    ///   - body: code that commits it; may use `request`, which is the result if the body returns none.
    ///   - expected: the expectation in process.
    ///   - worker: the expectation in a worker, if different.
    ///   - memoryMB: the memory limit.
    ///   - timeout: the timeout; short, to keep runs short.
    /// - Returns: the fault, with a handler around the body.
    static func node(
        _ title: String,
        _ body: String,
        _ expected: Expectation,
        worker: Expectation? = nil,
        memoryMB: Int = 128,
        timeout: Duration = .milliseconds(300)
    ) -> Fault {
        let source = """
            const fs = require('fs')
            exports.handler = async (event) => {
                const { request } = event.Records[0].cf;
                if (request.uri === '/good') return { status: '200', body: request.querystring };
                \(body)
                return request
            }
            """
        return Fault(
            .node,
            title,
            .text(source, path: "/var/task/fault.js"),
            expected,
            worker,
            memoryMB,
            timeout
        )
    }

    /// Creates a fault of a Python handler, with the parameters of the Node one.
    static func python(
        _ title: String,
        _ body: String,
        _ expected: Expectation,
        worker: Expectation? = nil,
        memoryMB: Int = 128,
        timeout: Duration = .milliseconds(300)
    ) -> Fault {
        let lines = body.split(separator: "\n").map { "    \($0)\n" }.joined()
        let source = """
            import os, signal, sys, threading, time
            def handler(event, context):
                request = event['Records'][0]['cf']['request']
                if request['uri'] == '/good': return {'status': '200', 'body': request['querystring']}
            \(lines)
                return request
            """
        return Fault(
            .python,
            title,
            .text(source, path: "/var/task/fault.py"),
            expected,
            worker,
            memoryMB,
            timeout
        )
    }

    private init(
        _ language: RuntimeIdentifier.Language,
        _ title: String,
        _ source: FunctionDefinition.Source,
        _ expected: Expectation,
        _ worker: Expectation?,
        _ memoryMB: Int,
        _ timeout: Duration
    ) {
        self.language = language
        self.title = title
        self.source = source
        self.memoryMB = memoryMB
        self.timeout = timeout
        inProcess = expected
        self.worker = worker ?? expected
    }
}
