public import NIOSSL
import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate for names of this machine, made on the spot: it signs itself, and its key stays in this process.
public struct LocalCertificate: Sendable {
    /// The certificate as text, for viewers that want to trust it.
    public let pem: String
    private let keyPEM: String

    /// Makes a certificate that is good for `localhost`, names below it, this machine's addresses and further names.
    ///
    /// - Throws: when a name cannot stand in a certificate.
    public init(names: [String] = []) throws {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName("brink serve on localhost") }
        let hosts = ["localhost", "*.localhost"] + names
        let addresses: [[UInt8]] = [[127, 0, 0, 1], Array(repeating: 0, count: 15) + [1]]
        let alternatives =
            hosts.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        // Browsers take certificates that are good for at most 398 days; an hour in the past for clocks that differ.
        let begin = Date.now.addingTimeInterval(-3600)
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: begin,
            notValidAfter: begin.addingTimeInterval(90 * 86_400),
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(alternatives)
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
        pem = try certificate.serializeAsPEM().pemString
        keyPEM = key.pemRepresentation
    }

    /// What a server needs to speak TLS with it.
    ///
    /// - Throws: when the TLS library does not take what was made.
    public func serverConfiguration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
