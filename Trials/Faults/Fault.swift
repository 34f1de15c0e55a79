import Brink
import HandlerRuntime

/// Something that a handler does to its host, and what is to become of it.
///
/// The handler answers well to a request for `/good`; to any other it commits the fault.
struct Fault: Sendable {
    let language: RuntimeIdentifier.Language

    /// What the handler does, in Markdown.
    let title: String
    let source: FunctionDefinition.Source
    let memoryMB: Int
    let timeout: Duration

    private let inProcess: Expectation
    private let worker: Expectation

    /// What it is called on the command line.
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

    /// Every fault, those of a kind together.
    static let all =
        nodeEndings + nodeTime + nodeMemory + nodePatches + nodeDescriptors + nodeAnswers
        + pythonEndings + pythonTime + pythonMemory + pythonThreads + pythonPatches + pythonDescriptors
        + pythonAnswers

    /// Makes a fault of a Node handler's.
    ///
    /// - Parameters:
    ///   - title: what the handler does, in Markdown.
    ///   - body: does it; `request` is there, and is the answer if the body has none.
    ///   - expected: what is to become of it in process.
    ///   - worker: what is to become of it in a worker, if that is something else.
    ///   - memoryMB: what the handler may use.
    ///   - timeout: what it may take; short, so that a run is.
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
            language: .node,
            title: title,
            source: .text(source, path: "/var/task/fault.js"),
            memoryMB: memoryMB,
            timeout: timeout,
            inProcess: expected,
            worker: worker ?? expected
        )
    }

    /// Makes a fault of a Python handler's.
    ///
    /// - Parameters:
    ///   - title: what the handler does, in Markdown.
    ///   - body: does it; `request` is there, and is the answer if the body has none.
    ///   - expected: what is to become of it in process.
    ///   - worker: what is to become of it in a worker, if that is something else.
    ///   - memoryMB: what the handler may use.
    ///   - timeout: what it may take; short, so that a run is.
    /// - Returns: the fault, with a handler around the body.
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
            language: .python,
            title: title,
            source: .text(source, path: "/var/task/fault.py"),
            memoryMB: memoryMB,
            timeout: timeout,
            inProcess: expected,
            worker: worker ?? expected
        )
    }
}
