import CNodeHost
import CloudFrontEvents
import CRuntimeFiles
import Glibc
import HandlerRuntime

/// Node and V8 as the process has them: once, and to its end.
enum NodeProcess {
    /// The version of the Node that is linked in.
    static var version: String { unsafe String(cString: nodehost_process_version()) }

    /// Initialises Node, unless that was done before.
    static func start() throws(RuntimeStartError) {
        if let problem { throw RuntimeStartError("Node cannot be started: \(problem)") }
    }

    private static let problem: String? = {
        var count = 0
        let files = unsafe UnsafeBufferPointer(start: runtime_files_node(&count), count: count)
        let sources = unsafe files.map { file in
            let bytes = unsafe UnsafeRawPointer(file.bytes).assumingMemoryBound(to: CChar.self)
            return unsafe nodehost_pair(
                name: nodehost_text(bytes: file.name, length: strlen(file.name)),
                value: nodehost_text(bytes: bytes, length: file.length)
            )
        }
        let names = unsafe MemberName.allCases.map { name in
            let bytes = unsafe UnsafeRawPointer(name.text.utf8Start).assumingMemoryBound(to: CChar.self)
            return unsafe nodehost_text(bytes: bytes, length: name.text.utf8CodeUnitCount)
        }
        return unsafe sources.withUnsafeBufferPointer { sources in
            unsafe names.withUnsafeBufferPointer { names in
                unsafe nodehost_process_start(
                    sources.baseAddress,
                    sources.count,
                    names.baseAddress,
                    names.count
                )
                .map { unsafe String(cString: $0) }
            }
        }
    }()
}
