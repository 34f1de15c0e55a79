/// Faults on the process's standard streams.
extension Fault {
    static let nodeDescriptors: [Fault] = [
        .node(
            "closing file descriptors 0 to 2",
            "for (const descriptor of [0, 1, 2]) fs.closeSync(descriptor)",
            .accepted
        ),
        .node(
            "100 MB written to the log",
            "const line = 'x'.repeat(1 << 20); for (let i = 0; i < 100; i++) console.log(line)",
            .accepted,
            timeout: .seconds(10)
        ),
    ]
}
