import GRDB
import Testing

@testable import Stopover

struct ConflictTableTests {
    private func database() throws -> DatabaseQueue {
        try memory(HistoryTables().definitions.joined(separator: ";"))
    }

    private let table = ConflictTable(table: HistoryTables().conflicts, version: 3)
    private let one = StoredValue(.integer(1))
    private let word = StoredValue(.text(Array("it's".utf8)))

    @Test func conflictsAreNotedByKeyAndColumnAndReadBackInOrder() throws {
        try database().write { db in
            let conflicts = [
                Conflict("t", key: [one], column: "v", .changed),
                Conflict("t", key: [one], .deleted),
                Conflict("t", key: [word], .exists), Conflict("a", key: [one], .referenced),
                Conflict("u", key: [one, one], .deleted),
                Conflict("u", key: [word, one], .deleted),
            ]
            try table.note(db, conflicts)
            #expect(try table.conflicts(db, limit: 10) == conflicts)
            #expect(try table.conflicts(db, limit: 2) == Array(conflicts.prefix(2)))
            #expect(try table.count(db) == 6)
        }
    }

    @Test func aConflictNotedAgainIsOneWithItsNewKind() throws {
        try database().write { db in
            try table.note(db, [Conflict("t", key: [one], .notUnique)])
            try table.note(db, [Conflict("t", key: [one], .deleted)])
            #expect(try table.conflicts(db, limit: 10) == [Conflict("t", key: [one], .deleted)])
        }
    }

    @Test func eachVersionHasItsOwn() throws {
        try database().write { db in
            let other = ConflictTable(table: table.table, version: 4)
            try table.note(db, [Conflict("t", key: [one], .deleted)])
            try other.note(db, [Conflict("t", key: [one], .exists)])
            try table.clear(db)
            #expect(try table.count(db) == 0)
            #expect(try other.conflicts(db, limit: 1).map(\.kind) == [.exists])
        }
    }

    @Test func aKeyKeepsItsStorageClassAndIsToldByItUnlessAsked() throws {
        #expect(Conflict("t", key: [word, one], .deleted).key == "'it''s', 1")
        #expect(Conflict("t", key: [word, one], .deleted).publicKey == "(a text), 1")
        try database().write { db in
            try table.note(
                db,
                [Conflict("t", key: [word], .deleted), Conflict("t", key: [word, one], .deleted)])
            let keys = try String.fetchAll(
                db, sql: "SELECT typeof(key) || ' ' || key FROM _migration_conflicts ORDER BY rowid"
            )
            #expect(keys == ["text it's", "text 'it''s', 1"])
        }
    }
}
