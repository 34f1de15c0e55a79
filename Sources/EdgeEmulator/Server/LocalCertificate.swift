public import NIOSSL
import Subprocess
import SystemPackage

/// A self-signed certificate for names of this machine, good for 90 days, and its key.
///
/// Debian's `openssl` makes both. The key comes through a pipe: it is never in a file.
///
/// ## Usage
/// ```swift
/// import EdgeEmulator
///
/// let certificate = try await LocalCertificate(names: ["shop.localhost"])
/// var configuration = EdgeServer.Configuration()
/// configuration.tls = certificate.serverConfiguration
/// ```
public struct LocalCertificate: Sendable {
    /// The certificate as PEM text, for viewers that are to trust it.
    public let pem: String
    /// The TLS configuration for ``EdgeServer/Configuration/tls``: the certificate, its key, TLS 1.2 or later.
    public let serverConfiguration: TLSConfiguration

    /// Makes a certificate for `localhost`, the names directly below it, 127.0.0.1, ::1 and further DNS names.
    ///
    /// `*.` may stand in front of a name. Throws ``LocalCertificateError``.
    public init(names: [String] = [], openssl: String = "/usr/bin/openssl") async throws {
        if let name = names.first(where: { !Self.isDNSName($0) }) {
            let line = "no certificate for \(name.debugDescription): expected an ASCII DNS name"
            throw LocalCertificateError(.badName, line)
        }
        let output = try await Self.run(openssl, for: ["localhost", "*.localhost"] + names)
        guard let begin = output.firstRange(of: "-----BEGIN CERTIFICATE-----")?.lowerBound else {
            throw LocalCertificateError(.toolFailed, "\(openssl) printed no certificate")
        }
        pem = String(output[begin...])
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(output[..<begin].utf8), format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv12
        serverConfiguration = configuration
    }

    /// Excludes everything that has a meaning to `openssl`.
    private static func isDNSName(_ name: String) -> Bool {
        !name.isEmpty
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._*".contains($0)) }
    }

    /// Returns the key and the certificate, as PEM texts.
    private static func run(_ openssl: String, for names: [String]) async throws -> String {
        let alternatives = names.map { "DNS:\($0)" } + ["IP:127.0.0.1", "IP:::1"]
        // Browsers accept at most 398 days. Nothing is written to standard input: Subprocess traps when its reader ends.
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha256", "-noenc",
            "-days", "90", "-config", "/dev/null", "-subj", "/CN=brink serve on localhost",
            "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0",
            "-addext", "keyUsage=critical,digitalSignature,keyCertSign",
            "-addext", "extendedKeyUsage=serverAuth",
            "-addext", "subjectAltName=\(alternatives.joined(separator: ","))",
            "-keyout", "/dev/stdout", "-out", "/dev/stdout",
        ]
        do {
            let result = try await Subprocess.run(
                .path(FilePath(openssl)),
                arguments: Arguments(arguments),
                environment: .custom([:] as [Environment.Key: String]),
                output: .string(limit: 1 << 20),
                error: .string(limit: 1 << 16)
            )
            guard result.terminationStatus.isSuccess else {
                let line = result.standardError.split(separator: "\n").last ?? "\(result.terminationStatus)"
                throw LocalCertificateError(.toolFailed, "\(openssl) could not make a certificate: \(line)")
            }
            return result.standardOutput
        } catch let error as SubprocessError {
            guard error.code == .executableNotFound else {
                throw LocalCertificateError(.toolFailed, "\(openssl) could not be run: \(error)")
            }
            let line = "TLS needs \(openssl), which is missing; install it with: apt-get install openssl"
            throw LocalCertificateError(.toolMissing, line)
        }
    }
}

/// An error of ``LocalCertificate``, with one line that says what to do.
public struct LocalCertificateError: Error, Sendable, CustomStringConvertible {
    /// The kind of an error.
    public struct Code: Hashable, Sendable {
        private let name: String

        /// A name cannot stand in a certificate.
        public static let badName = Code(name: "badName")
        /// `openssl` is not installed.
        public static let toolMissing = Code(name: "toolMissing")
        /// `openssl` failed.
        public static let toolFailed = Code(name: "toolFailed")
    }

    /// The kind of error.
    public let code: Code
    /// The line.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
