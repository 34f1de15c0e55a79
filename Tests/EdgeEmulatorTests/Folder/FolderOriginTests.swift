import EdgeEmulator
import FoundationEssentials
import Glibc
import HTTPTypes
import NIOCore
import Testing

/// A folder that is served like a bucket.
@Suite struct FolderOriginTests {
    struct Answer {
        let status: Int
        let fields: HTTPFields
        let text: String
    }

    private func get(
        _ root: String,
        _ path: String,
        method: String = "GET",
        _ fields: HTTPFields = [:],
        _ change: (inout FolderOrigin.Settings) -> Void = { _ in }
    ) async throws -> Answer {
        var settings = FolderOrigin.Settings(root: root)
        change(&settings)
        let response = await FolderOrigin(settings).respond(method: method, path: path, fields: fields)
        var whole = ByteBuffer()
        switch response.body {
        case .empty: break
        case .buffer(let buffer): whole = buffer
        case .stream(let stream, _): for try await piece in stream { whole.writeImmutableBuffer(piece) }
        }
        return Answer(status: response.status, fields: response.fields, text: String(buffer: whole))
    }

    @Test func `a file has a content type, a length, a tag and a date`() async throws {
        try await withFolder(["a/b.html": "<p>"]) { (root: String) async throws in
            let answer = try await get(root, "/a/b.html")

            #expect(answer.status == 200 && answer.text == "<p>")
            #expect(answer.fields[.contentType] == "text/html" && answer.fields[.contentLength] == "3")
            #expect(answer.fields[.eTag]?.hasPrefix("\"") == true && answer.fields[.acceptRanges] == "bytes")
            #expect(answer.fields[.lastModified].flatMap(HTTPDate.second) != nil)
            #expect(answer.fields[.server] == "AmazonS3")
        }
    }

    @Test(arguments: ["/", "/a", "/etc/passwd", "//", "/%65tc/passwd", "/../etc/passwd", "/%ff", "/?"])
    func `an empty bucket has no object, wherever a path leads`(path: String) async throws {
        let answer = try await get("", path) { $0.root = nil }
        let head = try await get("", path, method: "HEAD") { $0.root = nil }

        #expect([400, 404].contains(answer.status) && answer.text.contains("<Error>"), "\(answer)")
        #expect(head.status == answer.status && head.text.isEmpty)
    }

    @Test func `an empty bucket has CORS rules`() async throws {
        let answer = try await get("", "/a", [.origin: "https://a.example.com"]) {
            $0.root = nil
            $0.cors = [CORSRule()]
        }

        #expect(answer.status == 404 && answer.fields[.accessControlAllowOrigin] == "*")
    }

    @Test func `paths are decoded once`() async throws {
        try await withFolder(["a b+ü.txt": "1", "100%.txt": "2", "%2e%2e": "3"]) {
            (root: String) async throws in
            #expect(try await get(root, "/a%20b+%C3%BC.txt").text == "1")
            #expect(try await get(root, "/a%20b%2B%c3%bc.txt").text == "1")
            #expect(try await get(root, "/100%25.txt").text == "2")
            #expect(try await get(root, "/%252e%252e").text == "3")
        }
    }

    @Test(arguments: [
        "/../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E/secret.txt", "/.%2e/secret.txt", "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt", "/a/../../secret.txt", "/a%2f..%2f..%2fsecret.txt", "/a/..", "/..", "/.",
        "/./a.txt",
        "/a/%2e/a.txt", "/%00", "/a.txt%00.html", "/%", "/%4", "/%zz", "/%-1", "/%+1", "/% 1", "/%ff", "/%c3",
        "/%c0%ae%c0%ae/secret.txt", "/%ed%a0%80", "/%f8%88%80%80%80", "", "a.txt", "%2fa.txt", "*",
        "http://x/a.txt",
    ])
    func `a malformed path, or one out of the root, is refused`(path: String) async throws {
        try await withFolder(["in/a.txt": "in", "in/a/a.txt": "in", "secret.txt": "out"]) {
            (root: String) async throws in
            let answer = try await get(root + "/in", path)

            #expect(answer.status == 400 && answer.text.contains("<Code>InvalidURI</Code>"))
        }
    }

    @Test(arguments: [
        "/..\\secret.txt", "/%5c..%5csecret.txt", "/%252e%252e/secret.txt", "/...", "/....//secret.txt",
        "//a.txt",
        "///a.txt", "/a//a.txt", "/%2fa.txt", "//secret.txt", "/a.txt/", "/a.txt%2f", "/a", "/a/", "/", "//",
        "/A.TXT",
        "/a.txt%20", "/a.txt%0a", "/~", "/%EF%BC%8E%EF%BC%8E/secret.txt",
    ])
    func `a path that names no file is not found`(path: String) async throws {
        try await withFolder(["in/a.txt": "in", "in/a/a.txt": "in", "secret.txt": "out"]) {
            (root: String) async throws in
            let answer = try await get(root + "/in", path)

            #expect(answer.status == 404 && answer.text.contains("<Code>NoSuchKey</Code>"))
        }
    }

