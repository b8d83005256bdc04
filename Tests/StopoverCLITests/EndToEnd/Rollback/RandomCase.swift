import GRDB
import Stopover

/// A database and a migration of batches alone, made from a seed.
struct RandomCase {
    let seed: Int
    /// Schema and rows.
    let database: String
    let journalMode: String
    /// What a batch does, in SQL with `:chunk`.
    let batches: [String]
    let chunkRowLimit: Int
    /// Columns of `t` that batches may change.
    let columns: [String]
    let isKeyComposite: Bool

    init(seed: Int) {
        var random = CaseGenerator(seed: seed)
        let table = RandomTable(&random)
        self.seed = seed
        journalMode = random.chance(75) ? "wal" : "delete"
        database = table.sql(&random)
        columns = table.columns
        isKeyComposite = table.key.columns.count > 1
        batches = table.batches(&random)
        chunkRowLimit = Int.random(in: 1...25, using: &random)
    }

    /// The migration as an SQL file.
    var file: String {
        "-- migrate:up\n"
            + batches.map { "-- migrate:batch table:t\n\($0);\n" }.joined()
    }

    /// The same steps in Swift.
    var migration: any Migration { SwiftSteps(batches: batches, columns: columns) }
}

/// Batches as steps of all kinds; those on `t` alone by ``Update`` and ``Transform``.
private struct SwiftSteps: Migration {
    let version: MigrationVersion = 1
    let name = "random"
    let batches: [String]
    let columns: [String]

    var up: Steps {
        for batch in batches { Batch("t", batch) }
        Update("t", set: "\(columns[0]) = hex(\(columns[0]))", where: "note <> ''")
        Transform(
            "t", where: "typeof(d0) = 'text'", reading: .text("d0"), writing: .text("d0")
        ) { text in
            text.map { $0 + "!" }
        }
        .refusals(.quarantine(upTo: 1000))
        ForEachRow("t", where: "note <> ''", reading: .text("note")) { [columns] db, note in
            try db.execute(
                sql: "UPDATE t SET \(columns[1]) = 'visited' WHERE note = ?", arguments: [note])
        }
    }
}

/// The table that is paged, with what hangs on it.
private struct RandomTable {
    struct Key: Sendable {
        let definition: String
        let columns: [String]
        let isWithoutRowID: Bool
        /// The key of row `number`, as SQL writes it.
        let value: @Sendable (Int) -> [String]
    }

    let key: Key
    let columns: [String]
    let hasUnique: Bool
    let deletes: Bool
    private let definitions: [String]
    private let added: [String]
    private let rowCount: Int

    init(_ random: inout CaseGenerator) {
        key = random.pick(Self.keys)
        hasUnique = random.chance(50)
        deletes = random.chance(40)
        rowCount = Int.random(in: 12...60, using: &random)
        let count = Int.random(in: 2...4, using: &random)
        columns = (0..<count).map { "c\($0)" } + ["d0"]
        var definitions = (0..<count).map { index in
            "c\(index) \(random.pick(Self.types)) \(random.pick(Self.collations))"
        }
        if hasUnique { definitions.append("u INTEGER UNIQUE") }
        if random.chance(50) {
            let kind = random.pick(["VIRTUAL", "STORED"])
            definitions.insert(
                "g AS (length(c0) || typeof(c1)) \(kind)",
                at: Int.random(in: 0...definitions.count, using: &random))
        }
        self.definitions = definitions
        added = [
            "d0 \(random.pick(["TEXT DEFAULT 'preset'", "INTEGER DEFAULT 7", "DEFAULT 1.5"]))",
            "note TEXT NOT NULL DEFAULT ''",
        ]
    }

    private static let types = ["TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", ""]
    private static let collations = ["", "", "COLLATE NOCASE", "COLLATE RTRIM"]

    private static let keys = [
        Key(
            definition: "id INTEGER PRIMARY KEY", columns: ["id"], isWithoutRowID: false
        ) { ["\($0)"] },
        Key(
            definition: "id TEXT PRIMARY KEY NOT NULL COLLATE NOCASE", columns: ["id"],
            isWithoutRowID: false
        ) { ["'\(Outlet.planted)' || char(\(65 + $0 % 26)) || \($0)"] },
        Key(
            definition: "id REAL PRIMARY KEY", columns: ["id"], isWithoutRowID: true
        ) { ["\($0)\($0 % 2 == 0 ? ".5" : ".0")"] },
        Key(
            definition: "id BLOB NOT NULL UNIQUE", columns: ["id"], isWithoutRowID: false
        ) { ["CAST(\($0 % 3 == 0 ? "x'00ff'" : "'b'") || '\(Outlet.planted)' || \($0) AS BLOB)"] },
        Key(
            definition: "id, part TEXT COLLATE NOCASE, PRIMARY KEY (id, part)",
            columns: ["id", "part"], isWithoutRowID: true
        ) { ["\($0 / 4)", "'P\($0 % 4)'"] },
    ]

