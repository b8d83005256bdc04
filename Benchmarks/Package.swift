// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that users of the library never resolve what measures it.
let package = Package(
    name: "stopover-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "stopover", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(
            name: "BenchmarkSupport",
            dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
        .executableTarget(
            name: "snapshot-cost",
            dependencies: [
                "BenchmarkSupport", .product(name: "Stopover", package: "stopover"),
            ],
            path: "Sources/SnapshotCost"),
        .target(name: "CBareUpdate", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "undo-cost",
            dependencies: [
                "BenchmarkSupport", "CBareUpdate",
                .product(name: "Stopover", package: "stopover"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Sources/UndoCost"),
        .executableTarget(
            name: "flat-cost",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Stopover", package: "stopover"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Sources/FlatCost"),
    ],
    swiftLanguageModes: [.v6]
)
