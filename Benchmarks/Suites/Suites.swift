import Benchmark
import CAllocations
import Foundation

// What each part of the engine costs, by way of the public API, on small databases:
//
//     cd Benchmarks && swift package benchmark [--filter 'transform.*']
//     cd Benchmarks && swift package benchmark thresholds check
//
// Checked are memory, calls that allocate, and the processor time over that of a bare UPDATE just before: they stay
// the same on another or a busier machine, which seconds don't. What they are held against is in Thresholds, written
// by the command below. Instructions are shown where the machine counts them.
//
//     swift package --allow-writing-to-package-directory benchmark thresholds update
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.instructions, .peakMemoryResident, .allocations, .overBareUpdate],
        warmupIterations: 1, maxDuration: .seconds(20), maxIterations: 15,
        thresholds: [
            .peakMemoryResident: .init(relative: [.p50: 25, .p90: 25]),
            .allocations: .init(relative: [.p50: 25, .p90: 40]),
            .overBareUpdate: .init(relative: [.p50: 30, .p90: 50]),
        ])
    Benchmark.teardown = { try Fixture.removeAll() }
    addPagerSuite()
    addChunkSuite()
    addTransformSuite()
    addSnapshotSuite()
    addUndoSuite()
    addRestoreSuite()
}

extension BenchmarkMetric {
    /// The processor time of all threads, in percent of what a bare UPDATE of all the phones took.
    static let overBareUpdate = Self.custom(
        "CPU, % of a bare UPDATE", polarity: .prefersSmaller, useScalingFactor: false)

    /// Of all threads.
    static let allocations = Self.custom(
        "Allocations", polarity: .prefersSmaller, useScalingFactor: false)
}

/// Adds a benchmark of `work` on a fresh copy of a contacts database.
///
/// - Parameters:
///   - prepare: changes the database that is copied, once.
///   - arrange: changes each copy, before the time starts.
func add(
    _ name: String, rows: Int = 20_000,
    prepare: @escaping @Sendable (String) throws -> Void = { _ in },
    arrange: @escaping @Sendable (String) throws -> Void = { _ in },
    work: @escaping @Sendable (String) throws -> Void
) {
    Benchmark(
        name,
        closure: { (benchmark: Benchmark, fixture: Fixture) throws in
            let bare = try fixture.bareUpdate(timed: processorTime)
            let path = try fixture.copy()
            try arrange(path)
            let before = allocation_count()
            benchmark.startMeasurement()
            let time = try processorTime { try work(path) }
            benchmark.stopMeasurement()
            benchmark.measurement(.allocations, Int(allocation_count() - before))
            benchmark.measurement(.overBareUpdate, Int((100 * time / bare).rounded()))
        },
        setup: { try Fixture(rows: rows, prepare) })
}

/// Seconds that all threads of this process have computed meanwhile.
private func processorTime(_ work: () throws -> Void) rethrows -> Double {
    let start = clock()
    try work()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
}
