// swift-tools-version: 6.2
import PackageDescription

/// Debian's libnode and its headers where another Node owns their paths: `scripts/install-deps` unpacks them here.
let unpackedNode = "\(Context.packageDirectory)/.build/node"

let package = Package(
    name: "brink",
    products: [
        .executable(name: "brink", targets: ["BrinkProgram"]),
        .executable(name: "brink-demo", targets: ["BrinkDemoProgram"]),
        .library(name: "Brink", targets: ["Brink"]),
        .library(name: "CloudFrontEvents", targets: ["CloudFrontEvents"]),
        .library(name: "Invocations", targets: ["Invocations"]),
        .library(name: "EdgeEmulator", targets: ["EdgeEmulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.2"),
        // The emulator: HTTP in and out, metrics, the manifest's YAML, the log's database.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Percentiles of benchmarks.
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // The program, and its commands as a testable library.
        .executableTarget(name: "BrinkProgram", dependencies: ["BrinkCommands", "TerminalOutput"]),
        .target(
            name: "BrinkCommands",
            dependencies: [
                "BrinkDemo", "TerminalOutput", "Brink", "EdgeEmulator", "FunctionLogs", "StacktapeManifest",
                "HandlerRuntime", "InterpreterThreads", "Invocations", "CloudFrontEvents", "Invariants",
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
        .target(
            name: "TerminalOutput",
            dependencies: [
                "Invariants",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Rainbow", package: "Rainbow"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // The samples and their table, without the emulator: `make demo` builds this alone.
        .executableTarget(name: "BrinkDemoProgram", dependencies: ["BrinkDemo", "TerminalOutput"]),
        .target(
            name: "BrinkDemo",
            dependencies: [
                "Brink", "TerminalOutput", "Invocations", "InterpreterThreads", "CloudFrontEvents",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // What a test suite imports.
        .target(
            name: "Brink",
            dependencies: [
                "NodeRuntime", "PythonRuntime", "WorkerRuntime", "HandlerRuntime", "InterpreterThreads",
                "Invocations", "CloudFrontEvents", "Invariants",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // The edge's events and rules; invocations and their outcomes; what every language implements. No interpreter.
        .target(name: "CloudFrontEvents", dependencies: ["Invariants"]),
        .target(name: "Invocations", dependencies: ["CloudFrontEvents", "Invariants"]),
        .target(
            name: "HandlerRuntime",
            dependencies: ["InterpreterThreads", "Invocations", "CloudFrontEvents", "Invariants"]
        ),
        .target(
            name: "InterpreterThreads",
            dependencies: [
                "CProcessor", "Invariants", .product(name: "DequeModule", package: "swift-collections"),
            ]
        ),
        .target(name: "Invariants"),
        .target(name: "CProcessor", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // The two languages: a Swift side, and a C or C++ shim that alone speaks to the interpreter.
        .target(
            name: "NodeRuntime",
            dependencies: [
                "HandlerRuntime", "InterpreterThreads", "Invocations", "CloudFrontEvents", "Invariants",
                "CNodeHost", "CRuntimeFiles",
            ]
        ),
        .target(
            name: "PythonRuntime",
            dependencies: [
                "HandlerRuntime", "InterpreterThreads", "Invocations", "CloudFrontEvents", "Invariants",
                "CPythonHost", "CRuntimeFiles",
            ]
        ),
        .target(
            name: "CNodeHost",
            cxxSettings: [
                // libnode exports no RTTI, and the ArrayBuffer allocator derives from one of its classes.
                .unsafeFlags([
                    "-fno-rtti", "-Wall", "-Wextra", "-Werror", "-isystem", "\(unpackedNode)/include",
                ]),
                .headerSearchPath("forwarding"),
            ],
            linkerSettings: [
                .unsafeFlags([
                    "-L\(unpackedNode)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(unpackedNode)/lib",
                ]),
                .linkedLibrary("node"),
                .linkedLibrary("uv"),
            ]
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
            dependencies: [
                "HandlerRuntime", "InterpreterThreads", "Invocations", "CloudFrontEvents", "Invariants",
                "CWorkerProcess",
            ]
        ),
        .target(name: "CWorkerProcess", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // A CDN on localhost, and the page that shows what it does.
        .target(
            name: "EdgeEmulator",
            dependencies: [
                "Invocations", "CloudFrontEvents", "Invariants", "CPageFiles", "CCompression",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
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
            dependencies: [
                "Invocations", "CloudFrontEvents", "Invariants",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "FunctionLogs",
            dependencies: [
                "InterpreterThreads", "Invocations", "Invariants",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // What is promised, measured: `make bench`.
        .executableTarget(name: "bare-python", dependencies: ["CPython"], path: "Benchmarks/BarePython"),
        .executableTarget(
            name: "brink-bench",
            dependencies: [
                "TerminalOutput", "Brink", "NodeRuntime", "HandlerRuntime", "InterpreterThreads",
                "Invocations",
                "CloudFrontEvents",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
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
                "TerminalOutput", "Brink", "HandlerRuntime", "InterpreterThreads", "Invocations",
                "CloudFrontEvents",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Trials",
            exclude: ["Shims"]
        ),

        .target(name: "Randomness", path: "Tests/Randomness"),
        .testTarget(name: "CloudFrontEventsTests", dependencies: ["CloudFrontEvents", "Randomness"]),
        .testTarget(
            name: "HandlerRuntimeTests",
            dependencies: ["HandlerRuntime", "InterpreterThreads", "Invocations", "CloudFrontEvents"]
        ),
        .testTarget(name: "InterpreterThreadsTests", dependencies: ["InterpreterThreads"]),
        .testTarget(name: "InvocationsTests", dependencies: ["Invocations", "CloudFrontEvents"]),
        .testTarget(
            name: "FunctionLogsTests",
            dependencies: ["FunctionLogs", "Invocations", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .testTarget(
            name: "WorkerRuntimeTests",
            dependencies: [
                "WorkerRuntime", "Brink", "NodeRuntime", "HandlerRuntime", "InterpreterThreads",
                "Invocations",
                "CloudFrontEvents", "Randomness",
            ]
        ),
        .testTarget(
            name: "StacktapeManifestTests",
            dependencies: ["StacktapeManifest", "CloudFrontEvents", "Randomness"]
        ),
        .testTarget(
            name: "EdgeEmulatorTests",
            dependencies: [
                "EdgeEmulator", "Invocations", "CloudFrontEvents", "Randomness",
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
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
            dependencies: [
                "Brink", "NodeRuntime", "HandlerRuntime", "InterpreterThreads", "Invocations",
                "CloudFrontEvents",
            ],
            // Handlers, which the interpreters read where they stand.
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Brink", "EdgeEmulator",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
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
                "BrinkProgram", "BrinkCommands", "TerminalOutput", "FunctionLogs", "Invocations",
                "CloudFrontEvents",
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

// Tests of optimised modules need no optimisation, which would take twice as long to compile as the tests do without.
for target in package.targets where target.type == .test {
    target.swiftSettings?.append(.unsafeFlags(["-Onone"]))
}