    @Test func `an encoded slash separates folders`() async throws {
        try await withFolder(["a/b.txt": "1"]) { (root: String) async throws in
            #expect(try await get(root, "/a%2fb.txt").text == "1")
        }
    }

    @Test func `a key in an error is escaped`() async throws {
        try await withFolder([:]) { (root: String) async throws in
            let answer = try await get(root, "/%3Cscript%3E%26")

            #expect(answer.text.contains("<Key>&lt;script&gt;&amp;</Key>"))
            #expect(answer.fields[.contentLength] == String(answer.text.utf8.count))
            #expect(answer.fields[.contentType] == "application/xml")
        }
    }

    @Test func `a name that is too long for a file is not found`() async throws {
        try await withFolder([:]) { (root: String) async throws in
            #expect(try await get(root, "/" + String(repeating: "a", count: 256)).status == 404)
            #expect(try await get(root, "/" + String(repeating: "a/", count: 4000) + "a").status == 404)
        }
    }

    @Test func `a missing root, or one that is a file, serves nothing`() async throws {
        try await withFolder(["file": "1"]) { (root: String) async throws in
            #expect(try await get(root + "/none", "/a").status == 404)
            #expect(try await get(root + "/file", "/a").status == 404)
            #expect(try await get(root + "/file", "/").status == 404)
        }
    }

    @Test func `links work within the root and not out of it`() async throws {
        try await withFolder(["in/a.txt": "in", "in/d/b.txt": "b", "out.txt": "out", "in-2/c.txt": "out"]) {
            root in
            let inside = root + "/in"
            for (link, target) in [
                ("stays", "a.txt"), ("folder", "d"), ("leaves", "../out.txt"),
                ("leavesByName", root + "/out.txt"),
                ("neighbour", "../in-2"), ("up", ".."), ("loop", "loop"), ("dangling", "nothing"),
                ("chain", "leaves"), ("through", "../in/a.txt"), ("passwd", "/etc/passwd"),
            ] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(inside)/\(link)",
                    withDestinationPath: target
                )
            }

