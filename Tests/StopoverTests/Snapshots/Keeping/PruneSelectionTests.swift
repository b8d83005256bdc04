import Foundation
import Testing

@testable import Stopover

@Suite("Which snapshots a prune takes")
struct PruneSelectionTests {
    private static let now = Date(timeIntervalSince1970: 1_000_000_000)

    /// Named by their age in days.
    private static func snapshots(_ ages: [Int]) -> [Snapshot] {
        ages.map { age in
            Snapshot(
                path: "/snapshots/\(age)", createdAt: now - Double(age) * 86_400, purpose: .manual,
                version: nil, migrationName: nil, runID: nil, databasePath: "/db", sizeInBytes: 10,
                kind: .database(sizeInBytes: 100, pageSizeInBytes: 4096), appliedVersions: [])
        }
    }

    private func removed(
        _ ages: [Int], keep: Int? = nil, olderThan days: Int? = nil,
        wayBack: [String: MigrationVersion] = [:]
    ) -> [String] {
        PruneSelection(
            Self.snapshots(ages), keep: keep, olderThan: days.map { .seconds($0 * 86_400) },
            at: Self.now, wayBack: wayBack
        ).removed.map(\.name)
    }

    @Test("keeps the newest, whatever their order")
    func keep() {
        let ages = [3, 1, 4, 2]
        #expect(removed(ages, keep: 0) == ["1", "2", "3", "4"])
        #expect(removed(ages, keep: 1) == ["2", "3", "4"])
        #expect(removed(ages, keep: 3) == ["4"])
        #expect(removed(ages, keep: 4) == [])
        #expect(removed(ages, keep: 99) == [])
    }

    @Test("takes those that are as old as it says, or older")
    func olderThan() {
        #expect(removed([1, 2, 3], olderThan: 0) == ["1", "2", "3"])
        #expect(removed([1, 2, 3], olderThan: 2) == ["2", "3"])
        #expect(removed([1, 2, 3], olderThan: 4) == [])
    }

    @Test("given both, takes what both let go")
    func both() {
        #expect(removed([1, 2, 3, 4], keep: 1, olderThan: 3) == ["3", "4"])
        #expect(removed([1, 2, 3, 4], keep: 3, olderThan: 1) == ["4"])
    }

    @Test("given neither, takes nothing")
    func neither() {
        #expect(removed([1, 2, 3]) == [])
    }

    @Test("the only way back of a migration stays, and is told of")
    func wayBack() {
        let selection = PruneSelection(
            Self.snapshots([1, 2, 3]), keep: 1, olderThan: nil, at: Self.now,
            wayBack: ["3": 7, "1": 9])
        #expect(selection.removed.map(\.name) == ["2"])
        #expect(selection.protected.map(\.snapshot.name) == ["3"])
        #expect(selection.protected.map(\.version) == [7])
    }
}
