import GRDB
import Stopover
import Testing

/// A table with twelve rows to choose from, and how a batch pages it.
///
/// Beside its key each table has `pos`, the row's number; `payload`, which nothing writes; and a
/// counter for each kind of batch, which shows a row that is changed twice or never.
struct KeyShape: Sendable, CustomTestStringConvertible {
    let name: String
    /// In SQL, quoted where it must be.
    var table = "t"
    /// The table's name as it is.
    var plainTable = "t"
    /// What stands before the common columns, and after them.
    let columns: String
    var constraints = ""
    var options = ""
    /// Further SQL, such as an index.
    var extra = ""
    /// What the rows' keys are inserted into.
    let keyColumns: String
    /// Keys in SQL, in no order.
    let keys: [String]
    /// What `key(_:)` is given; empty leaves the choice to the engine.
    var asked: [String] = []
    /// A chunk's rows by `:first` and `:last`.
    let edges: String
    var encoding = "UTF-8"

    static let counters = ["by_update", "by_chunk", "by_edges", "by_transform", "by_visit"]

    var testDescription: String { name }

    func definition(rows: Int) -> String {
        let counters = Self.counters.map { "\($0) INTEGER NOT NULL DEFAULT 0" }
        return """
            CREATE TABLE \(table) (\(columns), pos INTEGER, payload TEXT,
            \(counters.joined(separator: ", "))\(constraints)) \(options);
            \(extra);
            CREATE TABLE bystander (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
            INSERT INTO bystander VALUES (1, 0), (2, 0);
            \(refill(rows: rows))
            """
    }

    /// Empties the table and inserts so many of the shape's rows.
    func refill(rows: Int) -> String {
        let values = keys.prefix(rows).enumerated().map { "(\($1), \($0), 'pl4nted \($0)')" }
        let empty = "DELETE FROM \(table);"
        guard !values.isEmpty else { return empty }
        return "\(empty) INSERT INTO \(table) (\(keyColumns), pos, payload) VALUES "
            + values.joined(separator: ", ")
    }

    /// A database in memory with so many of the shape's rows.
    func database(rows: Int) throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA encoding = '\(encoding)'")
            try db.execute(sql: definition(rows: rows))
        }
        return queue
    }

    /// Every kind of batch, each adding 1 to its own counter.
    func migration(chunk: Int?) -> TestMigration {
        let table = table
        return TestMigration("1") {
            step(Update(plainTable, set: "by_update = by_update + 1"), chunk)
            step(
                Batch(plainTable, "UPDATE \(table) SET by_chunk = by_chunk + 1 WHERE :chunk"), chunk
            )
            step(
                Batch(plainTable, "UPDATE \(table) SET by_edges = by_edges + 1 WHERE \(edges)"),
                chunk)
            step(
                Transform(
                    plainTable, reading: .integer("by_transform"), writing: .integer("by_transform")
                ) { n in (n ?? 0) + 1 }, chunk)
            step(
                ForEachRow(plainTable, reading: .integer("pos")) { db, pos in
                    try db.execute(
                        sql: "UPDATE \(table) SET by_visit = by_visit + 1 WHERE pos = ?",
                        arguments: [pos])
                }, chunk)
        }
    }

    private func step<Step: BatchStep>(_ step: Step, _ chunk: Int?) -> Step {
        var step = step
        if let chunk { step = step.chunk(rows: chunk) }
        switch asked.count {
        case 1: return step.key(asked[0])
        case 2: return step.key(asked[0], asked[1])
        default: return step
        }
    }
}

extension KeyShape {
    private static let integers = [
        "5", "-9223372036854775808", "0", "9223372036854775807", "-7", "1", "1000000", "8", "-6",
        "2", "6", "3",
    ]
    private static let words = [
        "'pear'", "'apple'", "'fig'", "'Fig tree'", "'pl4nted'", "''", "'42'", "'a'", "'b'", "'ab'",
        "'é'", "'日本'",
    ]
    private static let pairs = [
        "2, 'b'", "1, 'z'", "1, 'a'", "2, ''", "3, 'c'", "-1, 'z'", "1, 'Z'", "2, 'a'", "0, '0'",
        "3, 'd'", "-1, ''", "1, 'b'",
    ]
    private static let single = "k >= :first AND k <= :last"
    private static let composite = "(a, b) >= (:first_a, :first_b) AND (a, b) <= (:last_a, :last_b)"

    /// `5`, `'5'` and `x'35'` are three keys, and so are two spellings of é.
    private static let mixed = [
        "5", "'5'", "x'35'", "''", "x''", "-1.5", "'a' || char(0) || 'b'", "'a'", "x'00'",
        "CAST(x'65cc81' AS TEXT)", "CAST(x'c3a9' AS TEXT)", "5.5",
    ]

