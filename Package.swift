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
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The program, and its commands as a testable library.
        .executableTarget(name: "brink", dependencies: ["BrinkCommands"]),
        .target(
            name: "BrinkCommands",
            dependencies: [
                "Brink", "StacktapeManifest", "HandlerRuntime", "CloudFrontEvents",
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

        // A stacktape.yml as checked values.
        .target(
            name: "StacktapeManifest",
            dependencies: ["CloudFrontEvents", .product(name: "Yams", package: "Yams")]
        ),

        // What is promised, measured: `make bench`.
        .executableTarget(name: "bare-python", dependencies: ["CPython"], path: "Benchmarks/BarePython"),
        .executableTarget(
            name: "brink-bench",
            dependencies: [
                "Brink", "NodeRuntime", "HandlerRuntime", "CloudFrontEvents",
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
            name: "WorkerRuntimeTests",
            dependencies: [
                "WorkerRuntime", "Brink", "NodeRuntime", "HandlerRuntime", "CloudFrontEvents", "Randomness",
            ]
        ),
        .testTarget(
            name: "StacktapeManifestTests",
            dependencies: ["StacktapeManifest", "CloudFrontEvents"]
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
                "brink",
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
    "CWorkerProcess",
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
