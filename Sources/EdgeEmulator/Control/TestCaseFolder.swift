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
    /// - Parameters:
    ///   - run: the run.
    ///   - name: letters, digits, `.`, `_` and `-`.
    ///   - keepingSecrets: false replaces credentials in headers and parameters.
    /// - Returns: the path of the case, including this folder's.
    /// - Throws: ``TestCaseError``.
    func save(_ run: FunctionRun, as name: String, keepingSecrets: Bool) throws -> String {
        guard Self.isName(name) else {
            throw TestCaseError(
                description:
                    "invalid name \"\(name.prefix(80))\": expected 1 to 80 letters, digits, '.', '_' or '-'"
            )
        }
        let folder = FilePath(path).appending(run.function).appending(name)
        let files = FileManager.default
        guard !files.fileExists(atPath: folder.string) else {
            throw TestCaseError(
                description: "\(folder) already exists; choose another name",
                isConflict: true
            )
        }
        let redaction = keepingSecrets ? nil : Redaction()
        let event = redaction?.redacted(run.event) ?? run.event
        do {
            try files.createDirectory(
                atPath: folder.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try write(event.json(), to: folder.appending("event.json"))
            if let accepted = run.outcome?.handlerResult {
                try write(
                    (redaction?.redacted(accepted) ?? accepted).json(),
                    to: folder.appending("expected.json")
                )
            } else if let outcome = run.outcome {
                let members = try Envelope(outcome: outcome).members().filter {
                    ["outcome", "refusal", "error"].contains($0.name)
                }
                try write(JSONMembers.object(members), to: folder.appending("expected.json"))
            }
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

/// Replaces credentials in headers and parameters by a word.
struct Redaction: Sendable {
    private static let word = "REDACTED"
    private static let headers: Set<String> = [
        "authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key", "x-auth-token",
        "x-csrf-token",
        "x-amz-security-token",
    ]
    private static let parameters: Set<String> = [
        "token", "access_token", "id_token", "refresh_token", "api_key", "apikey", "key", "code", "secret",
        "password",
        "signature", "x-amz-signature", "x-amz-security-token",
    ]

    func redacted(_ event: CloudFrontEvent) -> CloudFrontEvent {
        var event = event
        event.request = redacted(event.request)
        if let response = event.response { event.response = redacted(response) }
        return event
    }

    func redacted(_ result: HandlerResult) -> HandlerResult {
        switch result {
        case .request(let request): .request(redacted(request))
        case .response(let response): .response(redacted(response))
        case .generated(let response): .generated(redacted(response))
        }
    }

    private func redacted(_ request: EdgeRequest) -> EdgeRequest {
        var request = request
        request.headers = redacted(request.headers)
        request.querystring = redacted(query: request.querystring)
        return request
    }

    private func redacted(_ response: EdgeResponse) -> EdgeResponse {
        var response = response
        response.headers = redacted(response.headers)
        return response
    }

    private func redacted(_ map: HeaderMap) -> HeaderMap {
        var redacted = HeaderMap()
        for field in map {
            redacted.append(field.wireName, Self.headers.contains(field.name) ? Self.word : field.value)
        }
        return redacted
    }

    private func redacted(query: String) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            let isSecret = Self.parameters.contains(Self.decoded(name).lowercased())
            return isSecret ? "\(name)=\(Self.word)" : String(parameter)
        }.joined(separator: "&")
    }

    /// Decodes percent signs in a name, as functions may.
    private static func decoded(_ name: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = name.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(Substring(rest.prefix(2)), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
