// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that users of the library never resolve what measures it.
let package = Package(
    name: "stopover-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "stopover", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .target(
            name: "BenchmarkSupport",
            dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),
        .target(name: "CBareUpdate", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "compare",
            dependencies: [
                "BenchmarkSupport", "CBareUpdate",
                .product(name: "Stopover", package: "stopover"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Compare",
            resources: [.embedInCode("Peers")]),
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
