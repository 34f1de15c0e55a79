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
        guard let file = unsafe Self.files.first(where: { unsafe String(cString: $0.name) == name })
        else { return nil }
        contentType = unsafe String(cString: file.content_type)
        let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.length)
        contents =
            name == "index.html" ? unsafe Self.withVersionedNames(bytes) : unsafe ByteBuffer(bytes: bytes)
    }

    private static var files: UnsafeBufferPointer<CPageFiles.PageFile> {
        var count = 0
        let files = unsafe page_files(&count)
        return unsafe UnsafeBufferPointer(start: files, count: count)
    }

    private static func withVersionedNames(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteBuffer {
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        return ByteBuffer(string: text.replacing("\"files/", with: "\"\(folder)/"))
    }

    /// The hash of all files, which differs between builds of the program whose pages differ.
    private static let version: String = {
        var hash = FNV1a()
        unsafe files.forEach { unsafe hash.add(UnsafeBufferPointer(start: $0.bytes, count: $0.length)) }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }()
}
