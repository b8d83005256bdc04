// swift-tools-version: 6.1
import PackageDescription

/// Measures the library by itself, without contenders.
func program(_ name: String, in directory: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: [
            "BenchmarkSupport",
            .product(name: "Stopover", package: "stopover"),
            .product(name: "GRDB", package: "GRDB.swift"),
        ],
        path: "Sources/\(directory)")
}

// A package of its own, so that users of the library never resolve what measures it.
let package = Package(
    name: "stopover-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "stopover", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without traits: its interposers of malloc and of the runtime are packages of their own.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(
            name: "BenchmarkSupport",
            dependencies: [
                "CBareUpdate",
                .product(name: "Stopover", package: "stopover"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(name: "CAllocations"),
        .target(name: "CBareUpdate", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "compare",
            dependencies: [
                "BenchmarkSupport",
                .product(name: "Stopover", package: "stopover"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Compare",
            resources: [.embedInCode("Peers")]),
        program("flat-cost", in: "FlatCost"),
        program("start-cost", in: "StartCost"),
        program("chunk-times", in: "ChunkTimes"),
        // Beside Sources: the plugin takes targets whose directory is in one called Benchmarks.
        .executableTarget(
            name: "suites",
            dependencies: [
                "BenchmarkSupport", "CAllocations",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "Stopover", package: "stopover"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Suites",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
