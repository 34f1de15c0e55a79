/// A function in a region: what an ``InvokerBackend`` invokes.
///
/// ## Usage
///
/// The host that loads a function returns its address. A backend that looks functions up by other means makes one:
///
/// ```swift
/// let auth = FunctionAddress(name: "auth", region: "eu-west-1")
/// print(auth)  // auth@eu-west-1
/// ```
public struct FunctionAddress: Sendable, Hashable, CustomStringConvertible {
    /// The function's name.
    public var name: String

    /// The region that the function runs in, such as `eu-west-1`.
    public var region: String

    /// Creates the address of a function in a region.
    public init(name: String, region: String = "us-east-1") {
        self.name = name
        self.region = region
    }

    /// The name and the region, as in `auth@eu-west-1`.
    public var description: String { "\(name)@\(region)" }
}