    static let all: [KeyShape] = [
        KeyShape(
            name: "INTEGER PRIMARY KEY with gaps and negative ids",
            columns: "k INTEGER PRIMARY KEY",
            keyColumns: "k", keys: integers, edges: single),
        KeyShape(
            name: "INTEGER PRIMARY KEY AUTOINCREMENT asked for by name",
            columns: "k INTEGER PRIMARY KEY AUTOINCREMENT", keyColumns: "k", keys: integers,
            asked: ["K"], edges: single),
        KeyShape(
            name: "INTEGER PRIMARY KEY DESC, which is no rowid",
            columns: "k INTEGER NOT NULL PRIMARY KEY DESC", keyColumns: "k", keys: integers,
            edges: single),
        KeyShape(
            name: "PRIMARY KEY (k DESC), which is the rowid", columns: "k INTEGER",
            constraints: ", PRIMARY KEY (k DESC)", keyColumns: "k", keys: integers, edges: single),
        KeyShape(
            name: "bare rowid", columns: "x", keyColumns: "rowid", keys: integers,
            edges: "rowid >= :first AND rowid <= :last"),
        KeyShape(
            name: "bare rowid beside columns called rowid and oid", columns: "rowid TEXT, oid TEXT",
            keyColumns: "_rowid_", keys: integers, edges: "_rowid_ >= :first AND _rowid_ <= :last"),
        KeyShape(
            name: "bare rowid beside a primary key that holds NULL", columns: "k TEXT PRIMARY KEY",
            keyColumns: "k", keys: words.map { $0.count == 3 ? "NULL" : $0 },
            edges: "rowid >= :first AND rowid <= :last"),
        KeyShape(
            name: "composite INTEGER and TEXT", columns: "a INTEGER NOT NULL, b TEXT NOT NULL",
            constraints: ", PRIMARY KEY (a, b)", keyColumns: "a, b", keys: pairs, edges: composite),
        KeyShape(
            name: "WITHOUT ROWID", columns: "k TEXT PRIMARY KEY", options: "WITHOUT ROWID",
            keyColumns: "k", keys: words, edges: single),
        KeyShape(
            name: "WITHOUT ROWID by INTEGER", columns: "k INTEGER PRIMARY KEY",
            options: "WITHOUT ROWID", keyColumns: "k", keys: integers, edges: single),
        KeyShape(
            name: "WITHOUT ROWID composite", columns: "b TEXT, a INTEGER",
            constraints: ", PRIMARY KEY (a, b)", options: "WITHOUT ROWID", keyColumns: "a, b",
            keys: pairs, edges: composite),
        KeyShape(
            name: "WITHOUT ROWID composite, all DESC", columns: "a INTEGER, b TEXT",
            constraints: ", PRIMARY KEY (a DESC, b DESC)", options: "WITHOUT ROWID",
            keyColumns: "a, b", keys: pairs, edges: composite),
        KeyShape(
            name: "TEXT", columns: "k TEXT NOT NULL PRIMARY KEY", keyColumns: "k", keys: words,
            edges: single),
        KeyShape(
            name: "TEXT in UTF-16", columns: "k TEXT NOT NULL PRIMARY KEY", keyColumns: "k",
            keys: words, edges: single, encoding: "UTF-16be"),
        KeyShape(
            name: "TEXT with NUL bytes", columns: "k TEXT NOT NULL PRIMARY KEY", keyColumns: "k",
            keys: (0..<12).map { "CAST(x'61\(String(repeating: "00", count: $0))' AS TEXT)" }
                .reversed(),
            edges: single),
        KeyShape(
            name: "TEXT that is not UTF-8", columns: "k TEXT NOT NULL PRIMARY KEY", keyColumns: "k",
            keys: [
                "ff", "fe", "80", "61ff", "c3", "c328", "eda080", "f0", "61", "efbfbd", "61c3",
                "fffe",
            ].map { "CAST(x'\($0)' AS TEXT)" }, edges: single),
        KeyShape(
            name: "TEXT of NFC and NFD", columns: "k TEXT NOT NULL PRIMARY KEY", keyColumns: "k",
            keys: [
                "c3a9", "65cc81", "c3a961", "65cc8161", "65", "c385", "41cc8a", "e284ab", "efac81",
                "6669", "cc81", "66cc81",
            ].map { "CAST(x'\($0)' AS TEXT)" }, edges: single),
        KeyShape(
            name: "BLOB", columns: "k BLOB NOT NULL PRIMARY KEY", keyColumns: "k",
            keys: [
                "x'ff'", "x''", "x'00'", "x'0000'", "x'61'", "x'6100'", "x'fe'", "x'7f'", "x'80'",
                "x'01'", "x'0100'", "x'35'",
            ], edges: single),
        KeyShape(
            name: "REAL", columns: "k REAL NOT NULL PRIMARY KEY", keyColumns: "k",
            keys: [
                "0.1", "0.30000000000000004", "0.3", "-1.5", "9e999", "-9e999", "1e300", "5e-324",
                "0.0", "2", "9007199254740993", "-0.1",
            ], edges: single),
        KeyShape(
            name: "TEXT COLLATE NOCASE", columns: "k TEXT NOT NULL PRIMARY KEY COLLATE NOCASE",
            keyColumns: "k",
            keys: [
                "'b'", "'A'", "'C'", "'aa'", "'AB'", "'_'", "'Z'", "'z '", "'é'", "'É'", "'['",
                "''",
            ], edges: single),
        KeyShape(
            name: "TEXT COLLATE RTRIM", columns: "k TEXT NOT NULL PRIMARY KEY COLLATE RTRIM",
            keyColumns: "k",
            keys: [
                "'b  '", "'A'", "'a '", "'  a'", "'ab'", "'B '", "' '", "'z'", "'Z'", "'1 '",
                "'1 1'",
                "'2'",
            ], edges: single),
        KeyShape(
            name: "unique index asked for", columns: "id INTEGER PRIMARY KEY, k TEXT NOT NULL",
            extra: "CREATE UNIQUE INDEX by_k ON t (k)", keyColumns: "k", keys: words, asked: ["k"],
            edges: single),
        KeyShape(
            name: "unique composite index asked for in another order",
            columns: "id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b TEXT NOT NULL",
            extra: "CREATE UNIQUE INDEX by_a_b ON t (a, b)", keyColumns: "a, b", keys: pairs,
            asked: ["b", "a"], edges: composite),
        KeyShape(
            name: "unique index, BINARY on a NOCASE column",
            columns: "k TEXT NOT NULL COLLATE NOCASE",
            extra: "CREATE UNIQUE INDEX by_k ON t (k COLLATE BINARY)", keyColumns: "k",
            keys: [
                "'b'", "'B'", "'a'", "'A'", "'c'", "'C'", "'aB'", "'Ab'", "'AB'", "'ab'", "'z'",
                "''",
            ], edges: "k COLLATE BINARY >= :first AND k COLLATE BINARY <= :last"),
        KeyShape(
            name: "unique index, NOCASE on a BINARY column", columns: "k TEXT NOT NULL",
            extra: "CREATE UNIQUE INDEX by_k ON t (k COLLATE NOCASE)", keyColumns: "k",
            keys: [
                "'b'", "'A'", "'C'", "'aa'", "'AB'", "'_'", "'Z'", "'z '", "'é'", "'É'", "'['",
                "''",
            ], edges: "k COLLATE NOCASE >= :first AND k COLLATE NOCASE <= :last"),
        KeyShape(
            name: "unique DESC index", columns: "k TEXT NOT NULL",
            extra: "CREATE UNIQUE INDEX by_k ON t (k DESC)", keyColumns: "k", keys: words,
            edges: single),
        KeyShape(
            name: "no type: every storage class", columns: "k NOT NULL PRIMARY KEY",
            keyColumns: "k",
            keys: mixed, edges: single),
        KeyShape(
            name: "no type, WITHOUT ROWID", columns: "k PRIMARY KEY", options: "WITHOUT ROWID",
            keyColumns: "k", keys: mixed, edges: single),
        KeyShape(
            name: "no type, composite", columns: "a NOT NULL, b NOT NULL",
            constraints: ", PRIMARY KEY (a, b)", keyColumns: "a, b",
            keys: mixed.prefix(6).flatMap { ["1, \($0)", "\($0), '1'"] }, edges: composite),
        KeyShape(
            name: "STRICT ANY", columns: "k ANY NOT NULL PRIMARY KEY", options: "STRICT",
            keyColumns: "k", keys: mixed, edges: single),
        KeyShape(
            name: "names that need quotes", table: "\"we\"\"ird\n'table' 🦒 select\"",
            plainTable: "we\"ird\n'table' 🦒 select",
            columns: "\"order \"\"by\"\"\" TEXT NOT NULL PRIMARY KEY",
            keyColumns: "\"order \"\"by\"\"\"", keys: words,
            edges: "\"order \"\"by\"\"\" >= :first AND \"order \"\"by\"\"\" <= :last"),
        KeyShape(
            name: "names whose quote carries an accent", table: "\"a\"\"\u{301}b\"",
            plainTable: "a\"\u{301}b", columns: "\"k\"\"\u{301}\" TEXT NOT NULL PRIMARY KEY",
            keyColumns: "\"k\"\"\u{301}\"", keys: words,
            edges: "\"k\"\"\u{301}\" >= :first AND \"k\"\"\u{301}\" <= :last"),
    ]
}

/// Every row of a table: each value with its storage class and bytes.
func dump(_ queue: some DatabaseReader, _ table: String, order: String = "pos") throws -> [String] {
    try queue.read { db in
        let columns = try String.fetchAll(
            db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
        var quotedTable = String.UnicodeScalarView()
        for scalar in table.unicodeScalars {
            quotedTable.append(contentsOf: scalar == "\"" ? ["\"", "\""] : [scalar])
        }
        let cells = columns.map { column -> String in
            var name = String.UnicodeScalarView()
            for scalar in column.unicodeScalars {
                name.append(contentsOf: scalar == "\"" ? ["\"", "\""] : [scalar])
            }
            return "\"\(String(name))\""
        }.map { "typeof(\($0)) || ':' || coalesce(hex(CAST(\($0) AS BLOB)), '')" }
        return try String.fetchAll(
            db,
            sql: """
                SELECT \(cells.joined(separator: " || ' ' || ")) FROM "\(String(quotedTable))"
                ORDER BY \(order)
                """)
    }
}
