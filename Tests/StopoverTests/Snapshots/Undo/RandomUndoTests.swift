import GRDB
import Testing

@testable import Stopover

/// Random tables, changes and edits. A case that fails is played again by its seed.
struct RandomUndoTests {
    @Test(arguments: 0..<150)
    func everythingComesBackAndUnrelatedEditsStay(_ seed: UInt64) throws {
        var random = UndoCase(seed: seed)
        let bench = try random.bench()
        try random.migrate(bench)
        let edits = try random.unrelatedEdits(bench)
        let expected = try UndoBench(random.schema, tables: random.tables)
        try expected.edit(random.contents + edits)
        let forecast = try bench.forecast()
        let result = try bench.undo()
        #expect(result.conflicts.lines == [], "seed \(seed)")
        #expect(try bench.contents(random) == expected.contents(random), "seed \(seed)")
        #expect(forecast.conflicts.lines == [], "seed \(seed)")
        #expect(forecast.rowsPutBack == result.rowsPutBack, "seed \(seed)")
        #expect(try bench.rows("PRAGMA integrity_check") == ["'ok'"], "seed \(seed)")
    }

    @Test(arguments: 1_000..<1_150, ConflictPolicy.allCases)
    func aCheckCountsTheConflictsThatTheUndoMeets(_ seed: UInt64, _ policy: ConflictPolicy) throws {
        var random = UndoCase(seed: seed)
        let bench = try random.bench()
        try random.migrate(bench)
        try random.edit(bench)
        let outsiders = try bench.outsiders()
        let forecast = try bench.forecast(policy, limit: 10_000)
        let result = try bench.undo(policy)
        #expect(try bench.rows("PRAGMA foreign_key_check").isEmpty, "seed \(seed)")
        #expect(try bench.rows("PRAGMA integrity_check") == ["'ok'"], "seed \(seed)")
        #expect(try bench.outsiders() == outsiders, "seed \(seed)")
        let aboutValues: Set<Conflict.Kind> = [.changed, .deleted, .exists]
        guard result.conflicts.allSatisfy({ aboutValues.contains($0.kind) }) else { return }
        #expect(
            forecast.conflicts.filter { aboutValues.contains($0.kind) }.lines
                == result.conflicts.lines, "seed \(seed)")
        #expect(forecast.overwritten == result.overwritten, "seed \(seed)")
    }
}

