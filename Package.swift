// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "brink",
    products: [
        .executable(name: "brink", targets: ["brink"]),
        .library(name: "Brink", targets: ["Brink"]),
        .library(name: "CloudFrontEvents", targets: ["CloudFrontEvents"]),
        .library(name: "HandlerRuntime", targets: ["HandlerRuntime"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        // The emulator: HTTP in and out, certificates, the manifest's YAML, the log's database.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The program, and its commands as a testable library.
        .executableTarget(name: "brink", dependencies: ["BrinkCommands"]),
        .target(
            name: "BrinkCommands",
            dependencies: [
                "Brink", "EdgeEmulator", "FunctionLogs", "StacktapeManifest", "HandlerRuntime",
                "CloudFrontEvents",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // What a test suite imports.
        .target(
            name: "Brink",
            dependencies: [
                "NodeRuntime", "PythonRuntime", "WorkerRuntime", "HandlerRuntime", "CloudFrontEvents",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // The edge's events and rules, and what every language implements. No interpreter.
        .target(name: "CloudFrontEvents"),
        .target(name: "HandlerRuntime", dependencies: ["CloudFrontEvents", "CProcessor"]),
        .target(name: "CProcessor", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // The two languages: a Swift side, and a C or C++ shim that alone speaks to the interpreter.
        .target(
            name: "NodeRuntime",
            dependencies: ["HandlerRuntime", "CloudFrontEvents", "CNodeHost", "CRuntimeFiles"]
        ),
        .target(
            name: "PythonRuntime",
            dependencies: ["HandlerRuntime", "CloudFrontEvents", "CPythonHost", "CRuntimeFiles"]
        ),
        .target(
            name: "CNodeHost",
            cxxSettings: [
                // libnode exports no RTTI, and the ArrayBuffer allocator derives from one of its classes.
                .unsafeFlags(["-fno-rtti", "-Wall", "-Wextra", "-Werror"]),
                .headerSearchPath("forwarding"),
            ],
            linkerSettings: [.linkedLibrary("node"), .linkedLibrary("uv")]
        ),
        .target(
            name: "CPythonHost",
            dependencies: ["CPython"],
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
        ),
        .systemLibrary(name: "CPython", pkgConfig: "python3-embed", providers: [.apt(["libpython3-dev"])]),
        .target(name: "CRuntimeFiles"),

        // Either language in a process of its own.
        .target(
            name: "WorkerRuntime",
            dependencies: ["HandlerRuntime", "CloudFrontEvents", "CWorkerProcess"]
        ),
        .target(name: "CWorkerProcess", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // A CDN on localhost, and the page that shows what it does.
        .target(
            name: "EdgeEmulator",
            dependencies: [
                "HandlerRuntime", "CloudFrontEvents", "CPageFiles", "CCompression",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "X509", package: "swift-certificates"),
            ]
        ),
        .target(name: "CPageFiles"),
        .target(
            name: "CCompression",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
            linkerSettings: [.linkedLibrary("brotlienc"), .linkedLibrary("z")]
        ),

        // The manifest, and what functions logged.
        .target(
            name: "StacktapeManifest",
            dependencies: ["CloudFrontEvents", .product(name: "Yams", package: "Yams")]
        ),
        .target(
            name: "FunctionLogs",
            dependencies: ["HandlerRuntime", .product(name: "GRDB", package: "GRDB.swift")]
        ),

        // What is promised, measured: `make bench`.
        .executableTarget(name: "bare-python", dependencies: ["CPython"], path: "Benchmarks/BarePython"),
        .executableTarget(
            name: "brink-bench",
            dependencies: [
                "Brink", "NodeRuntime", "HandlerRuntime", "CloudFrontEvents",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Benchmarks/Figures"
        ),

        // What handlers can do to their host, tried: `make faults`, `make soak`.
        .executableTarget(
            name: "shim-cycle",
            dependencies: ["CNodeHost", "CPythonHost", "CRuntimeFiles"],
            path: "Trials/Shims"
        ),
        .executableTarget(
            name: "brink-trials",
            dependencies: [
                "Brink", "HandlerRuntime", "CloudFrontEvents",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Trials",
            exclude: ["Shims"]
        ),

        .target(name: "Randomness", path: "Tests/Randomness"),
        .testTarget(name: "CloudFrontEventsTests", dependencies: ["CloudFrontEvents", "Randomness"]),
        .testTarget(name: "HandlerRuntimeTests", dependencies: ["HandlerRuntime"]),
        .testTarget(
            name: "FunctionLogsTests",
            dependencies: ["FunctionLogs", "HandlerRuntime", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .testTarget(
            name: "WorkerRuntimeTests",
            dependencies: [
                "WorkerRuntime", "Brink", "NodeRuntime", "HandlerRuntime", "CloudFrontEvents", "Randomness",
            ]
        ),
        .testTarget(
            name: "StacktapeManifestTests",
            dependencies: ["StacktapeManifest", "CloudFrontEvents", "Randomness"]
        ),
        .testTarget(
            name: "EdgeEmulatorTests",
            dependencies: [
                "EdgeEmulator", "HandlerRuntime", "CloudFrontEvents", "Randomness",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "BrinkTests",
            dependencies: ["Brink", "NodeRuntime", "HandlerRuntime", "CloudFrontEvents"],
            // Handlers, which the interpreters read where they stand.
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TrialsTests",
            dependencies: [
                "brink-trials",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "BrinkCommandsTests",
            dependencies: [
                "brink", "FunctionLogs", "HandlerRuntime",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
    ],
    cLanguageStandard: .c2x,
    cxxLanguageStandard: .cxx17
)

let shims: Set<String> = [
    "bare-python", "shim-cycle", "CNodeHost", "CPythonHost", "CPython", "CRuntimeFiles", "CProcessor",
    "CWorkerProcess", "CPageFiles", "CCompression",
]

for target in package.targets where !shims.contains(target.name) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
