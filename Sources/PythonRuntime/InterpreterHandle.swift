import CPythonHost
import CRuntimeFiles
import CloudFrontEvents
import HandlerRuntime
import Synchronization

/// The interpreter of this process, on the C side.
enum InterpreterHandle {
    /// How the start ended; `nil` before it was tried.
    private static let startResult = Mutex<Result<Void, RuntimeStartError>?>(nil)

    /// The version of the libpython that is loaded.
    static var version: String { unsafe String(cString: pythonhost_interpreter_version()) }

    /// Starts the interpreter on the calling thread, the first time it is called.
    static func start() throws(RuntimeStartError) {
        try startResult.withLock { result in
            let ended = result ?? startOnce()
            result = ended
            return ended
        }.get()
    }

    private static func startOnce() -> Result<Void, RuntimeStartError> {
        var count = 0
        let listed = unsafe runtime_files_python(&count)
        let files = unsafe UnsafeBufferPointer(start: listed, count: count).map {
            unsafe PythonHostFile(name: $0.name, bytes: $0.bytes, length: $0.length)
        }
        // In the order of their raw values, by which tapes name them.
        let names = unsafe MemberName.allCases.map(\.text).map {
            unsafe PythonHostText(
                bytes: UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self),
                length: $0.utf8CodeUnitCount
            )
        }
        guard
            let complaint = unsafe pythonhost_interpreter_start(files, files.count, names, names.count)
        else { return .success(()) }
        return unsafe .failure(RuntimeStartError(String(cString: complaint)))
    }
}
