import Foundation
import Testing

@testable import Stopover

/// Where the seeds come from that are no text: `STOPOVER_WRITE_SEEDS=1` writes them anew, as they must be
/// when a format changes.
struct FuzzSeedTests {
    private static let isAsked = ProcessInfo.processInfo.environment["STOPOVER_WRITE_SEEDS"] != nil

    private func write(_ seeds: [String: [UInt8]], _ target: FuzzTarget) throws {
        let directory = FuzzCorpus.directory(target)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for (name, bytes) in seeds {
            try Data(bytes).write(to: directory.appendingPathComponent(name))
        }
    }

    private func chunk(_ changes: ChunkChanges) throws -> [UInt8] {
        var encoder = ChunkFrameEncoder()
        return try encoder.content(changes)
    }

    @Test(.enabled(if: isAsked)) func chunks() throws {
        var random = RandomChanges(seed: 1)
        var seeds = ["empty": try chunk(ChunkChanges()), "phones": try chunk(RowSample.chunk(1))]
        for number in 1...6 { seeds["random-\(number)"] = try chunk(random.changes(rows: 6)) }
        try write(seeds, .chunk)
    }

    @Test(.enabled(if: isAsked)) func rowSnapshots() throws {
        let sample = try RowSample()
        let writer = try sample.create()
        try RowSample.append(0..<2, to: writer)
        let unfinished = try sample.bytes()
        try writer.seal()
        var random = RandomChanges(seed: 2)
        let file = try RowSnapshotFile(ReadableFile(path: sample.path))
        let manifest = Array(try JSONEncoder().encode(#require(file.end).manifest))
        let head = Array(try JSONEncoder().encode(RowSample.head))
        let chunks = try (0..<3).flatMap { _ in try chunk(random.changes(rows: 4)).asFuzzPart }
        func made(_ options: RowSnapshotFuzz.Options, tail: [UInt8] = []) -> [UInt8] {
            [options.rawValue] + head.asFuzzPart + manifest.asFuzzPart + tail.asFuzzPart
                + [UInt8](repeating: 0, count: 9) + chunks
        }
        let whole = RowSnapshotFuzz.Options.whole.rawValue
        try write(
            [
                "file": try [whole] + sample.bytes(),
                "refused-unfinished-file": [whole] + unfinished,
                "parts": made([]), "unfinished": made(.unfinished),
                "torn": made(.unfinished, tail: Array(unfinished.suffix(20))),
                "refused-counts": made(.ownCounts), "refused-table": made(.otherTable),
                "refused-manifest": made(.ownManifest),
            ], .rowSnapshot)
    }

    @Test(.enabled(if: isAsked)) func snapshots() throws {
        let database = try TestDatabase(
            journalMode: "delete",
            "PRAGMA page_size = 512; CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        let path = try database.takeSnapshot().path
        let manifest = Array(try JSONEncoder().encode(SnapshotFile(path: path).manifest))
        try database.close()
        let pages = try Array(database.data())
        func made(_ options: SnapshotFuzz.Options, pageSize: Int = 512) -> [UInt8] {
            [options.rawValue] + manifest.asFuzzPart + Array(pages[..<pageSize]).asFuzzPart
                + [UInt8](repeating: 0, count: 9) + pages[pageSize...]
        }
        let whole = SnapshotFuzz.Options.whole.rawValue
        try write(
            [
                "file": try [whole] + Array(database.data(path)), "parts": made([]),
                "own-sizes": made([.ownSizes, .ownPageSize]),
                "large-pages": made(.largePages, pageSize: 1_024),
                "refused-hashes": made([.ownHashes]), "refused-table": made(.otherTable),
                "refused-page-size": made([.largePages, .ownPageSize], pageSize: 1_024),
            ], .snapshot)
    }
}
