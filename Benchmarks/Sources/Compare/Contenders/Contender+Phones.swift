import BenchmarkSupport
import GRDB

extension Contender {
    /// One statement, one transaction: nothing to go on with, nothing to undo.
    static let barePhones = [
        Self(
            name: "bare-c", title: "bare UPDATE, C function", job: .phones,
            work: .inProcess { try bareUpdate($0.database) }),
        Self(
            name: "bare-sql", title: "bare UPDATE in the sqlite3 shell, nested replace()",
            job: .phones,
            work: .commands { files in
                [Tool.sqlite3(files.database, "UPDATE contacts SET phone = \(Dialled.sql)")]
            }),
    ]

    static let peers = [
        Self(
            name: "grdb-loop", title: "GRDB, a prepared UPDATE per row", job: .phones,
            work: .inProcess { try grdbLoop($0.database) }),
        Self(
            name: "alembic-loop", title: "SQLAlchemy keyset loop, as in an Alembic migration",
            job: .phones, work: .script("alembic_loop.py", [])),
        Self(
            name: "sqlite-utils", title: "sqlite-utils convert", job: .phones,
            work: .pythonCommand("sqlite-utils") { files in
                let code = "value if value is None else re.sub('[^+0-9]', '', value)"
                return [
                    "convert", "--silent", "--import", "re", files.database, "contacts", "phone",
                    code,
                ]
            }),
    ]

    static let indexed = [
        Self(
            name: "indexed-bare", title: "bare UPDATE, C function", job: .indexed,
            work: .inProcess { try bareUpdate($0.database) }),
        Self(
            name: "indexed-update", title: "Stopover Update", job: .indexed, isStopover: true,
            work: .inProcess { try PhoneMigration.update.run($0.database, snapshot: .none) }),
    ]

    /// What people write today: a page by key, then a prepared UPDATE for each of its rows.
    private static func grdbLoop(_ path: String) throws {
        let pageSize = 10_000
        var configuration = Configuration()
        configuration.busyMode = .timeout(600)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        var last: Int64? = 0
        while let key = last {
            last = try queue.write { db in
                let rows = try Row.fetchAll(
                    db, sql: "SELECT id, phone FROM contacts WHERE id > ? ORDER BY id LIMIT ?",
                    arguments: [key, pageSize])
                let update = try db.cachedStatement(
                    sql: "UPDATE contacts SET phone = ? WHERE id = ?")
                for row in rows {
                    let phone: String? = row["phone"]
                    try update.execute(
                        arguments: [phone.map(Dialled.phone), row["id"] as Int64])
                }
                return rows.last?["id"]
            }
        }
        try queue.close()
    }
}
