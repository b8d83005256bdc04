import GRDB
import Stopover

/// Pages of 1,000 keys whose chunks find nothing to change.
func addPagerSuite() {
    add("pager-integer-key", rows: 50_000) { path in
        try run(on: path) { emptyBatch("contacts") }
    }
    add("pager-text-key", rows: 50_000, prepare: makeKeys) { path in
        try run(on: path) { emptyBatch("texts") }
    }
    add("pager-composite-key", rows: 50_000, prepare: makeKeys) { path in
        try run(on: path) { emptyBatch("pairs") }
    }
}

private func emptyBatch(_ table: String) -> Batch {
    Batch(table, "UPDATE \(table) SET visits = 0 WHERE visits < 0 AND :chunk").chunk(rows: 1000)
}

@Sendable private func makeKeys(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
        try db.execute(
            sql: """
                CREATE TABLE texts (key TEXT NOT NULL PRIMARY KEY, visits INTEGER);
                INSERT INTO texts SELECT printf('key %08d', id), visits FROM contacts;
                CREATE TABLE pairs (a INTEGER NOT NULL, b TEXT NOT NULL, visits INTEGER,
                    PRIMARY KEY (a, b)) WITHOUT ROWID;
                INSERT INTO pairs SELECT id / 100, printf('%02d', id % 100), visits FROM contacts;
                """)
    }
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try queue.close()
}
