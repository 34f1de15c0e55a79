import CPageFiles
import NIOCore

/// A file of the page for people, as it was compiled in.
struct PageFile {
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
            contents = unsafe ByteBuffer(bytes: UnsafeBufferPointer(start: file.bytes, count: file.length))
            return
        }
        return nil
    }
}
