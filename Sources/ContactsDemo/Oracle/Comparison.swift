import GRDB
import Stopover

/// Every row of every table compared with the oracle, and whether the file is sound.
struct Comparison {
    let tables: [TableComparison]
    let mergedCount: Int
    let quarantinedCount: Int
    /// What is wrong beside the rows.
    let findings: [String]

    /// The first differences, and how many more there are.
    var differences: [String] {
        tables.flatMap { table in
            let untold = table.differenceCount - table.told.count
            return table.told + (untold > 0 ? ["\(table.table): \(untold) more differences"] : [])
        } + findings
    }
}

extension Comparison {
    init(of path: String, with oracle: Oracle, _ migrator: Migrator) throws {
        let status = try migrator.status()
        let quarantined = status.migrations.reduce(0) { $0 + $1.rowsQuarantined }
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? database.close() }
        let (tables, findings) = try database.read { db in
            let tables = try oracle.tables.map { try TableComparison($0, in: db) }
            var findings = try Self.findings(in: db, expecting: tables.map(\.table))
            if quarantined != oracle.refusedPhoneCount {
                findings.append(
                    "\(quarantined) rows are in quarantine, not \(oracle.refusedPhoneCount)")
            }
            let pending = status.migrations.filter { $0.state != .applied }.map(\.version)
            if pending != (oracle.keepsPhones ? [7] : []) {
                findings.append("the migrations \(pending) are not applied")
            }
            return (tables, findings)
        }
        self.init(
            tables: tables, mergedCount: oracle.mergedCount, quarantinedCount: quarantined,
            findings: findings)
    }

    private static func findings(in db: Database, expecting tables: [String]) throws -> [String] {
        var findings: [String] = []
        // The history's own tables begin with _migration.
        let found = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'table'
                    AND substr(name, 1, 10) <> '_migration' AND substr(name, 1, 7) <> 'sqlite_'
                    ORDER BY name
                """)
        if found != tables { findings.append("the tables are \(found), not \(tables)") }
        let violations = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
        if violations > 0 { findings.append("rows that violate a foreign key: \(violations)") }
        let verdict = try String.fetchAll(db, sql: "PRAGMA integrity_check")
        if verdict != ["ok"] { findings.append("integrity_check says \(verdict)") }
        return findings
    }
}
