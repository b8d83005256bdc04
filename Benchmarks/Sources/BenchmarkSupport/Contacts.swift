import Foundation
import GRDB

/// The table that the benchmarks change: contacts, some 200 bytes a row, 11 columns.
public enum Contacts {
    /// A table beside the contacts, for the writes of others.
    public static let sideTable = "other_writes"

    /// Makes the database anew at `path`, in WAL mode and checkpointed: the same for the same count.
    public static func make(at path: String, rows: Int) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            // A lost database is made again.
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
            try db.execute(sql: schema)
            try Words.load(into: db)
            for first in stride(from: 1, through: rows, by: rowsPerTransaction) {
                let last = min(rows, first + rowsPerTransaction - 1)
                try db.inTransaction {
                    try db.execute(sql: insertion, arguments: [first, last])
                    return .commit
                }
            }
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try queue.close()
    }

    /// Gives the column that the contenders change an index.
    public static func indexPhones(at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE INDEX contacts_phone ON contacts(phone);
                    PRAGMA wal_checkpoint(TRUNCATE);
                    """)
        }
        try queue.close()
    }

    /// How often others have written into the side table.
    public static func otherWrites(_ path: String) throws -> Int {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.read { db in
            try Int.fetchOne(db, sql: "SELECT count FROM \(sideTable)") ?? 0
        }
    }

    private static let rowsPerTransaction = 1_000_000

    private static let schema = """
        CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, phone TEXT,
            country TEXT, company TEXT, street TEXT, city TEXT, notes TEXT, score REAL,
            visits INTEGER);
        CREATE TABLE \(sideTable) (id INTEGER PRIMARY KEY, count INTEGER NOT NULL);
        INSERT INTO \(sideTable) VALUES (1, 0);
        """

    /// `h` scatters the row's number, so that neighbours are as unlike each other as real contacts.
    private static let insertion = """
        WITH RECURSIVE
            n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2),
            r(i, h) AS (SELECT i, i * 2654435761 % 4294967291 * 48271 % 2147483647 FROM n)
        INSERT INTO contacts
        SELECT i, g.word || ' ' || f.word,
            CASE h % 5 WHEN 0 THEN upper(g.word) ELSE lower(g.word) END || '.' || f.word
                || h / 64 % 10000 || '@' || d.word || CASE h % 7 WHEN 0 THEN ' ' ELSE '' END,
            CASE h % 8
                WHEN 0 THEN '+49 (' || (30 + h / 8 % 60) || ') ' || (1000000 + h % 8999999)
                WHEN 1 THEN '+49 ' || (30 + h / 8 % 60) || ' ' || (100 + h % 899) || '-' || (1000 + h / 64 % 8999)
                WHEN 2 THEN '0' || (30 + h / 8 % 60) || '/' || (1000000 + h % 8999999)
                WHEN 3 THEN '+1 (' || (201 + h / 8 % 700) || ') 555-' || (1000 + h / 64 % 8999)
                WHEN 4 THEN (201 + h / 8 % 700) || '.555.' || (1000 + h / 64 % 8999)
                WHEN 5 THEN '+44 20 ' || (1000 + h / 8 % 8999) || ' ' || (1000 + h / 64 % 8999)
                WHEN 6 THEN '0049-' || (30 + h / 8 % 60) || '-' || (100000 + h % 899999)
                ELSE CASE h / 8 % 4 WHEN 0 THEN NULL ELSE '+33 1 ' || (10 + h / 8 % 89) || ' '
                    || (10 + h / 64 % 89) || ' ' || (10 + h / 512 % 89) || ' ' || (10 + h % 89) END
            END,
            c.word, o.word || ' ' || h / 128 % 1000, s.word || ' ' || h / 256 % 200, t.word,
            p.word || ', ' || q.word || ', customer #' || h || printf(
                ' since %d-%02d-%02d, last order from the catalogue: %d items on %02d-%02d', 1990 + h / 32 % 36,
                1 + h / 64 % 12, 1 + h / 256 % 28, 1 + h % 97, 1 + h / 512 % 12, 1 + h / 1024 % 28),
            h / 1024 % 100000 / 8.0, h % 50
        FROM r
            JOIN words AS g ON g.id = h / 16 % 16
            JOIN words AS f ON f.id = 16 + h / 2048 % 16
            JOIN words AS d ON d.id = 32 + h / 128 % 8
            JOIN words AS c ON c.id = 40 + h / 512 % 8
            JOIN words AS o ON o.id = 48 + h / 4096 % 8
            JOIN words AS s ON s.id = 56 + h / 8192 % 8
            JOIN words AS t ON t.id = 64 + h / 16384 % 8
            JOIN words AS p ON p.id = 72 + h / 32768 % 8
            JOIN words AS q ON q.id = 80 + h / 65536 % 8
        """
}
