import CPageFiles
import CloudFrontEvents
import NIOCore

/// A compiled-in file of the page.
struct PageFile {
    /// The folder of the files that `index.html` uses.
    ///
    /// Its name changes with their contents, so that browsers can keep them: fetching them again took half of the page's
    /// loading time.
    static let folder = "files-" + version

    let contentType: String
    let contents: ByteBuffer

    /// Finds a file by name; nil when there is none.
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

    /// The hash of all files, which differs between builds of the program whose pages differ.
    private static let version: String = {
        var hash = FNV1a()
        var count = 0
        let files = unsafe page_files(&count)
        for index in 0..<count {
            let file = unsafe files[index]
            unsafe hash.add(UnsafeBufferPointer(start: file.bytes, count: file.length))
        }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }()
}
