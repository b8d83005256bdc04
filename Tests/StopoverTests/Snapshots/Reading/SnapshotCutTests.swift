import Foundation
import Testing

@testable import Stopover

/// What is missing, too much, or in another place is found before a byte is restored.
struct SnapshotCutTests {
    private let sample: SnapshotSample
    private let bytes: [UInt8]

    init() throws {
        sample = try SnapshotSample()
        bytes = sample.parts.bytes()
    }

    @Test func wholeItIsTaken() throws {
        try sample.write(bytes)
        try sample.snapshots.verify("sample.sqlite.zst")
        #expect(try sample.listedDamage() == nil)
        #expect(try sample.snapshots.list().snapshots.count == 1)
    }

    @Test func cutAtAFramesEndItIsDamagedAndListedAsThat() throws {
        for end in sample.parts.boundaries.dropLast() {
            #expect(try sample.refusal(Array(bytes[..<end])) == "its end is missing")
            #expect(try sample.listedDamage() == "its end is missing")
        }
    }

    @Test func cutAnywhereItIsDamaged() throws {
        print("cutAnywhereItIsDamaged: seed 5")
        var generator = SeededGenerator(seed: 5)
        let near = sample.parts.boundaries.dropLast().flatMap { [max(0, $0 - 1), $0 + 1] }
        let last = (1...200).map { bytes.count - $0 }
        let sampled = (0..<200).map { _ in Int.random(in: 0..<bytes.count, using: &generator) }
        for length in near + last + sampled {
            #expect(try sample.refusal(Array(bytes[..<length])) != nil, "\(length) bytes")
            #expect(try sample.listedDamage() != nil)
        }
    }

    @Test func cutAtItsBeginningItIsDamaged() throws {
        for count in [1, 4, 8, 100] + sample.parts.boundaries.dropFirst().dropLast(2) {
            #expect(
                try sample.refusal(Array(bytes[count...]))
                    == "it is longer or shorter than its seek table says")
        }
    }

    @Test func withBytesBehindItIsDamaged() throws {
        for count in [1, 8, 9, 17, 1_000] {
            #expect(
                try sample.refusal(bytes + [UInt8](repeating: 0, count: count))
                    == "its end is missing")
        }
        let longer = "it is longer or shorter than its seek table says"
        #expect(try sample.refusal(bytes + sample.parts.table.frame) == longer)
        #expect(try sample.refusal(bytes + bytes) == longer)
        #expect(try sample.refusal([0] + bytes) == longer)
    }

    @Test func aFrameMoreOrLessIsDamage() throws {
        for index in sample.parts.parts.indices {
            var parts = sample.parts
            parts.parts.insert(parts.parts[index], at: index)
            #expect(
                try sample.refusal(parts.bytes()) == "its frames don't lie as its manifest says")
            parts = sample.parts
            parts.parts.remove(at: index)
            #expect(try sample.refusal(parts.bytes()) != nil)
            #expect(try sample.listedDamage() != nil)
        }
    }

    @Test func framesThatChangedPlacesAreDamage() throws {
        let sample = try SnapshotSample(rows: 3_000)
        var parts = sample.parts
        #expect(parts.parts.count >= 6)
        parts.parts.swapAt(2, 3)
        // Though the seek table goes along.
        #expect(try sample.refusal(parts.bytes()) == "its frames do not match their SHA-256")
        #expect(try sample.refusal(parts.bytes(table: sample.parts.table)) != nil)
        // All else is as it should be: only who reads it whole finds it.
        try sample.write(parts.bytes())
        #expect(try sample.listedDamage() == nil)
    }

    @Test func aPartOfAnotherSnapshotIsDamage() throws {
        let other = try SnapshotSample(rows: 1_290).parts
        for (index, reason) in [
            (0, "its head does not match its SHA-256"),
            (2, "its frames do not match their SHA-256"),
            (3, "its frames don't lie as its manifest says"),
            (4, "its frames don't lie as its manifest says"),
        ] {
            var parts = sample.parts
            parts.parts[index] = other.parts[index]
            // The head is as long as it was.
            let missing = sample.parts.parts[0].bytes.count - parts.parts[0].bytes.count
            let padding = parts.parts[1].bytes.count - SkippableFrame.headerSizeInBytes + missing
            parts.parts[1].bytes = SkippableFrame.padding.bytes(
                [UInt8](repeating: 0, count: padding))
            #expect(try sample.refusal(parts.bytes()) == reason)
        }
    }
}
