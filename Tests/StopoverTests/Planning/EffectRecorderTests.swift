import GRDB
import Testing

@testable import Stopover

struct EffectRecorderTests {
    private static let schema = """
        CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE TABLE log (x);
        CREATE VIEW v AS SELECT a FROM p;
        CREATE TRIGGER on_v INSTEAD OF INSERT ON v BEGIN INSERT INTO p (a) VALUES (new.a); END;
        CREATE TRIGGER on_b AFTER UPDATE OF b ON p BEGIN INSERT INTO log VALUES (new.id); END;
        """

    private func effects(
        _ sql: String, foreignKeys: Bool = false, inTransaction: Bool = true
    ) throws -> StepEffects {
        let queue = try memory(Self.schema)
        let clone = try queue.read { try SchemaClone(of: $0, configuration: Configuration()) }
        return try clone.effects(foreignKeys: foreignKeys, inTransaction: inTransaction) {
            try $0.execute(sql: sql)
        }
    }

    @Test(
        arguments: [
            ("SELECT * FROM p", [:]),
            ("UPDATE p SET a = 1", ["p": ["a"]]),
            ("UPDATE p SET A = 1, b = 2", ["p": ["a", "b"], "log": []]),
            ("UPDATE p SET b = 2", ["p": ["b"], "log": []]),
            ("INSERT INTO p (a) VALUES (1)", ["p": []]),
            ("DELETE FROM log", ["log": []]),
            ("UPDATE p SET a = 1; UPDATE p SET id = 2 WHERE 0", ["p": ["a", "id"]]),
            ("CREATE TABLE t (a)", [:]),
            ("CREATE INDEX i ON p (a)", [:]),
            ("ANALYZE", [:]),
            ("CREATE TABLE t AS SELECT * FROM p", [:]),
        ] as [(String, [String: Set<String>])])
    func tellsTablesAndColumnsThatAreWritten(
        _ sql: String, _ writes: [String: Set<String>]
    ) throws {
        let found = try effects(sql).writes
        #expect(found == writes)
    }

    @Test func cascadesAreWritesWhereForeignKeysAreEnforced() throws {
        let enforced = try effects("DELETE FROM p", foreignKeys: true)
        #expect(enforced.deletes == ["p", "c"])
        #expect(try effects("DELETE FROM p").deletes == ["p"])
    }

    @Test func triggersOfAViewAreWrites() throws {
        let effects = try effects("INSERT INTO v VALUES (1)")
        #expect(effects.inserts.contains("p"))
        #expect(effects.writes["p"] != nil)
    }

    @Test func insertsAndDeletesAreToldApart() throws {
        let effects = try effects("INSERT INTO log VALUES (1); DELETE FROM c")
        #expect(effects.inserts == ["log"])
        #expect(effects.deletes == ["c"])
        #expect(effects.isDestructive)
        #expect(try !self.effects("UPDATE p SET a = 1").isDestructive)
    }

    @Test func droppedAndRenamedTablesAreGone() throws {
        let effects = try effects("DROP TRIGGER on_b; DROP TABLE log; ALTER TABLE c RENAME TO d")
        #expect(effects.dropped == ["log", "c"])
        #expect(effects.changesForeignKeys)
    }

    @Test func everyWordIsAName() throws {
        let names = try effects("UPDATE \"P\" SET a = 'log' -- c").names
        #expect(names.isSuperset(of: ["p", "a"]))
        #expect(!names.contains("c"))
    }

    @Test(arguments: [
        ("COMMIT", "COMMIT is refused: the engine begins and ends the transactions"),
        ("BEGIN", "BEGIN is refused: the engine begins and ends the transactions"),
        ("SAVEPOINT x", "SAVEPOINT is refused: the engine begins and ends the transactions"),
        (
            "PRAGMA main.foreign_keys = ON",
            "PRAGMA foreign_keys is refused: inside a transaction it does nothing"
        ),
        ("PRAGMA synchronous = OFF", "PRAGMA synchronous does not work inside a transaction"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode does not work inside a transaction"),
        ("VACUUM", "VACUUM does not work inside a transaction"),
        ("ATTACH ':memory:' AS x", "ATTACH is refused: a migration changes one database"),
    ])
    func whatATransactionCannotHoldIsNoted(_ sql: String, _ text: String) {
        let kind = SQLStatementKind(sql)
        #expect(StatementRule(inTransaction: true).refusal(of: kind)?.message == text)
    }

    @Test(arguments: ["VACUUM", "PRAGMA synchronous = OFF", "PRAGMA journal_mode = WAL"])
    func outsideATransactionItMayStand(_ sql: String) {
        #expect(StatementRule(inTransaction: false).refusal(of: SQLStatementKind(sql)) == nil)
    }

    @Test func aRefusalIsToldRatherThanWhatItLedTo() {
        let text = message { _ = try effects("BEGIN; BEGIN") }
        #expect(text.hasPrefix("BEGIN is refused"))
    }
}
