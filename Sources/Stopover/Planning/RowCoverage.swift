import GRDB

/// How a row snapshot learns what a batch changes.
enum RowCoverage: Sendable, Hashable {
    /// It writes these columns of rows in the chunk's key range, and nothing else.
    case range(columns: [String])
    /// It may write other rows and tables too: each that is touched is noted.
    case tracked
    /// A closure may write anything, and there is something that a row snapshot can't keep, for the reason:
    /// it is `tracked`, and a chunk that does write it fails.
    case doubtful(String)
    /// A row snapshot can't keep it, for the reason.
    case refused(String)

    /// Why it is not sure to be kept.
    var doubt: String? {
        switch self {
        case .range, .tracked: nil
        case .doubtful(let reason), .refused(let reason): reason
        }
    }
}

extension RowCoverage {
    /// - Parameters:
    ///   - db: the copy of the schema.
    ///   - effects: what its SQL does there; a closure may do anything.
    ///   - own: the engine's tables, of which nothing is kept.
    init(
        _ db: Database, _ work: BatchDefinition.Work, _ key: BatchKey, _ effects: StepEffects,
        except own: HistoryTables
    ) throws {
        let encoding = try db.encoding()
        guard encoding == "UTF-8" else {
            self = .refused("the database's text is \(encoding)")
            return
        }
        let tables = work.isOpaque ? try Self.allTables(db) : effects.writtenTables
        for table in tables where !own.contains(table) {
            if case .refused(let reason) = try TableCoverage(db, table: table) {
                self =
                    work.isOpaque
                    ? .doubtful("it may write any table, and \(reason)") : .refused(reason)
                return
            }
        }
        guard !key.isBareRowID, try Self.staysInRange(db, work, key, effects) else {
            self = .tracked
            return
        }
        self = .range(columns: effects.writes.values.flatMap(\.self).sorted())
    }

    private static func allTables(_ db: Database) throws -> [String] {
        try TableShape.names(db, kinds: ["table", "virtual"])
    }

    /// Whether nothing but the batch's own UPDATE writes, and that nothing but its rows: no trigger, no
    /// action of a foreign key, no REPLACE that takes out other rows.
    private static func staysInRange(
        _ db: Database, _ work: BatchDefinition.Work, _ key: BatchKey, _ effects: StepEffects
    ) throws -> Bool {
        switch work {
        case .forEachRow: return false
        case .statements(let sql):
            guard ChunkTemplate.updatesChunkAlone(sql, of: key.table) else { return false }
        case .update, .transform: break
        }
        let table = FoldedName(key.table)
        guard effects.inserts.isEmpty, effects.deletes.isEmpty,
            effects.writes.keys.allSatisfy({ FoldedName($0) == table })
        else { return false }
        return try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM sqlite_master
                WHERE (type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)
                OR (tbl_name = ?1 COLLATE NOCASE AND instr(lower(sql), 'replace'))
                OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(?1) AS f
                    WHERE f."table" = ?1 COLLATE NOCASE)
                """, arguments: [key.table]) == 0
    }
}
