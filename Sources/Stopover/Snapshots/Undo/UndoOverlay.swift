import Foundation
import GRDB

/// Rows as the undo of newer chunks would have left them, for the check of older ones: what differs
/// from the database, in a temporary one that goes to disk where it gets large
/// (<https://sqlite.org/inmemorydb.html#temp_db>).
final class UndoOverlay {
    /// A row under a key.
    struct Entry {
        /// Nil where the row is gone from the key.
        var values: [FoldedName: StoredValue]?
        /// The key under which the database has the rest of it; nil of a row that is known whole.
        var base: [StoredValue]?
        /// The undo leaves it as it is.
        var stays: Bool
        /// What is in conflict of it.
        var left = LeftAlone()
    }

    private struct TableName: Hashable {
        let name: FoldedName
        let keyColumns: [FoldedName]
    }

    /// What of it stays in memory.
    private static let cacheSizeInKibibytes = 16 << 10

    private let queue: DatabaseQueue
    private var numbers: [TableName: Int64] = [:]
    private(set) var tables: [(table: String, keyColumns: [String])] = []

    init() throws {
        queue = try DatabaseQueue(path: "")
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -\(Self.cacheSizeInKibibytes);
                    CREATE TABLE rows (tbl INTEGER, key BLOB, base BLOB, gone INTEGER, stays INTEGER,
                    names BLOB, cells BLOB, whole INTEGER, columns BLOB, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
                    CREATE TABLE doubts (tbl INTEGER, key BLOB, kind TEXT, probe INTEGER, other BLOB);
                    """)
        }
    }

    /// Runs `body` in a transaction of the temporary database.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try queue.write(body)
    }

    /// The number of a table with its key, given out at the first use.
    func number(_ table: String, _ keyColumns: [String]) -> Int64 {
        let name = TableName(
            name: FoldedName(table), keyColumns: keyColumns.map(FoldedName.init))
        if let number = numbers[name] { return number }
        let number = Int64(tables.count)
        numbers[name] = number
        tables.append((table, keyColumns))
        return number
    }

    func entry(_ db: Database, _ table: Int64, _ key: [StoredValue]) throws -> Entry? {
        let statement = try RawStatement(
            db,
            """
            SELECT base, gone, stays, names, cells, whole, columns FROM rows
            WHERE tbl = ? AND key = ?
            """)
        try statement.bind([.init(.integer(table)), .init(packing: key)])
        guard let row = try statement.firstRow() else { return nil }
        let stays = row[2] == .one
        let left = LeftAlone(
            isWhole: row[5] == .one,
            columns: Set((row[6].unpacked ?? []).map(FoldedName.init(blob:))))
        guard row[1] != .one else { return Entry(values: nil, base: nil, stays: stays, left: left) }
        let names = (row[3].unpacked ?? []).map(FoldedName.init(blob:))
        return Entry(
            values: Dictionary(zip(names, row[4].unpacked ?? [])) { $1 }, base: row[0].unpacked,
            stays: stays, left: left)
    }

    /// Puts a row under a key, over what was there.
    func set(_ db: Database, _ table: Int64, _ key: [StoredValue], _ entry: Entry) throws {
        let row = try RawStatement(
            db, "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let (names, cells) = (entry.values?.keys, entry.values?.values)
        try row.bind([
            .init(.integer(table)), .init(packing: key),
            entry.base.map(StoredValue.init(packing:)) ?? .null,
            entry.values == nil ? .one : .null, entry.stays ? .one : .null,
            .init(packing: names?.map { StoredValue(.blob($0.bytes)) } ?? []),
            .init(packing: cells.map(Array.init) ?? []), entry.left.isWhole ? .one : .null,
            .init(packing: entry.left.columns.map { StoredValue(.blob($0.bytes)) }),
        ])
        try row.run()
    }

    /// Whether the undo moves the row that the database has under the key.
    func moves(_ db: Database, _ table: Int64, _ key: [StoredValue]) throws -> Bool {
        let statement = try RawStatement(
            db, "SELECT stays FROM rows WHERE tbl = ? AND key = ?")
        try statement.bind([.init(.integer(table)), .init(packing: key)])
        guard let row = try statement.firstRow() else { return false }
        return row[0] != .one
    }
}

// MARK: - Doubts

extension UndoOverlay {
    /// A conflict unless the undo turns out to move what is in the way.
    struct Doubt {
        let table: Int64
        let key: [StoredValue]
        let kind: Conflict.Kind
        /// Which foreign key is asked.
        let probe: Int
        /// The key of the row in the way, or the value that is referred to.
        let other: [StoredValue]
    }

    func note(_ db: Database, _ doubt: Doubt) throws {
        let statement = try RawStatement(db, "INSERT INTO doubts VALUES (?, ?, ?, ?, ?)")
        try statement.bind([
            .init(.integer(doubt.table)), .init(packing: doubt.key),
            .init(.text(Array(doubt.kind.rawValue.utf8))), .init(.integer(Int64(doubt.probe))),
            .init(packing: doubt.other),
        ])
        try statement.run()
    }

    /// Hands over all doubts in the order in which they were noted.
    func forEachDoubt(_ db: Database, _ body: (Doubt) throws -> Void) throws {
        let cursor = try Row.fetchCursor(
            db, sql: "SELECT tbl, key, kind, probe, other FROM doubts ORDER BY rowid")
        while let row = try cursor.next() {
            try body(
                Doubt(
                    table: row[0], key: KeyBytes.decode([UInt8](row[1] as Data)),
                    kind: Conflict.Kind(rawValue: row[2]) ?? .changed, probe: row[3],
                    other: KeyBytes.decode([UInt8](row[4] as Data))))
        }
    }
}

extension StoredValue {
    fileprivate static let one = StoredValue(.integer(1))

    /// Values as one blob.
    fileprivate init(packing values: [StoredValue]) {
        self.init(.blob(KeyBytes.encode(values)))
    }

    /// What it was packed of; nil of anything but a blob.
    fileprivate var unpacked: [StoredValue]? {
        guard case .blob(let bytes) = content else { return nil }
        return KeyBytes.decode(bytes)
    }
}

extension FoldedName {
    fileprivate init(blob: StoredValue) {
        guard case .blob(let bytes) = blob.content else {
            self.init(folded: [])
            return
        }
        self.init(folded: bytes)
    }
}
