import CPageFiles
import Crypto
import NIOCore

/// A file of the page for people, as it was compiled in.
struct PageFile {
    /// The folder that `index.html` names its files by; what is in it under this name never changes, so that browsers
    /// keep it: fetched anew each time, those files were half of the page's loading time.
    static let folder = "files-" + version

    let contentType: String
    let contents: ByteBuffer

    /// Finds a file by its name; nil when there is none.
    init?(named name: String) {
        var count = 0
        let files = unsafe page_files(&count)
        for index in 0..<count {
            let file = unsafe files[index]
            guard unsafe String(cString: file.name) == name else { continue }
            contentType = unsafe String(cString: file.content_type)
            let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.length)
            contents =
                name == "index.html" ? unsafe Self.withVersionedNames(bytes) : unsafe ByteBuffer(bytes: bytes)
            return
        }
        return nil
    }

    private static func withVersionedNames(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteBuffer {
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        return ByteBuffer(string: text.replacing("\"files/", with: "\"\(folder)/"))
    }

    /// Tells the files of one build of the program from those of another.
    private static let version: String = {
        var hash = SHA256()
        var count = 0
        let files = unsafe page_files(&count)
        for index in 0..<count {
            let file = unsafe files[index]
            unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(start: file.bytes, count: file.length))
        }
        return hash.finalize().prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
    }()
}
