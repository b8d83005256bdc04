import Foundation
import Testing

@testable import Stopover

struct SnapshotNameTests {
    /// 2026-11-22T10:15:00Z.
    private static let time = Date(timeIntervalSince1970: 1_795_342_500)

    private func name(
        _ purpose: SnapshotPurpose, _ version: String? = nil, _ name: String? = nil,
        attempt: Int = 1
    ) -> String {
        SnapshotName.of(purpose, version: version, name: name, at: Self.time, attempt: attempt)
    }

    @Test func itTellsWhatForAndWhen() {
        #expect(
            name(.migration, "003", "normalize_phones")
                == "003-normalize_phones-20261122T101500Z.sqlite.zst")
        #expect(name(.migration, "20260101", nil) == "20260101-20261122T101500Z.sqlite.zst")
        #expect(name(.manual) == "manual-20261122T101500Z.sqlite.zst")
        #expect(name(.manual, "3", "x") == "manual-20261122T101500Z.sqlite.zst")
        #expect(name(.restore) == "before-restore-20261122T101500Z.sqlite.zst")
        #expect(name(.reset) == "before-reset-20261122T101500Z.sqlite.zst")
    }

    @Test func aFurtherAttemptHasItsNumber() {
        #expect(name(.manual, attempt: 2) == "manual-20261122T101500Z-2.sqlite.zst")
        #expect(name(.manual, attempt: 1_000) == "manual-20261122T101500Z-1000.sqlite.zst")
    }

    @Test func whatHasNoPlaceInAFileNameIsReplaced() {
        #expect(
            name(.migration, "1.2", "a/b\\c d\u{0}e\n\u{1F992}é-x")
                == "1.2-a_b_c_d_e____x-20261122T101500Z.sqlite.zst")
        #expect(
            name(.migration, "..", "../../etc") == "..-.._.._etc-20261122T101500Z.sqlite.zst")
    }

    @Test func itIsNeverTooLongForAFileSystem() {
        let long = name(.migration, "1", String(repeating: "n", count: 1_000), attempt: 1_000)
        #expect(
            long == "1-" + String(repeating: "n", count: 98) + "-20261122T101500Z-1000.sqlite.zst")
        #expect(Directory.partialName(long).utf8.count < 255)
    }

    @Test func completeAndPartialNamesAreToldApart() {
        let complete = name(.manual)
        let partial = Directory.partialName(complete)
        #expect(SnapshotName.kind(complete) == .database && !SnapshotName.isPartial(complete))
        #expect(SnapshotName.isPartial(partial) && SnapshotName.kind(partial) == nil)
        for other in ["x.sqlite", "x.zst", "x.partial", "x.sqlite.zst.bak", ""] {
            #expect(SnapshotName.kind(other) == nil && !SnapshotName.isPartial(other))
        }
    }
}
