import GRDB

/// What a batch changes that may write anything: each row that is touched is noted, and read on two
/// connections: on one that sees the state before the chunk, and on the one that changes it.
///
/// No one else can commit once the chunk's transaction has begun, so what a read transaction on the
/// second connection sees is what the chunk began with.
final class TrackingRecorder: ChangeRecorder {
    private let past: DatabaseQueue
    private var schemaVersion: Int64 = -1
    private var touched: TouchedRows?
    private var coverage: [String: TableCoverage] = [:]
    private var readers: [String: TouchedTable] = [:]

    /// - Parameter past: a connection of its own that can only read.
    init(past: DatabaseQueue) {
        self.past = past
    }

    func record(
        _ db: Database, _ reading: ChunkReading, _ work: (ChunkReading) throws -> ChunkResult,
        keep: (ChunkChanges) -> Void
    ) throws -> ChunkResult {
        let touched = try prepared(db)
        // In rollback-journal mode a page that leaves the cache early needs the lock that the reader is
        // in the way of: what a chunk writes fits into memory.
        return try past.readWhole { past in
            // A transaction reads nothing, and sees no state, before its first read.
            let _: Int64 = try past.schemaVersion()
            let result = try db.keepingPagesInCache {
                do {
                    return try touched.note(db) { try work(reading) }
                } catch is TouchedRows.HookTaken {
                    throw MigrationError.uncovered(
                        "the connection has a preupdate hook already, such as a session's")
                } catch is TouchedRows.StatementRunning {
                    throw MigrationError.uncovered(
                        "a statement of its connection is still running, such as a cursor that is kept"
                    )
                }
            }
            keep(try changes(db, past, touched))
            return result
        }
    }

    private func prepared(_ db: Database) throws -> TouchedRows {
        let version: Int64 = try db.schemaVersion()
        if let touched, version == schemaVersion { return touched }
        let touched = try TouchedRows(db)
        self.touched = touched
        schemaVersion = version
        coverage = [:]
        readers = [:]
        return touched
    }

    private func changes(
        _ db: Database, _ past: Database, _ touched: TouchedRows
    ) throws -> ChunkChanges {
        guard try db.schemaVersion() == schemaVersion else {
            throw MigrationError.uncovered("it changes the schema")
        }
        if let table = touched.foreignTable {
            throw MigrationError.uncovered("it writes \(table), which is in another database")
        }
        var changes = ChunkChanges()
        for table in touched.tables {
            switch try coverage(db, of: table.name) {
            case .nothing: break
            case .fullTextIndex(let index): changes.fullTextIndexes.insert(index)
            case .refused(let reason): throw MigrationError.uncovered(reason)
            case .rows(let key):
                let reader = try readers[table.name] ?? TouchedTable(db, table, key)
                readers[table.name] = reader
                changes.groups += try reader.changes(db, past, table)
            }
        }
        return changes
    }

    private func coverage(_ db: Database, of table: String) throws -> TableCoverage {
        if let known = coverage[table] { return known }
        let found = try TableCoverage(db, table: table)
        coverage[table] = found
        return found
    }
}
