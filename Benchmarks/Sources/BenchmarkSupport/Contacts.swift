import GRDB

/// A table of contacts, some 200 bytes a row.
public enum Contacts {
    /// Makes the database anew at `path`, in WAL mode.
    public static func make(at path: String, rows: Int) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(
                sql: """
                    CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT,
                    phone TEXT, country TEXT, company TEXT, street TEXT, city TEXT, notes TEXT,
                    score REAL, visits INTEGER)
                    """)
            try db.inTransaction {
                try db.execute(
                    sql: """
                        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                        INSERT INTO contacts SELECT i, 'Ada Lovelace ' || i,
                        'ADA.' || i || '@Example.ORG ', '+49 (30) ' || (1000000 + i % 8999999),
                        'DE', 'Analytical Engines ' || i % 1000, 'Unter den Linden ' || i % 100,
                        'Berlin', 'met at the fair, wants a call back next week, likes tea',
                        i * 0.5, 0 FROM n
                        """, arguments: [rows])
                return .commit
            }
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try queue.close()
    }
}
