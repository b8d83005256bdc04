import Foundation
import GRDB

/// Another program at work on the table `t (id, v)`, until its standard input ends. Every row that it writes it
/// puts a `w` to, and keeps a ledger of what it left: how many, or that the row is gone.
///
/// It prints a line once it has written something, and in the end how long it waited for the write lock.
struct ForeignWriter {
    /// Where it inserts.
    enum Place: String {
        /// Above every key that there ever was.
        case above
        /// Between others' rows, too.
        case anywhere
    }

    let database: String
    let place: Place

    static let ledger = """
        CREATE TABLE ledger (id INTEGER PRIMARY KEY, tokens INTEGER, is_new INTEGER NOT NULL)
        """
    private static let lockTimeout = 60.0
    /// Between two of its transactions: an app's users don't wait for each other alone.
    private static let pause = 0.001

    func run() throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.lockTimeout)
        let queue = try DatabaseQueue(path: database, configuration: configuration)
        let input = StandardInput()
        var waits: [Duration] = []
        var hasWritten = false
        while input.isOpen {
            let start = ContinuousClock.now
            let changes = try queue.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    waits.append(.now - start)
                    try write(db)
                    return .commit
                }
                return db.totalChangesCount
            }
            if !hasWritten, changes > 0 {
                hasWritten = true
                try FileHandle.standardOutput.write(contentsOf: Data("at work\n".utf8))
            }
            Thread.sleep(forTimeInterval: Self.pause)
        }
        try queue.close()
        print(Waits(waits))
    }

    private func write(_ db: Database) throws {
        let highest =
            try Int.fetchOne(
                db,
                sql: "SELECT max(id) FROM (SELECT id FROM t UNION ALL SELECT id FROM ledger)") ?? 0
        let drawn = Int.random(in: 1...max(1, highest))
        switch Int.random(in: 0..<10) {
        case 0..<3: try insert(db, place == .above ? highest + 1 : drawn)
        case 3: try delete(db, drawn)
        default: try update(db, drawn)
        }
    }

    private func insert(_ db: Database, _ id: Int) throws {
        try db.execute(sql: "INSERT OR IGNORE INTO t VALUES (?, 'w')", arguments: [id])
        guard db.changesCount > 0 else { return try update(db, id) }
        try db.execute(sql: "INSERT OR REPLACE INTO ledger VALUES (?, 1, 1)", arguments: [id])
    }

    private func update(_ db: Database, _ id: Int) throws {
        try db.execute(sql: "UPDATE t SET v = v || 'w' WHERE id = ?", arguments: [id])
        guard db.changesCount > 0 else { return }
        try db.execute(
            sql: """
                INSERT INTO ledger VALUES (?, 1, 0) ON CONFLICT (id) DO UPDATE SET tokens = tokens + 1
                """, arguments: [id])
    }

    private func delete(_ db: Database, _ id: Int) throws {
        try db.execute(sql: "DELETE FROM t WHERE id = ?", arguments: [id])
        guard db.changesCount > 0 else { return }
        try db.execute(sql: "INSERT OR REPLACE INTO ledger VALUES (?, NULL, 0)", arguments: [id])
    }
}
