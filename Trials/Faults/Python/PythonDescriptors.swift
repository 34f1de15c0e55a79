/// Faults on the process's standard streams.
extension Fault {
    static let pythonDescriptors: [Fault] = [
        .python(
            "closing file descriptors 0 to 2",
            "for descriptor in range(3): os.close(descriptor)",
            .accepted
        ),
        .python(
            "100 MB printed",
            "for _ in range(100): print('x' * (1 << 20))",
            .accepted,
            timeout: .seconds(10)
        ),
    ]
}
