import StacktapeManifest

/// Reads a manifest that stands in no file.
func manifest(_ yaml: String, options: ManifestOptions = ManifestOptions()) throws -> Manifest {
    try Manifest(yaml: yaml, path: "/project/stacktape.yml", options: options)
}

/// All that is wrong with a manifest, as `LINE:COLUMN: message`.
func problems(_ yaml: String) -> [String] {
    do throws(ManifestError) {
        _ = try Manifest(yaml: yaml, path: "m")
        return []
    } catch {
        return error.problems.map { String("\($0)".dropFirst(2)) }
    }
}

/// All that somebody should know of a manifest, as `LINE:COLUMN: message`.
func warnings(_ yaml: String) throws -> [String] {
    try Manifest(yaml: yaml, path: "m").warnings.map { String("\($0)".dropFirst(2)) }
}

/// A manifest with one function, and with further lines among its properties, which begin in line 5.
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

/// A manifest with one function and a bucket before it, and further lines in its CDN, which begin in line 7.
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

/// A manifest with one bucket and further lines among its properties, which begin in line 5.
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
