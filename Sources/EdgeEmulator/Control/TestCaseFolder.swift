import CloudFrontEvents
import FoundationEssentials
import Invocations
import SystemPackage

/// The reason why a test case was not saved.
struct TestCaseError: Error, CustomStringConvertible {
    let description: String
    var isConflict = false
}

/// A folder of test cases: one folder per case, with an `event.json` and an `expected.json` that only the owner can read.
struct TestCaseFolder: Sendable {
    let path: String

    /// Saves the event that a function received, and its result.
    ///
    /// Returns the path of the case, including this folder's.
    func save(_ run: FunctionRun, as name: String, keepingSecrets: Bool) throws -> String {
        guard Self.isName(name) else {
            let expected = "expected 1 to 80 letters, digits, '.', '_' or '-'"
            throw TestCaseError(description: "invalid name \"\(name.prefix(80))\": \(expected)")
        }
        let folder = FilePath(path).appending(run.function).appending(name)
        let files = FileManager.default
        guard !files.fileExists(atPath: folder.string) else {
            throw TestCaseError(
                description: "\(folder) already exists; choose another name",
                isConflict: true
            )
        }
        var (event, result) = (run.event, run.outcome?.handlerResult)
        if !keepingSecrets {
            event.redact()
            result?.redact()
        }
        do {
            try files.createDirectory(
                atPath: folder.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try write(event.json(), to: folder.appending("event.json"))
            guard let outcome = run.outcome else { return folder.string }
            let members = try Envelope(outcome: outcome).members()
                .filter { ["outcome", "refusal", "error"].contains($0.name) }
            try write(result?.json() ?? JSONMembers.object(members), to: folder.appending("expected.json"))
        } catch {
            throw TestCaseError(description: "cannot write \(folder): \(error)")
        }
        return folder.string
    }

    private func write(_ json: [UInt8], to file: FilePath) throws {
        let descriptor = try FileDescriptor.open(
            file,
            .writeOnly,
            options: [.create, .exclusiveCreate],
            permissions: [.ownerRead, .ownerWrite]
        )
        try descriptor.closeAfter { _ = try descriptor.writeAll(json + "\n".utf8) }
    }

    private static func isName(_ name: String) -> Bool {
        (1...80).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}

/// The credentials that a test case leaves out.
private enum Secrets {
    static let replacement = "REDACTED"
    static let headers: Set<String> = [
        "authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key", "x-auth-token",
        "x-csrf-token", "x-amz-security-token",
    ]
    static let parameters: Set<String> = [
        "token", "access_token", "id_token", "refresh_token", "api_key", "apikey", "key", "code", "secret",
        "password", "signature", "x-amz-signature", "x-amz-security-token",
    ]
}

extension CloudFrontEvent {
    fileprivate mutating func redact() {
        request.redact()
        response?.redact()
    }
}

extension HandlerResult {
    fileprivate mutating func redact() {
        switch self {
        case .request(var request):
            request.redact()
            self = .request(request)
        case .response(var response):
            response.redact()
            self = .response(response)
        case .generated(var response):
            response.redact()
            self = .generated(response)
        }
    }
}

extension EdgeRequest {
    fileprivate mutating func redact() {
        headers.redact()
        querystring = querystring.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            // Decoded, as functions may do; no secret's name has other letters than ASCII.
            let decoded = name.replacing(/%([0-9A-Fa-f]{2})/) { match in
                UInt8(match.1, radix: 16).map { String(UnicodeScalar($0)) } ?? ""
            }
            let isSecret = Secrets.parameters.contains(decoded.lowercased())
            return isSecret ? "\(name)=\(Secrets.replacement)" : String(parameter)
        }.joined(separator: "&")
    }
}

extension EdgeResponse {
    fileprivate mutating func redact() { headers.redact() }
}

extension HeaderMap {
    fileprivate mutating func redact() {
        var redacted = HeaderMap()
        for field in self {
            let isSecret = Secrets.headers.contains(field.name)
            redacted.append(field.wireName, isSecret ? Secrets.replacement : field.value)
        }
        self = redacted
    }
}
