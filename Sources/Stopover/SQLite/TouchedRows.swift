import CSQLite
import Foundation
import GRDB

/// Notes which rows a connection's statements touch, whatever does it: triggers, cascades and REPLACE
/// too.
///
/// By SQLite's preupdate hook (<https://sqlite.org/c3ref/preupdate_count.html>), from which nothing but
/// tables and keys is taken: of added columns and behind virtual ones it tells wrong old values.
final class TouchedRows {
    /// The rows of one table, in the order in which they were touched first.
    final class Table {
        let name: String
        /// The primary key of a table without rowid; empty of others.
        let keyColumns: [KeyColumn]
        private(set) var rowIDs: [Int64] = []
        private(set) var keys: [[StoredValue]] = []
        private var seenRowIDs: Set<Int64> = []
        private var seenKeys: Set<[StoredValue]> = []

        fileprivate init(name: String, keyColumns: [KeyColumn]) {
            self.name = name
            self.keyColumns = keyColumns
        }

        fileprivate func note(_ rowID: Int64) {
            // Mostly they come in order; the set is made when they don't.
            if seenRowIDs.isEmpty {
                guard let last = rowIDs.last, rowID <= last else { return rowIDs.append(rowID) }
                if rowID == last { return }
                seenRowIDs = Set(rowIDs)
            }
            if seenRowIDs.insert(rowID).inserted { rowIDs.append(rowID) }
        }

        fileprivate func note(_ key: [StoredValue]) {
            if seenKeys.insert(key).inserted { keys.append(key) }
        }
    }

    struct KeyColumn: Sendable, Hashable {
        let name: String
        /// Its place among the table's columns, counted from 0.
        let index: Int32
        /// Its place among those that are stored: virtual columns are not.
        let storedIndex: Int32
    }

    /// Those of tables without rowid, by the table's name.
    private let keyColumns: [String: [KeyColumn]]
    private var byName: [String: Table] = [:]
    /// By the address of SQLite's own copy of the name, which holds while the schema does.
    private var byAddress: [UnsafePointer<CChar>: Table] = [:]
    /// Tables of which a row was touched, in the order in which that happened first.
    private(set) var tables: [Table] = []
    /// A table of another database than the main one was written to.
    private(set) var foreignTable: String?

    /// - Parameter db: whose schema holds as long as rows are noted.
    init(_ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT t.name AS "table", c.name, c.cid, c.pk,
                (SELECT count(*) FROM pragma_table_xinfo(t.name) AS b
                    WHERE b.cid < c.cid AND b.hidden <> 2) AS stored
                FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
                WHERE t.schema = 'main' AND t.wr AND c.pk > 0 ORDER BY t.name, c.pk
                """)
        keyColumns = Dictionary(grouping: rows) { $0["table"] as String }.mapValues { rows in
            rows.map { KeyColumn(name: $0["name"], index: $0["cid"], storedIndex: $0["stored"]) }
        }
    }

    /// Notes the rows that `body` touches; those of earlier calls are forgotten.
    ///
    /// - Throws: ``HookTaken`` where somebody else listens by the connection's only hook, or
    ///   ``StatementRunning``.
    func note<Result>(_ db: Database, _ body: () throws -> Result) throws -> Result {
        byName.removeAll(keepingCapacity: true)
        byAddress.removeAll(keepingCapacity: true)
        tables.removeAll(keepingCapacity: true)
        foreignTable = nil
        let handle = db.sqliteConnection
        let own = Unmanaged.passUnretained(self).toOpaque()
        let other = sqlite3_preupdate_hook(handle, Self.hook, own)
        defer { sqlite3_preupdate_hook(handle, nil, nil) }
        guard other == nil else { throw HookTaken() }
        // `DELETE FROM t`, compiled without a hook, empties the table without a word.
        try db.expireStatements()
        return try body()
    }

    /// The connection has a preupdate hook already, such as a session's.
    struct HookTaken: Error {}

    /// A statement of the connection is not at its end, so that none can be compiled anew.
    struct StatementRunning: Error {}

    private typealias Hook =
        @convention(c) (
            UnsafeMutableRawPointer?, OpaquePointer?, Int32, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?, Int64, Int64
        ) -> Void

    private static let hook: Hook = { context, connection, operation, database, table, old, new in
        guard let context, let connection, let database, let table else { return }
        Unmanaged<TouchedRows>.fromOpaque(context).takeUnretainedValue()
            .note(connection, operation, database, table, old, new)
    }

    private func note(
        _ connection: OpaquePointer, _ operation: Int32, _ database: UnsafePointer<CChar>,
        _ name: UnsafePointer<CChar>, _ old: Int64, _ new: Int64
    ) {
        guard strcmp(database, "main") == 0 else {
            // Temporary tables end with the connection.
            if strcmp(database, "temp") != 0 {
                foreignTable = String(cString: database) + "." + String(cString: name)
            }
            return
        }
        let table = table(name)
        if table.keyColumns.isEmpty {
            table.note(old)
            if new != old { table.note(new) }
        } else {
            if operation != SQLITE_INSERT { table.note(oldKey(connection, table.keyColumns)) }
            if operation != SQLITE_DELETE {
                table.note(newKey(connection, operation, table.keyColumns))
            }
        }
    }

    private func table(_ address: UnsafePointer<CChar>) -> Table {
        if let table = byAddress[address] { return table }
        let name = String(cString: address)
        let table = byName[name] ?? Table(name: name, keyColumns: keyColumns[name] ?? [])
        if byName.updateValue(table, forKey: name) == nil { tables.append(table) }
        byAddress[address] = table
        return table
    }

    private func oldKey(_ connection: OpaquePointer, _ columns: [KeyColumn]) -> [StoredValue] {
        columns.map { column in
            var value: OpaquePointer?
            sqlite3_preupdate_old(connection, column.index, &value)
            return StoredValue(copying: value)
        }
    }

    /// An UPDATE's new values go by their stored place, all others by the column's: seen on 3.40.1.
    private func newKey(
        _ connection: OpaquePointer, _ operation: Int32, _ columns: [KeyColumn]
    ) -> [StoredValue] {
        columns.map { column in
            var value: OpaquePointer?
            let index = operation == SQLITE_UPDATE ? column.storedIndex : column.index
            sqlite3_preupdate_new(connection, index, &value)
            return StoredValue(copying: value)
        }
    }
}

extension Database {
    /// Has every statement compiled anew when it runs next.
    ///
    /// That is what SQLite does where a function is taken away; nothing else that asks for it changes less
    /// (<https://sqlite.org/c3ref/create_function.html>).
    ///
    /// - Throws: ``TouchedRows/StatementRunning``.
    func expireStatements() throws {
        typealias Body =
            @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
        let body: Body = { context, _, _ in sqlite3_result_null(context) }
        for body in [body, nil] {
            let code = sqlite3_create_function_v2(
                sqliteConnection, "stopover_unused", 0, SQLITE_UTF8, nil, body, nil, nil, nil)
            if code == SQLITE_BUSY { throw TouchedRows.StatementRunning() }
            guard code == SQLITE_OK else { throw Connection.failure(code, sqliteConnection) }
        }
    }
}
