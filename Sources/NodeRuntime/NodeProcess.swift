import CNodeHost
import CRuntimeFiles
import CloudFrontEvents
import Glibc
import HandlerRuntime

/// The Node of this process, which starts once and lives until the process ends.
enum NodeProcess {
    /// The version of Node that this was compiled with.
    static var version: String { unsafe String(cString: nodehost_process_version()) }

    /// Initializes Node, unless it has been initialized before.
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
