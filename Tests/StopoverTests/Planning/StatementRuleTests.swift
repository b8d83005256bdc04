import Testing

@testable import Stopover

@Suite("Statements that a step can't run")
struct StatementRuleTests {
    private func text(_ sql: String, inTransaction: Bool = true) -> String? {
        StatementRule(inTransaction: inTransaction).refusal(of: SQLStatementKind(sql))?.description
    }

    @Test(
        "what begins or ends a transaction is refused, in and outside of one",
        arguments: ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"])
    func transactionControl(keyword: String) {
        for inTransaction in [true, false] {
            #expect(
                text(keyword.lowercased() + " a", inTransaction: inTransaction)
                    == """
                    \(keyword) is refused: the engine begins and ends the transactions
                      Leave it out; steps that stand together commit together.
                    """)
        }
    }

    @Test("PRAGMA foreign_keys is refused, in and outside of a transaction")
    func foreignKeys() {
        for inTransaction in [true, false] {
            #expect(
                text("PRAGMA main.Foreign_Keys = OFF", inTransaction: inTransaction)
                    == """
                    PRAGMA foreign_keys is refused: inside a transaction it does nothing
                      Use the option foreign_keys:checked, enforced or off.
                    """)
        }
    }

    @Test(
        "PRAGMAs that do nothing inside a transaction are refused there alone",
        arguments: [
            "journal_mode", "synchronous", "wal_checkpoint", "auto_vacuum", "page_size",
            "temp_store", "locking_mode", "incremental_vacuum",
        ])
    func idlePragmas(name: String) {
        #expect(
            text("PRAGMA \(name)")
                == """
                PRAGMA \(name) does not work inside a transaction
                  Put it in a schema step of its own with transaction:false (transaction: false in Swift).
                """)
        #expect(text("PRAGMA \(name)", inTransaction: false) == nil)
    }

    @Test("VACUUM is refused inside a transaction alone")
    func vacuum() {
        #expect(
            text("vacuum")
                == """
                VACUUM does not work inside a transaction
                  Put it in a schema step of its own with transaction:false (transaction: false in Swift).
                """)
        #expect(text("vacuum", inTransaction: false) == nil)
    }

    @Test("a VACUUM INTO is refused: it makes another database", arguments: [true, false])
    func vacuumInto(inTransaction: Bool) {
        for sql in ["VACUUM INTO '/tmp/copy'", "vacuum main into 'copy'"] {
            #expect(
                text(sql, inTransaction: inTransaction)
                    == """
                    VACUUM INTO is refused: a migration changes one database
                      Leave it out; copy the database before or after the run.
                    """)
        }
    }

    @Test("ATTACH and DETACH are refused", arguments: ["ATTACH", "DETACH"])
    func attach(keyword: String) {
        #expect(
            text("\(keyword) 'x' AS y", inTransaction: false)
                == """
                \(keyword) is refused: a migration changes one database
                  Give the other database migrations of its own.
                """)
    }

    @Test(
        "other statements are let be",
        arguments: [
            "SELECT 1", "CREATE TABLE begin_ (a)", "PRAGMA user_version = 3", "-- BEGIN\nSELECT 1",
            "",
        ])
    func others(sql: String) {
        #expect(text(sql) == nil)
    }
}