            #expect(try await get(inside, "/stays").text == "in")
            #expect(try await get(inside, "/through").text == "in")
            #expect(try await get(inside, "/folder/b.txt").text == "b")
            for path in [
                "/leaves", "/leavesByName", "/neighbour/c.txt", "/up/out.txt", "/up/in/../out.txt", "/loop",
                "/dangling",
                "/chain", "/passwd", "/folder", "/up",
            ] {
                #expect(try await get(inside, path).status >= 400, "\(path)")
            }
        }
    }

    @Test func `the root may be a link`() async throws {
        try await withFolder(["in/a.txt": "in"]) { (root: String) async throws in
            try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: "in")

            #expect(try await get(root + "/link", "/a.txt").text == "in")
        }
    }

    @Test func `pipes, devices and folders are not found, without waiting for them`() async throws {
        try await withFolder(["d/a": "1"]) { (root: String) async throws in
            try #require(unsafe mkfifo(root + "/pipe", 0o600) == 0)

            for path in ["/pipe", "/d", "/d/"] {
                #expect(try await get(root, path).status == 404, "\(path)")
                #expect(try await get(root, path, method: "HEAD").status == 404, "\(path)")
            }
            for path in ["/zero", "/tty", "/null", "/random"] {
                #expect(try await get("/dev", path).status == 404, "\(path)")
            }
        }
    }

    @Test func `a file from before 1970 or from the far future has a date`() async throws {
        try await withFolder(["a": "1"]) { (root: String) async throws in
            for second in [-5, -86_400 * 400, 1 << 33, 0] {
                let times = [timespec(tv_sec: second, tv_nsec: 0), timespec(tv_sec: second, tv_nsec: 0)]
                try #require(unsafe utimensat(AT_FDCWD, root + "/a", times, 0) == 0)

                let answer = try await get(root, "/a")

                #expect(answer.status == 200)
                #expect(answer.fields[.lastModified].flatMap(HTTPDate.second) == Int64(max(0, second)))
            }
        }
    }

    // MARK: Lengths

    @Test func `an empty file is an empty object`() async throws {
        try await withFolder(["a": ""]) { (root: String) async throws in
            let answer = try await get(root, "/a")

            #expect(answer.status == 200 && answer.text == "" && answer.fields[.contentLength] == "0")
            #expect(try await get(root, "/a", [.range: "bytes=0-"]).status == 416)
        }
    }

    @Test(arguments: [0, 1, 200_000])
    func `files of a megabyte and more are read in pieces`(more: Int) async throws {
        let text = String((0..<(1 << 20) + more).map { Character(UnicodeScalar(UInt8(0x61 + $0 % 23))) })
        try await withFolder(["a.txt": text]) { (root: String) async throws in
            let response = await FolderOrigin(FolderOrigin.Settings(root: root)).respond(
                method: "GET",
                path: "/a.txt",
                fields: [:]
            )
            let isStream = if case .stream = response.body { true } else { false }
            #expect(isStream == (more > 0) && response.body.length == text.utf8.count)
            #expect(try await get(root, "/a.txt").text == text)

            let part = try await get(root, "/a.txt", [.range: "bytes=131071-131073"])
            #expect(part.status == 206 && part.text == String(text.dropFirst(131_071).prefix(3)))
            let last = try await get(root, "/a.txt", [.range: "bytes=-2"])
            #expect(last.text == String(text.suffix(2)))
        }
    }

    @Test func `a file that is removed while it is read is read to its end`() async throws {
        let text = String(repeating: "a", count: 2 << 20)
        try await withFolder(["a.txt": text]) { (root: String) async throws in
            let response = await FolderOrigin(FolderOrigin.Settings(root: root)).respond(
                method: "GET",
                path: "/a.txt",
                fields: [:]
            )
            try FileManager.default.removeItem(atPath: root + "/a.txt")
            guard case .stream(let stream, _) = response.body else { throw CancellationError() }
            var count = 0
            for try await piece in stream { count += piece.readableBytes }

            #expect(count == text.utf8.count)
            #expect(try await get(root, "/a.txt").status == 404)
        }
    }

    @Test func `a file that is truncated while it is read fails instead of ending early`()
        async throws
    {
        try await withFolder(["a.txt": String(repeating: "a", count: 2 << 20)]) {
            (root: String) async throws in
            let response = await FolderOrigin(FolderOrigin.Settings(root: root)).respond(
                method: "GET",
                path: "/a.txt",
                fields: [:]
            )
            guard case .stream(let stream, _) = response.body else { throw CancellationError() }
            try #require(unsafe truncate(root + "/a.txt", 1 << 20) == 0)

            await #expect(throws: (any Error).self) { for try await _ in stream {} }
        }
    }

    // MARK: Methods, ranges, conditions

    @Test func `HEAD has the same headers and no body`() async throws {
        try await withFolder(["a.txt": "abc"]) { (root: String) async throws in
            let (get, head) = (try await get(root, "/a.txt"), try await get(root, "/a.txt", method: "HEAD"))
            #expect(head.status == 200 && head.text == "" && head.fields[.contentLength] == "3")
            #expect(head.fields[.eTag] == get.fields[.eTag])

            let none = try await self.get(root, "/none", method: "HEAD")
            #expect(none.status == 404 && none.text == "")
            #expect(try await self.get(root, "/%", method: "HEAD").text == "")
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "get", "", "TRACE", "GET "])
    func `other methods are refused`(method: String) async throws {
        try await withFolder(["a.txt": "abc"]) { (root: String) async throws in
            let answer = try await get(root, "/a.txt", method: method)

            #expect(answer.status == 405 && answer.text.contains("MethodNotAllowed"))
            #expect(answer.fields[.allow] == "GET, HEAD, OPTIONS")
        }
    }

    @Test func `ranges get 206, and past the end 416`() async throws {
        try await withFolder(["a.txt": "0123456789"]) { (root: String) async throws in
            let part = try await get(root, "/a.txt", [.range: "bytes=2-4"])
            #expect(part.status == 206 && part.text == "234" && part.fields[.contentLength] == "3")
            #expect(part.fields[.contentRange] == "bytes 2-4/10")

            let none = try await get(root, "/a.txt", [.range: "bytes=10-"])
            #expect(none.status == 416 && none.fields[.contentRange] == "bytes */10")
            #expect(none.text.contains("InvalidRange"))
            #expect(try await get(root, "/a.txt", [.range: "bytes=0-1,3-4"]).status == 200)
        }
    }

    @Test func `conditional requests get 304, 412 or the object`() async throws {
        try await withFolder(["a.txt": "abc"]) { (root: String) async throws in
            let first = try await get(root, "/a.txt")
            let tag = try #require(first.fields[.eTag])
            let date = try #require(first.fields[.lastModified])

            for fields: HTTPFields in [
                [.ifNoneMatch: tag], [.ifNoneMatch: "W/\(tag)"], [.ifModifiedSince: date],
            ] {
                let answer = try await get(root, "/a.txt", fields)
                #expect(answer.status == 304 && answer.text == "" && answer.fields[.eTag] == tag)
                #expect(answer.fields[.contentLength] == nil && answer.fields[.contentType] == nil)
            }
            #expect(try await get(root, "/a.txt", [.ifNoneMatch: "\"x\""]).status == 200)
            let failed = try await get(root, "/a.txt", [.ifMatch: "\"x\""])
            #expect(failed.status == 412 && failed.text.contains("PreconditionFailed"))
            #expect(try await get(root, "/none", [.ifMatch: "*"]).status == 404)
        }
    }

    @Test func `a rewritten file has another tag, even with the same length and second`() async throws {
        try await withFolder(["a.txt": "abc"]) { (root: String) async throws in
            let first = try await get(root, "/a.txt").fields[.eTag]
            let same = try await get(root, "/a.txt").fields[.eTag]
            try Data("abd".utf8).write(to: URL(filePath: root + "/a.txt"), options: .atomic)

            #expect(first == same)
            #expect(try await get(root, "/a.txt").fields[.eTag] != first)
        }
    }
}
