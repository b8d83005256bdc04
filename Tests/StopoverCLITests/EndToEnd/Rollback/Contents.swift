import GRDB

@testable import Stopover

/// Every value of every table but the engine's, by storage class and bytes.
struct Contents: Equatable {
    /// By table: its rows, each as SQL writes it, sorted.
    private(set) var tables: [String: [String]] = [:]

    init(_ db: Database) throws {
        for table in try TableShape.names(db) where !table.hasPrefix("_migration") {
            let statement = try RawStatement(db, "SELECT * FROM \(quoted(table))")
            defer { statement.reset() }
            var rows: [String] = []
            let count = try TableShape(db, table: table)?.columns.count ?? 0
            while try statement.step() {
                rows.append(
                    (0..<Int32(count)).map { statement.value(at: $0).literal }
                        .joined(separator: " | "))
            }
            tables[table] = rows.sorted()
        }
    }

    /// The first rows that only one side has.
    func differences(from other: Self) -> [String] {
        Set(tables.keys).union(other.tables.keys).sorted().flatMap { table in
            let (mine, others) = (Set(tables[table] ?? []), Set(other.tables[table] ?? []))
            return mine.subtracting(others).sorted().prefix(3).map {
                "\(table) has \($0.prefix(300))"
            }
                + others.subtracting(mine).sorted().prefix(3).map {
                    "\(table) lacks \($0.prefix(300))"
                }
        }
    }
}

/// What somebody else writes after a migration, and what it leaves alone: told once, done to two
/// databases.
struct UnrelatedEdits {
    private let statements: [String]

    /// - Parameter db: as the migration left it: of the rows that are there some are edited.
    init(_ db: Database, _ example: RandomCase) throws {
        var random = CaseGenerator(seed: example.seed + 1_000_000)
        let key = example.isKeyComposite ? ["id", "part"] : ["id"]
        let statement = try RawStatement(db, "SELECT \(key.joined(separator: ", ")) FROM t")
        defer { statement.reset() }
        var statements: [String] = []
        while try statement.step() {
            guard random.chance(30) else { continue }
            let found = key.indices.map {
                "\(key[$0]) = \(statement.value(at: Int32($0)).literal)"
            }
            statements.append(
                "UPDATE t SET note = note || 'edited' WHERE \(found.joined(separator: " AND "))")
        }
        let new = example.isKeyComposite ? "100000, 'new'" : "100000"
        statements += [
            "INSERT INTO t (\(key.joined(separator: ", ")), note) VALUES (\(new), 'new')",
            "UPDATE other SET v = 'edited' WHERE id = 2", "DELETE FROM other WHERE id = 3",
            "INSERT INTO other (v) VALUES ('new')",
        ]
        if !example.isKeyComposite {
            statements.append("UPDATE child SET note = 'edited' WHERE tid IS NULL AND v = 'orphan'")
        }
        self.statements = statements
    }

    func make(_ db: Database) throws {
        for statement in statements { try db.execute(sql: statement) }
    }
}