/// A schema, its contents, a migration and edits, all from a seed.
struct UndoCase {
    private var random: SeededGenerator
    private var nextTag = 1
    let schema: String
    private(set) var contents = ""
    let tables: [ChunkRecorder.Table]
    private let key: [String]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let shape = Int.random(in: 0..<5, using: &random)
        let unique =
            ["u INTEGER UNIQUE", "u UNIQUE ON CONFLICT REPLACE", "u"]
            .randomElement(using: &random) ?? "u"
        let extra =
            ["", "UNIQUE (v, u),", "g AS (v || '!') STORED,", "g AS (u),"]
            .randomElement(using: &random) ?? ""
        let isConstraint = extra.hasPrefix("UNIQUE")
        let action = ["CASCADE", "SET NULL", "NO ACTION"].randomElement(using: &random) ?? ""
        let (head, tail, options): (String, String, String) =
            switch shape {
            case 0: ("id INTEGER PRIMARY KEY, k", "", "")
            case 1: ("k COLLATE NOCASE PRIMARY KEY NOT NULL, id", "", "WITHOUT ROWID")
            case 2: ("id NOT NULL, k TEXT COLLATE NOCASE NOT NULL", "PRIMARY KEY (k, id)", "")
            case 3:
                ("id NOT NULL, k COLLATE NOCASE NOT NULL", "PRIMARY KEY (id, k)", "WITHOUT ROWID")
            default: ("k NOT NULL UNIQUE, id INTEGER", "", "")
            }
        key = [["id"], ["k"], ["k", "id"], ["id", "k"], ["k"]][shape]
        let columns = [
            head, "tag INTEGER", "v COLLATE NOCASE", unique, "n INTEGER DEFAULT 7", "other",
            isConstraint ? "" : extra.replacing(",", with: ""),
            "ref INTEGER REFERENCES p ON DELETE \(action) ON UPDATE CASCADE",
            isConstraint ? "UNIQUE (v, u)" : "", tail,
        ].filter { !$0.isEmpty }
        schema = """
            CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE t (\(columns.joined(separator: ", "))) \(options);
            CREATE TABLE log (line);
            CREATE TRIGGER t_update AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.tag); END;
            """
        tables = [.init("p"), .init("t", key: key, identity: ["tag"])]
    }

    mutating func bench() throws -> UndoBench {
        let bench = try UndoBench(schema, tables: tables)
        var done: [String] = []
        for id in 1...5 { done.append("INSERT INTO p VALUES (\(id), 'p\(id)');") }
        for _ in 0..<number(1, 25) { done.append(insertion() + ";") }
        for statement in done { try? bench.edit(statement) }
        contents = done.map { $0.replacing("INSERT INTO t", with: "INSERT OR IGNORE INTO t") }
            .joined()
        try bench.edit("DELETE FROM t; DELETE FROM p; DELETE FROM log")
        try bench.edit(contents)
        return bench
    }

    /// One to four chunks of statements, those that a constraint refuses left out.
    mutating func migrate(_ bench: UndoBench) throws {
        for _ in 0..<number(1, 4) {
            let statements = (0..<number(1, 5)).map { _ in change() }
            try bench.migrate(trying: statements)
        }
    }

    /// To a column that the migration doesn't write, of rows that were there before and are there
    /// after it; and new rows of values that nothing else has.
    mutating func unrelatedEdits(_ bench: UndoBench) throws -> String {
        let before = try UndoBench(schema, tables: tables)
        try before.edit(contents)
        let old = try Set(before.rows("SELECT tag FROM t"))
        var edits = ""
        for tag in try bench.rows("SELECT tag FROM t") where old.contains(tag) && chance(2) {
            edits += "UPDATE t SET other = 'edited \(tag)' WHERE tag = \(tag);"
        }
        for new in 0..<number(0, 3) {
            edits += """
                INSERT INTO t (id, k, tag, u) VALUES (\(5000 + new), 'new \(new)', \(5000 + new), \
                \(5000 + new));
                """
        }
        try bench.edit(edits)
        return edits
    }

    /// Whatever others may do, in the way of the undo or not.
    mutating func edit(_ bench: UndoBench) throws {
        for _ in 0..<number(1, 6) {
            var statement = change()
            if statement.hasPrefix("INSERT") { nextTag += 100_000 }
            if statement.hasPrefix("INSERT") { statement = insertion() }
            try? bench.edit(statement)
        }
    }

    private mutating func change() -> String {
        let some = "(tag + \(number(0, 9))) % \(number(1, 4)) = 0"
        switch number(0, 10) {
        case 0: return insertion()
        case 1: return "DELETE FROM t WHERE (tag + \(number(0, 9))) % 5 = 0"
        case 2: return "UPDATE OR IGNORE t SET u = \(value()) WHERE \(some)"
        case 3: return "UPDATE OR IGNORE t SET u = u + 1 WHERE \(some)"
        case 4: return "UPDATE OR IGNORE t SET \(key.last ?? "id") = \(keyValue()) WHERE \(some)"
        case 5: return "UPDATE OR IGNORE t SET v = \(value()), n = \(value()) WHERE \(some)"
        case 6: return "UPDATE t SET n = n + 0.5 WHERE \(some)"
        case 7: return "UPDATE OR IGNORE t SET v = upper(v) WHERE \(some)"
        case 8: return "UPDATE t SET ref = \(number(1, 6)) WHERE \(some)"
        case 9: return "DELETE FROM p WHERE id = \(number(1, 6))"
        default:
            return "UPDATE p SET id = \(number(1, 8)), name = 'renamed' WHERE id = \(number(1, 6))"
        }
    }

    private mutating func insertion() -> String {
        defer { nextTag += 1 }
        let ref = chance(2) ? "NULL" : "\(number(1, 5))"
        return """
            INSERT INTO t (id, k, tag, v, u, n, other, ref) VALUES (\(number(1, 40)), \(keyValue()), \
            \(nextTag), \(value()), \(value()), \(value()), \(value()), \(ref))
            """
    }

    private mutating func keyValue() -> String {
        key.last == "id"
            ? "\(number(1, 40))"
            : ["'a'", "'A'", "'b'", "'é'", "5", "'5'", "x'35'", "5.5", "''", "'long ' || tag"]
                .randomElement(using: &random)?.replacing("tag", with: "\(number(1, 30))") ?? "1"
    }

    private mutating func value() -> String {
        [
            "NULL", "1", "1.0", "-0.0", "0.0", "'a'", "'A'", "x'41'", "''", "x''",
            "\(number(2, 30))",
            "'a' || char(0)", "CAST(x'ff' AS TEXT)", "9e999", "printf('%.*c', 5000, 'x')",
            "'w\(number(1, 30))'",
        ].randomElement(using: &random) ?? "1"
    }

    private mutating func number(_ low: Int, _ high: Int) -> Int {
        Int.random(in: low...high, using: &random)
    }

    private mutating func chance(_ of: Int) -> Bool { number(1, of) == 1 }
}

extension UndoBench {
    /// A chunk of the statements that no constraint refuses.
    func migrate(trying statements: [String]) throws {
        try migrate { db in
            for statement in statements { try? db.execute(sql: statement) }
        }
    }

    /// Rows that others inserted, but for those under a key that the migration wrote: such a row can't
    /// be told from the migration's.
    fileprivate func outsiders() throws -> [String] {
        let groups = chunks.flatMap(\.groups).filter { $0.table == "t" }
        let taken = Set(
            groups.flatMap { group in
                (0..<group.rowCount).flatMap { row in
                    [group.key(ofRow: row)] + (group.changesKeys ? [oldKey(group, row)] : [])
                }
            }.map { $0.map(\.literal).joined(separator: "|").lowercased() })
        let keys = groups.first?.keyColumns.map(quoted) ?? ["tag"]
        return try rows(
            "SELECT \(keys.joined(separator: ", ")), * FROM t WHERE tag >= 100000 ORDER BY tag"
        ).filter { row in
            !taken.contains(where: { row.lowercased().hasPrefix($0 + "|") })
        }
    }

    private func oldKey(_ group: RowChanges, _ row: Int) -> [StoredValue] {
        zip(group.keyColumns, group.key(ofRow: row)).map { name, value in
            group.columns.firstIndex(of: name).map { group.old($0, ofRow: row) } ?? value
        }
    }

    fileprivate func contents(_ undoCase: UndoCase) throws -> [String] {
        try rows("SELECT * FROM t ORDER BY tag") + rows("SELECT * FROM p ORDER BY id")
    }
}