    /// Everything that makes the database.
    func sql(_ random: inout CaseGenerator) -> String {
        // A constraint of the table stands behind its columns.
        let parts = key.definition.components(before: ", PRIMARY")
        let all = [parts.0] + definitions + (parts.1.map { [$0] } ?? [])
        var sql = [
            "CREATE TABLE t (\(all.joined(separator: ", ")))\(key.isWithoutRowID ? " WITHOUT ROWID" : "")"
        ]
        let half = rowCount / 2
        sql += (1...half).map { insert($0, &random, withAdded: false) }
        sql += added.map { "ALTER TABLE t ADD COLUMN \($0)" }
        sql += (half + 1...rowCount).map { insert($0, &random, withAdded: true) }
        sql += [
            "CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT, was)",
            "CREATE TABLE totals (name TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID",
            "INSERT INTO totals VALUES ('changes', 0), ('deletes', 0)",
            "CREATE TABLE extra (id INTEGER PRIMARY KEY, k, v, u UNIQUE)",
            "INSERT INTO extra (k, u) VALUES ('first', 1), ('second', 2)",
            "CREATE TABLE other (id INTEGER PRIMARY KEY, v)",
            "INSERT INTO other (v) VALUES ('a'), ('b'), ('c')",
        ]
        if key.columns.count == 1 { sql += children(&random) }
        sql += triggers(&random)
        return sql.map { $0 + ";\n" }.joined()
    }

    private func insert(
        _ number: Int, _ random: inout CaseGenerator, withAdded: Bool
    ) -> String {
        var names = key.columns + columns.dropLast()
        var values = key.value(number) + columns.dropLast().map { _ in random.rowValue() }
        if hasUnique, random.chance(80) {
            names.append("u")
            values.append("\(number)")
        }
        if withAdded {
            names += ["d0", "note"]
            values += [random.rowValue(), "'\(Outlet.planted) \(number)'"]
        }
        return
            "INSERT INTO t (\(names.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
    }

    private func children(_ random: inout CaseGenerator) -> [String] {
        let action = random.pick(["CASCADE", "SET NULL"])
        return [
            """
            CREATE TABLE child (id INTEGER PRIMARY KEY, tid REFERENCES t(id) ON DELETE \(action), v,
            note TEXT NOT NULL DEFAULT '')
            """,
            "INSERT INTO child (tid, v) SELECT id, c0 FROM t WHERE length(hex(id)) % 3 < 2",
            "INSERT INTO child (tid, v) VALUES (NULL, 'orphan')",
        ]
    }

    private func triggers(_ random: inout CaseGenerator) -> [String] {
        let found = key.columns.map { "\($0) IS new.\($0)" }.joined(separator: " AND ")
        return [
            """
            CREATE TRIGGER logged AFTER UPDATE OF c0 ON t BEGIN
            INSERT INTO log (what, was) VALUES ('c0', old.c0); END
            """,
            """
            CREATE TRIGGER counted AFTER UPDATE OF c0, c1 ON t BEGIN
            UPDATE totals SET n = n + 1 WHERE name = 'changes'; END
            """,
            """
            CREATE TRIGGER followed AFTER UPDATE OF c1 ON t BEGIN
            UPDATE t SET d0 = 'by trigger' WHERE \(found); END
            """,
            """
            CREATE TRIGGER gone AFTER DELETE ON t BEGIN
            INSERT INTO log (what, was) VALUES ('gone', old.c1);
            UPDATE totals SET n = n + 1 WHERE name = 'deletes'; END
            """,
        ].filter { _ in random.chance(40) }
    }

    // MARK: The migration

    func batches(_ random: inout CaseGenerator) -> [String] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in batch(&random) }
    }

    private func batch(_ random: inout CaseGenerator) -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where hasUnique: return "UPDATE t SET u = -u - 1 WHERE :chunk"
        case 1 where deletes: return "DELETE FROM t WHERE length(hex(id)) % 3 = 1 AND :chunk"
        case 2:
            return
                "INSERT INTO extra (k, v) SELECT id, \(random.pick(columns)) FROM t WHERE :chunk"
        case 3:
            return """
                INSERT OR REPLACE INTO extra (k, v, u)
                SELECT id, 'new', abs(length(hex(id)) % 5) FROM t WHERE :chunk
                """
        case 4 where key.columns.count == 1:
            return "UPDATE child SET v = v || '!' WHERE tid IN (SELECT id FROM t WHERE :chunk)"
        default:
            let set = Set((0...1).map { _ in random.pick(columns) }).sorted().map { column in
                "\(column) = \(expression(of: column, &random))"
            }
            let condition = random.chance(40) ? " AND length(hex(id)) % 2 = 0" : ""
            return "UPDATE t SET \(set.joined(separator: ", ")) WHERE :chunk\(condition)"
        }
    }

    private func expression(of column: String, _ random: inout CaseGenerator) -> String {
        let other = random.pick(columns)
        return random.pick([
            "coalesce(\(column), '') || 'x'", "upper(\(column))", "CAST(\(column) AS TEXT)", "NULL",
            "hex(\(column))", other, "CASE WHEN \(other) IS NULL THEN 1 ELSE 1.0 END",
            "zeroblob(3000)", "CAST(x'00ff' AS TEXT)", random.value(),
        ])
    }
}

extension String {
    /// What stands before `mark`, and what begins with it, without its comma.
    fileprivate func components(before mark: String) -> (String, String?) {
        guard let range = firstRange(of: mark) else { return (self, nil) }
        return (String(self[..<range.lowerBound]), String(self[range.lowerBound...].dropFirst(2)))
    }
}
