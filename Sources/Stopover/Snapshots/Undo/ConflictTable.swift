import GRDB

/// The conflicts of a rollback, in the database, where people find them afterwards.
struct ConflictTable: Sendable {
    let table: String
    let version: MigrationVersion

    /// Notes the conflicts of a chunk, in its transaction. One that is there already is noted anew.
    func note(_ db: Database, _ conflicts: [Conflict]) throws {
        guard !conflicts.isEmpty else { return }
        let statement = try RawStatement(
            db,
            """
            INSERT INTO \(quoted(table)) (version, table_name, key, column_name, kind, public_key)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET kind = excluded.kind, at = CURRENT_TIMESTAMP
            """)
        for conflict in conflicts {
            try bind(conflict, to: statement)
            try statement.bind(.init(text: conflict.column ?? ""), at: 4)
            try statement.bind(.init(text: conflict.kind.rawValue), at: 5)
            try statement.bind(.init(text: conflict.publicKey), at: 6)
            try statement.run()
        }
    }

    /// The first conflicts, in the order in which they were noted. A key of more columns is kept as
    /// the text that SQL writes it in.
    func conflicts(_ db: Database, limit: Int) throws -> [Conflict] {
        let statement = try RawStatement(
            db,
            """
            SELECT table_name, key, column_name, kind, public_key FROM \(quoted(table))
            WHERE version = ? ORDER BY rowid LIMIT ?
            """)
        try bindVersion(statement)
        try statement.bind(StoredValue(.integer(Int64(limit))), at: 2)
        defer { statement.reset() }
        var conflicts: [Conflict] = []
        while try statement.step() {
            let column = statement.value(at: 2).text
            conflicts.append(
                Conflict(
                    statement.value(at: 0).text, storedKey: statement.value(at: 1),
                    publicKey: statement.value(at: 4).text,
                    column: column.isEmpty ? nil : column,
                    Conflict.Kind(rawValue: statement.value(at: 3).text) ?? .changed))
        }
        return conflicts
    }

    /// Notes the conflicts of rows under the keys that went back; all are taken out before the first is
    /// put where another one's may be.
    func move(_ db: Database, _ moves: [UndoResult.Move]) throws {
        guard !moves.isEmpty, try count(db) > 0 else { return }
        var moved: [Conflict] = []
        for move in moves {
            let place = Conflict(move.table, key: move.from, .changed)
            moved += try take(db, place).map {
                Conflict(move.table, key: move.to, column: $0.column, $0.kind)
            }
        }
        try note(db, moved)
    }

    /// Takes out what is noted of the conflict's row.
    private func take(_ db: Database, _ place: Conflict) throws -> [Conflict] {
        let statement = try RawStatement(
            db,
            """
            DELETE FROM \(quoted(table)) WHERE version = ? AND table_name = ? AND key = ?
            RETURNING column_name, kind
            """)
        try bind(place, to: statement)
        defer { statement.reset() }
        var taken: [Conflict] = []
        while try statement.step() {
            let column = statement.value(at: 0).text
            taken.append(
                Conflict(
                    place.table, storedKey: place.storedKey, publicKey: place.publicKey,
                    column: column.isEmpty ? nil : column,
                    Conflict.Kind(rawValue: statement.value(at: 1).text) ?? .changed))
        }
        return taken
    }

    private func bind(_ place: Conflict, to statement: RawStatement) throws {
        try bindVersion(statement)
        try statement.bind(.init(text: place.table), at: 2)
        try statement.bind(place.storedKey, at: 3)
    }

    /// What is noted of the conflict's row.
    func leftAlone(_ db: Database, _ conflict: Conflict) throws -> LeftAlone {
        let statement = try RawStatement(
            db,
            """
            SELECT column_name FROM \(quoted(table)) WHERE version = ? AND table_name = ? AND key = ?
            """)
        try bind(conflict, to: statement)
        defer { statement.reset() }
        var left = LeftAlone()
        while try statement.step() {
            let column = statement.value(at: 0).text
            left.add(column.isEmpty ? nil : column)
        }
        return left
    }

    func count(_ db: Database) throws -> Int {
        let statement = try RawStatement(
            db, "SELECT count(*) FROM \(quoted(table)) WHERE version = ?")
        try bindVersion(statement)
        guard case .integer(let count)? = try statement.firstRow()?.first?.content else { return 0 }
        return Int(count)
    }

    /// Forgets the conflicts of the version, as when it is applied again.
    func clear(_ db: Database) throws {
        let statement = try RawStatement(db, "DELETE FROM \(quoted(table)) WHERE version = ?")
        try bindVersion(statement)
        try statement.run()
    }

    private func bindVersion(_ statement: RawStatement) throws {
        try statement.bind(.init(text: version.text), at: 1)
    }
}

extension StoredValue {
    fileprivate init(text: String) {
        self.init(.text(Array(text.utf8)))
    }

    /// A text, decoded; empty of another class, which only a hand in the table can have written.
    fileprivate var text: String {
        guard case .text(let bytes) = content else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
