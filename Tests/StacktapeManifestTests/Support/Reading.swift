import StacktapeManifest

/// Parses a manifest without a file.
func manifest(_ yaml: String, options: ManifestOptions = ManifestOptions()) throws -> Manifest {
    try Manifest(yaml: yaml, path: "/project/stacktape.yml", options: options)
}

/// Returns the errors of a manifest, as `LINE:COLUMN: message`.
func problems(_ yaml: String) -> [String] {
    do throws(ManifestError) {
        _ = try Manifest(yaml: yaml, path: "m")
        return []
    } catch {
        return error.problems.map { String("\($0)".dropFirst(2)) }
    }
}

/// Returns the warnings of a manifest, as `LINE:COLUMN: message`.
func warnings(_ yaml: String) throws -> [String] {
    try Manifest(yaml: yaml, path: "m").warnings.map { String("\($0)".dropFirst(2)) }
}

/// Writes a manifest with one function and additional properties, from line 5 on.
func function(_ properties: String...) -> String {
    """
    resources:
      fn:
        type: edge-lambda-function
        properties:
    \(properties.joined(separator: "\n").indented(by: 6))
          packaging:
            type: stacktape-lambda-buildpack
            properties:
              entryfilePath: fn.js

    """
}

/// Writes a manifest with a bucket and a function, and additional members of its CDN, from line 7 on.
func cdn(_ lines: String...) -> String {
    """
    resources:
      site:
        type: bucket
        properties:
          cdn:
            enabled: true
    \(lines.joined(separator: "\n").indented(by: 8))
      fn:
        type: edge-lambda-function
        properties:
          packaging:
            type: stacktape-lambda-buildpack
            properties:
              entryfilePath: fn.js

    """
}

/// Writes a manifest with one bucket and additional properties, from line 5 on.
func bucket(_ lines: String...) -> String {
    """
    resources:
      site:
        type: bucket
        properties:
    \(lines.joined(separator: "\n").indented(by: 6))
          cdn: { enabled: true }

    """
}

extension String {
    fileprivate func indented(by count: Int) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }
}
