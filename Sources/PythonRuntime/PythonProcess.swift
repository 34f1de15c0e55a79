import CPythonHost
import CRuntimeFiles
import CloudFrontEvents
import Glibc
import HandlerRuntime
import Synchronization

/// The CPython of this process, which starts once and lives until the process ends.
enum PythonProcess {
    /// The result of the start; `nil` before the first attempt.
    private static let startResult = Mutex<Result<Void, RuntimeStartError>?>(nil)

    /// The version of the loaded libpython.
    static var version: String { unsafe String(cString: pythonhost_process_version()) }

    /// Starts the interpreter on the calling thread, unless it has been started before.
    static func start() throws(RuntimeStartError) {
        try startResult.withLock { result in
            let ended = result ?? startOnce()
            result = ended
            return ended
        }.get()
    }

    private static func startOnce() -> Result<Void, RuntimeStartError> {
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
        guard let problem = unsafe pythonhost_process_start(sources, sources.count, names, names.count)
        else { return .success(()) }
        return unsafe .failure(RuntimeStartError(String(cString: problem)))
    }
}
