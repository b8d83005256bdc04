import Foundation
import GRDB
import Testing

@testable import Stopover

/// What plan and status say of indexes.
struct IndexNotesTests {
    private static let changing = TestMigration(1, name: "changing") {
        Update("t", set: "a = 'z' || a").chunk(rows: 4)
    }

    private func notes(_ plan: Plan) -> [String] {
        plan.notes.filter { $0.hasPrefix("Index") }
    }

    @Test func rebuildSaysWhichAreDropped() throws {
        let table = try IndexedTable(rows: 5)
        let plan = try table.migrator(.rebuild, Self.changing).plan()
        #expect(plan.migrations[0].steps[0].rebuiltIndexes == IndexedTable.written)
        #expect(
            notes(plan) == [
                """
                Indexes i_a, i_expression, i_generated, i_partial are dropped for Update t of 001, and \
                built again after it: others write only when that is done, and do without them until \
                then (--indexes keep).
                """
            ])
    }

    @Test func autoSaysThatItMayWhereTheTableIsLarge() throws {
        let small = try IndexedTable(rows: 10_499)
        #expect(try notes(small.migrator(.auto, Self.changing).plan()) == [])
        let large = try IndexedTable(rows: 10_500)
        try large.database.execute(
            "DROP INDEX i_expression; DROP INDEX i_generated; DROP INDEX i_partial")
        #expect(
            try notes(large.migrator(.auto, Self.changing).plan()) == [
                """
                Index i_a may be dropped for Update t of 001, and built again after it: others write \
                only when that is done, and do without it until then (--indexes keep).
                """
            ])
    }

    @Test func keepSaysNothing() throws {
        let table = try IndexedTable(rows: 20_000)
        let plan = try table.migrator(.keep, Self.changing).plan()
        #expect(notes(plan) == [])
        #expect(plan.migrations[0].steps[0].rebuiltIndexes == [])
    }

    @Test func aStoppedOneSaysWhatIsMissing() throws {
        let table = try IndexedTable(rows: 20)
        try table.database.execute(
            "DROP INDEX i_expression; DROP INDEX i_generated; DROP INDEX i_partial")
        _ = try StopAt.chunk(2).run(table.migrator(.rebuild, Self.changing, snapshot: .rows))
        let note = "Index i_a is missing since 001 was stopped, and is built again."
        let keeping = try table.migrator(.keep, Self.changing, snapshot: .rows)
        #expect(try notes(keeping.plan()) == [note])
        #expect(try notes(keeping.rollbackPlan()) == [note])
        let rebuilding = try table.migrator(.rebuild, Self.changing, snapshot: .rows)
        #expect(try notes(rebuilding.plan()) == [note])
        // It is there again by then.
        let next = TestMigration(2, name: "next") { Update("t", set: "a = 'y' || a") }
        var settings = RunSettings.unhurried
        settings.indexes = .rebuild
        let both = try table.database.migrator([Self.changing, next], settings: settings)
        let further = """
            Index i_a is dropped for Update t of 002, and built again after it: others write only when \
            that is done, and do without it until then (--indexes keep).
            """
        #expect(try notes(both.plan()) == [note, further])
    }

    @Test func theRoomForBuildingThemIsCounted() throws {
        let table = try IndexedTable(rows: 30_000)
        let needed = try [IndexPolicy.keep, .rebuild].map { policy in
            try table.migrator(policy, Self.changing).plan().disks.map(\.neededBytes).reduce(0, +)
        }
        // Six columns in four indexes; once for the sorter, once for the log.
        #expect(needed[1] - needed[0] == 2 * 30_000 * (4 * 16 + 6 * 32))
    }

    @Test func tooLittleRoomIsKnown() throws {
        let directory = NSTemporaryDirectory()
        let index = DeferrableIndex(name: "i", columnCount: 1)
        func need(_ rows: Int) -> DiskNeed {
            var need = DiskNeed()
            need.add([index], rows: rows, ofDatabase: directory + "/x.db")
            return need
        }
        #expect(need(1).isEnough)
        let large = need(1 << 50)
        #expect(!large.isEnough)
        #expect(
            message { try large.refuse("Building indexes again", hint: "Make room.") }
                .hasPrefix("Building indexes again needs about "))
    }

    @Test func theRoomIsMeasuredByRowsAndColumns() {
        let index = DeferrableIndex(name: "i", columnCount: 2)
        #expect(index.sizeInBytes(rows: 1_000) == 80_000)
    }
}
