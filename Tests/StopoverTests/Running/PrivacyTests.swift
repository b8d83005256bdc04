import Foundation
import GRDB
import Stopover
import Testing

/// Values and keys that are planted in the rows must not come out in an error, a log or a report.
struct PrivacyTests {
    private static let secret = "pl4nted"

    private static let database = """
        CREATE TABLE other (x TEXT UNIQUE, y INTEGER CHECK (y < 10), z TEXT NOT NULL);
        INSERT INTO other VALUES ('\(secret)', 1, '\(secret)');
        CREATE TABLE strict_other (n INTEGER) STRICT;
        CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL, v TEXT, w);
        INSERT INTO t VALUES ('\(secret)', '\(secret)', '\(secret)')
        """

    private static let failures: [(String, @Sendable (Database, String?) throws -> Void)] = [
        ("a closure's own error", { _, v in throw Odd(secret: v ?? "") }),
        (
            "an NSError",
            { _, v in
                throw NSError(domain: "d", code: 1, userInfo: [NSLocalizedDescriptionKey: v ?? ""])
            }
        ),
        (
            "UNIQUE",
            { db, v in try db.execute(sql: "INSERT INTO other VALUES (?, 1, 1)", arguments: [v]) }
        ),
        (
            "CHECK",
            { db, v in try db.execute(sql: "INSERT INTO other VALUES (?, 11, 1)", arguments: [v]) }
        ),
        (
            "NOT NULL",
            { db, v in try db.execute(sql: "INSERT INTO other VALUES (?, 1, NULL)", arguments: [v])
            }
        ),
        (
            "STRICT",
            { db, v in try db.execute(sql: "INSERT INTO strict_other VALUES (?)", arguments: [v]) }
        ),
        ("a mistake in SQL", { db, v in try db.execute(sql: "SELECT '\(v ?? "")' FROM nowhere") }),
        ("a decoding error", { db, _ in _ = try Date.fetchOne(db, sql: "SELECT v FROM t") }),
        (
            "a wrong cast",
            { db, _ in
                guard try Int.fetchOne(db, sql: "SELECT length(json('{' || v)) FROM t") != nil
                else { return }
            }
        ),
    ]

    @Test(
        arguments: failures.map(\.0), [Refusals.stop, .quarantine(upTo: 0), .quarantine(upTo: 5)])
    func noValueComesOut(_ name: String, _ refusals: Refusals) throws {
        let database = try TestDatabase(Self.database)
        let body = try #require(Self.failures.first { $0.0 == name }?.1)
        let seen = Recorder<String>()
        let text = message {
            let report = try database.migrator([
                TestMigration("1") {
                    ForEachRow("t", reading: .text("v"), body: body).refusals(refusals)
                }
            ]).runAndWait { seen.append("\($0)") }
            seen.append("\(report)")
        }
        let status =
            "\(try database.migrator([TestMigration("1") { Execute("SELECT 1") }]).status())"
        let reasons = try database.rows("SELECT reason FROM _migration_quarantine").joined()
        let log = try database.rows("SELECT message FROM _migration_log").joined()
        let checkpoint = try database.rows("SELECT error FROM _migration_checkpoints").joined()
        for shown in [text, seen.all.joined(), status, reasons, log, checkpoint] {
            #expect(!shown.contains(Self.secret), "\(shown)")
        }
        #expect(refusals == .quarantine(upTo: 5) ? !reasons.isEmpty : text.hasPrefix("1: step 1: "))
    }
}
