import Invocations

extension HandlerFailure {
    /// Returns the failure with an explanation, if it is about a package that Lambda's runtimes contain and this machine
    /// does not: version 3 of the AWS SDK.
    ///
    /// Source: `CL:nodejs-handler`, and aws/aws-sdk-js-v3#4401.
    func explainingRuntimePackage(_ runtime: RuntimeIdentifier) -> HandlerFailure {
        let pattern = #/(?:Cannot find (?:module|package)|(Could not resolve)) ['"](@aws-sdk/[^'"/]+)/#
        guard runtime.language == .node, let found = errorMessage.firstMatch(of: pattern) else { return self }
        // Only the bundler looks there.
        let folder = found.1 == nil ? "" : ", or set NODE_PATH to a folder of packages that has it"
        var failure = self
        failure.errorMessage +=
            "\nLambda's \(runtime) contains \(found.2), and this machine does not; "
            + "run npm install --save-dev \(found.2) in the project\(folder)"
        return failure
    }
}
