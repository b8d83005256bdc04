import Foundation
import GRDB
import Testing

@testable import Stopover

/// Which threads compare what an index is sorted by.
struct DeferredIndexSortingTests {
    /// More than SQLite sorts at once, which is a page cache's room.
    private static let rows = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        WITH RECURSIVE i (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM i WHERE x < 6000)
        INSERT INTO t SELECT x, printf('%0500d', x * 7919 % 6007) FROM i;
        """

    /// Whether another thread than the connection's compares; how many have done so one after the other is
    /// SQLite's.
    private func isHelped(
        comparing collation: String, _ change: (inout DeferredIndex) throws -> Void = { _ in }
    ) throws -> Bool {
        let seen = Recorder<ObjectIdentifier>()
        return try DatabaseQueue().inDatabase { db in
            // In the place of SQLite's own, too.
            db.add(
                collation: DatabaseCollation(collation) { a, b in
                    seen.append(ObjectIdentifier(Thread.current))
                    return a == b ? .orderedSame : a < b ? .orderedAscending : .orderedDescending
                })
            try db.execute(sql: Self.rows)
            try db.execute(sql: "CREATE INDEX i ON t (a COLLATE \(collation))")
            var index = try #require(try DeferredIndex.drop("i", rowCount: 6_000, in: db))
            try change(&index)
            let before = seen.all.count
            try index.create(in: db)
            let isHelped = Set(seen.all[before...]).count > 1
            #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
            return isHelped
        }
    }

    @Test("SQLite's own collation is called by a second thread, where there is a core for it")
    func builtIn() throws {
        let isThereACore = Database.sorterThreads > 0
        #expect(try isHelped(comparing: "NOCASE") == isThereACore)
        #expect(try isHelped(comparing: "rtrim") == isThereACore)
    }

    @Test("an app's is called by the connection's thread alone")
    func app() throws {
        #expect(try !isHelped(comparing: "by_app"))
    }

    @Test("an index of an earlier release's checkpoint is sorted by one thread")
    func earlierRelease() throws {
        let isHelped = try self.isHelped(comparing: "NOCASE") { index in
            var fields = try #require(
                try JSONSerialization.jsonObject(with: JSONEncoder().encode(index))
                    as? [String: Any])
            #expect(fields.removeValue(forKey: "collations") as? [String] == ["NOCASE", "BINARY"])
            index = try JSONDecoder().decode(
                DeferredIndex.self, from: JSONSerialization.data(withJSONObject: fields))
        }
        #expect(!isHelped)
    }
}
