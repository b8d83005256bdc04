import Foundation
import Testing

@testable import Stopover

/// A flipped bit, wherever it is, is found before a byte is restored.
struct SnapshotFlipTests {
    /// All that a snapshot consists of, and the headers of its frames once more: a sample over the whole
    /// file would seldom hit them.
    private func regions(_ sample: SnapshotSample) -> [(name: String, range: Range<Int>)] {
        let ends = sample.parts.boundaries
        let names = ["page 1", "padding", "frame 1", "frame 2", "manifest", "seek table"]
        #expect(ends.count == names.count + 1)
        let parts = zip(names, zip(ends, ends.dropFirst())).map { ($0, $1.0..<$1.1) }
        return parts
            + parts.map {
                ("header of " + $0, $1.lowerBound..<min($1.upperBound, $1.lowerBound + 9))
            }
    }

    /// 10,000 in all.
    @Test(arguments: 1...10)
    func everyFlippedBitIsFound(_ seed: UInt64) throws {
        print("everyFlippedBitIsFound: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let sample = try SnapshotSample()
        var bytes = sample.parts.bytes()
        let regions = regions(sample)
        try sample.write(bytes)
        try sample.snapshots.verify(sample.path)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: sample.path))
        func write(_ index: Int) throws {
            try file.seek(toOffset: UInt64(index))
            try file.write(contentsOf: [bytes[index]])
        }
        for number in 0..<1_000 {
            let region = regions[number % regions.count]
            let index = Int.random(in: region.range, using: &generator)
            let bit = Int.random(in: 0..<8, using: &generator)
            bytes[index] ^= 1 << bit
            try write(index)
            try refusal(
                of: sample.path, "seed \(seed): bit \(bit) of byte \(index), \(region.name)")
            bytes[index] ^= 1 << bit
            try write(index)
        }
        try sample.snapshots.verify(sample.path)
    }

    /// Of the smallest snapshot there is: a database of one page, which has no frame beside the head.
    @Test func everyByteOfTheSmallestSnapshotCounts() throws {
        let database = try TestDatabase(
            journalMode: "delete",
            "PRAGMA page_size = 512; CREATE TABLE t (a); DROP TABLE t; VACUUM")
        let snapshot = try database.takeSnapshot()
        #expect(snapshot.databaseSizeInBytes == 512)
        let bytes = try Array(database.data(snapshot.path))
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: snapshot.path))
        for index in bytes.indices {
            let bit = index % 8
            for byte in [bytes[index] ^ 1 << bit, bytes[index]] {
                try file.seek(toOffset: UInt64(index))
                try file.write(contentsOf: [byte])
                let code = code { try database.snapshots.verify(snapshot.path) }
                let isDamaged = byte != bytes[index]
                #expect(
                    code == (isDamaged ? .snapshotDamaged : nil), "bit \(bit) of byte \(index)")
            }
        }
    }
}
