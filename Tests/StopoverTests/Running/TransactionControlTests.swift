import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Steps that would end, or can't join, their transaction")
struct TransactionControlTests {
    @Test(
        "what begins or ends a transaction is refused in SQL and in closures, and nothing changes",
        arguments: ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT a", "RELEASE a"])
    func transactionControl(sql: String) throws {
        let keyword = sql.split(separator: " ")[0]
        let text = """
            001: step 1: \(keyword) is refused: the engine begins and ends the transactions
              Leave it out; steps that stand together commit together.
            """
        for step in [Execute("CREATE TABLE a (v); " + sql), Execute { try $0.execute(sql: sql) }] {
            let database = try TestDatabase()
            let migrator = try database.migrator([TestMigration(1) { step }])
            #expect(message { _ = try migrator.run() } == text)
            #expect(try database.tables() == [])
        }
    }

    @Test("a closure that commits on the database alone fails, and nothing counts as applied")
    func closureCommits() throws {
        let database = try TestDatabase("CREATE TABLE a (v); INSERT INTO a VALUES (1)")
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute { db in
                    for _ in try Row.fetchAll(db, sql: "SELECT * FROM a") {
                        try db.execute(sql: "COMMIT")
                    }
                }
            }
        ])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 1: The transaction was ended from inside, and was rolled back
                  Look for RAISE(ROLLBACK) in a trigger, a full disk, or a closure that ends the \
                transaction or hides an error.
                """)
        #expect(try database.lines("SELECT * FROM _migrations") == [])
    }

    @Test("RAISE(ROLLBACK) in a trigger fails the migration")
    func raiseRollback() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE a (v); INSERT INTO a VALUES (1);
            CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT RAISE(ROLLBACK, 'no'); END;
            """)
        let migrator = try database.migrator([
            TestMigration(1) {
                Execute("CREATE TABLE b (v)")
                Execute("UPDATE a SET v = 2")
            }
        ])
        #expect(code { _ = try migrator.run() } == .stepFailed)
        #expect(try database.count("SELECT count(*) FROM sqlite_master WHERE name = 'b'") == 0)
        #expect(try database.log() == ["failed|001|test"])
    }

    @Test(
        "what a transaction ignores is refused with the way out",
        arguments: [
            ("VACUUM", "VACUUM"), ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        ])
    func ignored(sql: String, name: String) throws {
        let database = try TestDatabase()
        let migrator = try database.migrator([TestMigration(1) { Execute(sql) }])
        #expect(
            message { _ = try migrator.run() }
                == """
                001: step 1: \(name) does not work inside a transaction
                  Put it in a schema step of its own with transaction:false (transaction: false in Swift).
                """)
    }

    @Test("a statement is refused before it runs even on the copy: no file is made")
    func attach() throws {
        let database = try TestDatabase()
        let other = database.directory.appendingPathComponent("other.sqlite").path
        for sql in [
            "ATTACH '\(other)' AS o; CREATE TABLE o.a (v)", "VACUUM INTO '\(other)'",
        ] {
            for transaction in [true, false] {
                let migrator = try database.migrator([
                    TestMigration(1) { Execute(sql, transaction: transaction) }
                ])
                #expect(code { _ = try migrator.plan() } == .invalidSQL)
                #expect(code { _ = try migrator.run() } == .invalidSQL)
                #expect(FileSystem.attributes(other) == nil)
            }
        }
    }
}
