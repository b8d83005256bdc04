import GRDB

/// The rows that a step refused, in the database.
struct Quarantine: Sendable {
    let table: String
    let version: MigrationVersion
    /// The step, counted from 1.
    let step: Int

    /// Notes the refused rows of a chunk, in its transaction.
    func note(_ db: Database, _ rows: [RefusedRow], of target: String) throws {
        for row in rows {
            let statement = try RawStatement(
                db,
                """
                INSERT INTO \(quoted(table)) (version, step, table_name, key, reason)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET reason = excluded.reason, at = CURRENT_TIMESTAMP
                """)
            try bindPlace(statement)
            try statement.bind(StoredValue(.text(Array(target.utf8))), at: 3)
            try statement.bind(Self.stored(row.key), at: 4)
            try statement.bind(StoredValue(.text(Array(row.reason.utf8))), at: 5)
            try statement.run()
        }
    }

    /// Forgets all rows of the step: a further pass notes anew those that are refused again.
    func clear(_ db: Database) throws {
        let statement = try RawStatement(
            db, "DELETE FROM \(quoted(table)) WHERE version = ? AND step = ?")
        try bindPlace(statement)
        try statement.run()
    }

    private func bindPlace(_ statement: RawStatement) throws {
        try statement.bind(StoredValue(.text(Array(version.text.utf8))), at: 1)
        try statement.bind(StoredValue(.integer(Int64(step))), at: 2)
    }

    /// A key of one column as it is; of more, their values as SQL writes them.
    private static func stored(_ key: [StoredValue]) -> StoredValue {
        guard key.count > 1 else { return key.first ?? .null }
        return StoredValue(.text(Array(key.map(\.literal).joined(separator: ", ").utf8)))
    }
}
