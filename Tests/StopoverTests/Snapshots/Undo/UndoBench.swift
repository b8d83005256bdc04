import GRDB
import Testing

@testable import Stopover

/// A database in memory whose changes are recorded and undone.
final class UndoBench {
    let queue: DatabaseQueue
    let recorder: ChunkRecorder
    private(set) var chunks: [ChunkChanges] = []

    init(_ schema: String, _ tables: ChunkRecorder.Table...) throws {
        queue = try memory(schema)
        recorder = ChunkRecorder(tables: tables.isEmpty ? [.init("t")] : tables)
    }

    init(_ schema: String, tables: [ChunkRecorder.Table]) throws {
        queue = try memory(schema)
        recorder = ChunkRecorder(tables: tables)
    }

    /// A chunk of the migration.
    func migrate(_ sql: String) throws {
        try migrate { try $0.execute(sql: sql) }
    }

    func migrate(_ change: (Database) throws -> Void) throws {
        try queue.write { db in
            chunks.append(try recorder.record(db) { try change(db) })
        }
    }

    /// What others write since.
    func edit(_ sql: String) throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    /// Whether a row may occur in two chunks.
    var rowsMayRecur: Bool {
        var order = RowOrder()
        for chunk in chunks { order.add(chunk) }
        return order.mayRecur
    }

    private static let conflicts = HistoryTables().conflicts

    /// Undoes all chunks, newest first, each in a transaction of its own.
    @discardableResult
    func undo(_ policy: ConflictPolicy = .report, checksForeignKeys: Bool = true) throws
        -> UndoResult
    {
        try queue.writeWithoutTransaction { db in
            try db.withForeignKeys(.off) {
                try db.withoutTriggers {
                    for sql in HistoryTables().definitions where sql.contains(Self.conflicts) {
                        try db.execute(sql: sql)
                    }
                    let noted = ConflictTable(table: Self.conflicts, version: 1)
                    try noted.clear(db)
                    let undo = ChunkUndo(
                        policy: policy, checksForeignKeys: checksForeignKeys,
                        recurring: rowsMayRecur ? noted : nil)
                    var all = UndoResult()
                    for chunk in chunks.reversed() {
                        try db.inTransaction(.immediate) {
                            let result = try undo.undo(db, chunk)
                            try noted.move(db, result.moves)
                            try noted.note(db, result.conflicts)
                            all.rowsPutBack += result.rowsPutBack
                            all.overwritten += result.overwritten
                            all.conflicts += result.conflicts
                            return .commit
                        }
                    }
                    return all
                }
            }
        }
    }

    func forecast(
        _ policy: ConflictPolicy = .report, limit: Int = 100
    ) throws -> UndoForecast {
        try queue.read { db in
            let check = try UndoCheck(
                policy: policy, checksForeignKeys: true, rowsMayRecur: rowsMayRecur, limit: limit)
            for chunk in chunks.reversed() { try check.check(db, chunk) }
            return try check.finish(db)
        }
    }

    /// Each row of a table as SQL writes its values, joined by `|`.
    func rows(_ sql: String = "SELECT * FROM t") throws -> [String] {
        try queue.read { db in
            let width = try db.makeStatement(sql: sql).columnCount
            let statement = try RawStatement(db, sql)
            defer { statement.reset() }
            var rows: [String] = []
            while try statement.step() {
                rows.append(
                    (0..<Int32(width)).map { statement.value(at: $0).literal }
                        .joined(separator: "|"))
            }
            return rows
        }
    }
}

extension Conflict {
    /// `t 1 v changed`, and of a whole row `t 1 * deleted`.
    var line: String { "\(table) \(key) \(column ?? "*") \(kind.rawValue)" }
}

extension [Conflict] {
    var lines: [String] { map(\.line).sorted() }
}
