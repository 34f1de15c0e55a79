import CPythonHost
import CRuntimeFiles
import CloudFrontEvents
import Glibc
import HandlerRuntime

/// The CPython of this process, which starts once and lives until the process ends.
enum PythonProcess {
    /// The version of the loaded libpython.
    static var version: String { unsafe String(cString: pythonhost_process_version()) }

    /// Starts the interpreter on the calling thread, unless it has been started before.
    static func start() throws(RuntimeStartError) {
        if let problem { throw RuntimeStartError(problem) }
    }

    private static let problem: String? = {
        var count = 0
        let files = unsafe UnsafeBufferPointer(start: runtime_files_python(&count), count: count)
        let sources = unsafe files.map { file in
            let bytes = unsafe UnsafeRawPointer(file.bytes).assumingMemoryBound(to: CChar.self)
            return unsafe pythonhost_pair(
                name: pythonhost_text(bytes: file.name, length: strlen(file.name)),
                value: pythonhost_text(bytes: bytes, length: file.length)
            )
        }
        let names = unsafe MemberName.allCases.map { name in
            let bytes = unsafe UnsafeRawPointer(name.text.utf8Start).assumingMemoryBound(to: CChar.self)
            return unsafe pythonhost_text(bytes: bytes, length: name.text.utf8CodeUnitCount)
        }
        return unsafe pythonhost_process_start(sources, sources.count, names, names.count)
            .map { unsafe String(cString: $0) }
    }()
}
