import Glibc

/// Checks one of Brink's own rules; if it is broken, prints the sentence and stops the process.
///
/// Unlike `precondition`, it prints in release builds too. The sentence says how the rule was broken.
@inlinable
package func invariant(
    _ condition: @autoclosure () -> Bool,
    _ sentence: @autoclosure () -> String,
    file: StaticString = #fileID,
    line: UInt = #line
) {
    guard condition() else { violation(sentence(), file: file, line: line) }
}

/// Prints the sentence and stops the process: one of Brink's own rules is broken.
@usableFromInline
package func violation(_ sentence: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
    // A single write is not interleaved with those of other threads.
    let text = Array("brink: broken invariant: \(sentence) (\(file):\(line))\n".utf8)
    _ = unsafe text.withUnsafeBytes { bytes in unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    fatalError()
}
