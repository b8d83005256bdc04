// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "stopover",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Stopover", targets: ["Stopover"]),
        .library(name: "StopoverCLI", targets: ["StopoverCLI"]),
        .executable(name: "stopover", targets: ["StopoverTool"]),
        .executable(name: "contacts-demo", targets: ["ContactsDemo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "Zstd", dependencies: ["CZstd"], swiftSettings: settings),
        .target(
            name: "Stopover",
            dependencies: [
                "CSQLite", "Zstd",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "StopoverCLI",
            dependencies: [
                "Stopover",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "StopoverTool", dependencies: ["StopoverCLI"], swiftSettings: settings),
        .executableTarget(
            name: "ContactsDemo",
            dependencies: [
                "CSQLite", "StopoverCLI", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("Migrations/002_add_columns.sql")],
            swiftSettings: settings),
        // For tests to kill; no product.
        .executableTarget(
            name: "FaultRun",
            dependencies: [
                "Stopover", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Tests/FaultRun", swiftSettings: settings),
        .testTarget(name: "ZstdTests", dependencies: ["Zstd"], swiftSettings: settings),
        .testTarget(
            name: "StopoverTests",
            dependencies: [
                "FaultRun", "Stopover", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Faults/Fuzzing/Corpus"], swiftSettings: settings),
        .testTarget(
            name: "StopoverCLITests",
            dependencies: [
                "StopoverCLI", "StopoverTool",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ContactsDemoTests",
            dependencies: ["ContactsDemo", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// For libFuzzer, by .ci/fuzz alone. In place of the tests, as a source belongs to one target.
if Context.environment["STOPOVER_FUZZ"] != nil {
    package.targets.removeAll { $0.type == .test }
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["CSQLite", "Stopover", "Zstd"], path: "Tests",
            sources: [
                "Fuzz", "StopoverTests/Faults/Fuzzing/Targets",
                "StopoverTests/Snapshots/Rows/Chunk/RandomChanges.swift",
                "StopoverTests/Support/SeededGenerator.swift",
            ],
            swiftSettings: settings))
}
