import GRDB
import Testing

@testable import Stopover

struct BatchPlannerTests {
    private func plan(_ sql: String, _ step: some BatchStep) throws -> BatchPlan {
        let queue = try memory(sql)
        return try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            return try BatchPlanner(clone: clone, foreignKeys: true).plan(step.batch)
        }
    }

    private func refusal(_ sql: String, _ step: some BatchStep) -> String {
        message { _ = try plan(sql, step) }
    }

    private static let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER)"
    private static let scanHint = """

          Page by the columns of one index, all ascending or all descending, with its own \
        collations; in SQL let :chunk stand as a condition of its own, joined by AND.
        """
    private static let keyHint =
        "\n  Page by another key (key:), or change the column in a schema step."

    // MARK: The statements

    @Test func anUpdateIsNarrowedToTheChunk() throws {
        let plan = try plan(Self.table, Update("t", set: "a = lower(a)", where: "a IS NOT NULL"))
        #expect(
            plan.statements == [
                """
                UPDATE "t" NOT INDEXED SET a = lower(a)
                WHERE "t"."id" >= :_first_0 AND "t"."id" <= :_last_0 AND (a IS NOT NULL
                )
                """
            ])
    }

    @Test func aCommentAtTheEndOfAPartHidesNothing() throws {
        let plan = try plan(
            Self.table, Update("t", set: "a = 1 -- set", where: "a IS NOT NULL -- where"))
        #expect(plan.mayEndFilter)
    }

    @Test func aBatchIsSplitIntoItsStatements() throws {
        let plan = try plan(
            Self.table,
            Batch("t", "UPDATE t SET a = ';' WHERE :chunk; DELETE FROM t WHERE :chunk AND n = 0;"))
        #expect(plan.statements.count == 2)
        #expect(plan.statements[1].contains("AND n = 0"))
        #expect(plan.writes == ["t"])
    }

    // MARK: Values that are read ahead

    @Test func whatAnUpdateSetsIsReadWithKeyAndOldValues() throws {
        let plan = try plan(
            Self.table, Batch("t", "UPDATE t SET n = n + 1, a = lower(b)WHERE n > 0 AND :chunk;"))
        #expect(
            plan.updateSQL?.pageWithOld.first == """
                SELECT "t"."id", ( n + 1
                ), ( lower(b)
                ), "t"."n", "t"."a" FROM "t" NOT INDEXED \
                WHERE "t"."id" >= :_first_0 AND "t"."id" <= :_last_0 AND ( n > 0 AND (1)
                ) ORDER BY "t"."id"
                """)
        #expect(plan.functions == Set(["lower", "and"].map(FoldedName.init)))
    }

    @Test(arguments: [
        // Other rows.
        "a = (SELECT max(b) FROM t)", "a = EXISTS (SELECT 1 FROM t AS o WHERE o.b = t.b)",
        "a = b IN u",
        // The connection, chance, time.
        "a = changes()", "a = b || random()", "a = CURRENT_TIMESTAMP", "a = datetime('now')",
        // More than values.
        "(a, b) = (b, a)", "a = b, a = 1",
    ])
    func whatMayBeAnotherValueWhenItIsWrittenIsNotReadAhead(_ set: String) throws {
        let tables = Self.table + "; CREATE TABLE u (b)"
        #expect(try plan(tables, Update("t", set: set)).updateSQL == nil)
    }

    @Test(arguments: [
        ("a IS NOT NULL", true, true), ("lower(a) = 'x'", true, true),
        ("random() % 2", false, false), ("changes() = 0", false, false),
        ("a < date('now')", false, false), ("a IN (SELECT b FROM u)", false, false),
    ])
    func rowsAreTakenAheadWhereItTakesTheSameWhenTheyAreWritten(
        _ filter: String, _ byInteger: Bool, _ inStatement: Bool
    ) throws {
        let tables = Self.table + "; CREATE TABLE u (b)"
        let update = Update("t", set: "a = b", where: filter)
        #expect(try (plan(tables, update).updateSQL != nil) == byInteger)
        let batch = Batch("t", "UPDATE t SET a = b WHERE :chunk AND \(filter)")
        #expect(try (plan(tables, batch).updateSQL != nil) == inStatement)
        // All rows can be, by any key.
        let texts = "CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY, a, b); CREATE TABLE u (b)"
        #expect(try plan(texts, update).updateSQL == nil)
        #expect(try plan(texts, Update("t", set: "a = b")).updateSQL != nil)
    }

    @Test func constraintsAreFoundWhateverLikeMeans() throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA case_sensitive_like = ON") }
        let queue = try DatabaseQueue(configuration: configuration)
        let plans = try queue.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT IGNORE);
                    CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT REPLACE)
                    """)
            let clone = try SchemaClone(of: db, configuration: configuration)
            return try ["t", "u"].map { table in
                try BatchPlanner(clone: clone, foreignKeys: true)
                    .plan(Update(table, set: "a = lower(a)").batch)
            }
        }
        #expect(plans[0].written == nil)
        #expect(plans[1].coverage == .tracked)
    }

    @Test func whatConstraintsMayLeaveOutIsNotReadAhead() throws {
        let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT IGNORE)"
        #expect(try plan(table, Update("t", set: "a = lower(a)")).written == nil)
    }

    @Test(
        arguments: [
            (nil, true), ("a IS NOT NULL", true), ("lower(a) = 'x'", true), ("random() % 2", false),
            ("a < datetime('now')", false), ("a < CURRENT_DATE", false),
        ] as [(String?, Bool)])
    func aFilterIsSteadyWhereItAsksForValuesAlone(_ filter: String?, _ isSteady: Bool) throws {
        let plan = try plan(Self.table, Update("t", set: "b = a", where: filter))
        #expect(plan.isFilterSteady == isSteady)
    }

    @Test func tablesThatTriggersWriteAreKnown() throws {
        let plan = try plan(
            Self.table + """
                ; CREATE TABLE log (x);
                CREATE TRIGGER tr AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.id); END
                """, Update("t", set: "n = 1"))
        #expect(plan.writes == ["t", "log"])
    }

    // MARK: Further passes

    @Test(arguments: [
        ("a IS NULL", true), ("n IS NULL", false), ("b > 5", false), ("A || n = 'x'", true),
        ("EXISTS (SELECT 1 FROM t AS o WHERE o.a = t.n)", true),
        ("n IN (SELECT n FROM other)", false),
    ])
    func aWhereThatReadsAWrittenColumnMayBecomeFalse(_ filter: String, _ reads: Bool) throws {
        let sql = Self.table + "; CREATE TABLE other (n)"
        #expect(
            try plan(sql, Update("t", set: "a = 'x'", where: filter)).mayEndFilter == reads)
        let transform = Transform("t", where: filter, reading: .text("b"), writing: .text("a")) {
            b in b
        }
        #expect(try plan(sql, transform).mayEndFilter == reads)
    }

    @Test func withoutAWhereNothingCanBecomeFalse() throws {
        #expect(try !plan(Self.table, Update("t", set: "a = 'x'")).mayEndFilter)
    }

    @Test func rowsThatABatchInsertsOrDeletesMayEndItsWhere() throws {
        let sql = Self.table + "; CREATE TABLE done (id)"
        let filter = "id NOT IN (SELECT id FROM done)"
        let insert = Batch("t", where: filter, "INSERT INTO done SELECT id FROM t WHERE :chunk")
        #expect(try plan(sql, insert).mayEndFilter)
        let delete = Batch("t", where: "n = 0", "DELETE FROM t WHERE :chunk")
        #expect(try plan(sql, delete).mayEndFilter)
        let other = Batch("t", where: "n = 0", "INSERT INTO done SELECT id FROM t WHERE :chunk")
        #expect(try !plan(sql, other).mayEndFilter)
    }

    @Test func aTriggersWritesCountToo() throws {
        let sql =
            Self.table + """
                ; CREATE TRIGGER tr AFTER UPDATE OF a ON t
                BEGIN UPDATE t SET n = 1 WHERE id = new.id; END
                """
        #expect(try plan(sql, Update("t", set: "a = 'x'", where: "n = 0")).mayEndFilter)
    }

    @Test func whatAVisitWritesIsNotKnownSoItsWhereMayBecomeFalse() throws {
        let visit = ForEachRow("t", where: "a IS NULL", reading: .integer("id")) { _, _ in }
        #expect(try plan(Self.table, visit).mayEndFilter)
        let all = ForEachRow("t", reading: .integer("id")) { _, _ in }
        #expect(try !plan(Self.table, all).mayEndFilter)
    }

    // MARK: Refused

    @Test func aTableThatIsNotThereIsRefused() {
        #expect(
            refusal("", Update("t", set: "a = 1"))
                == "There is no table t to page\n  Name a table that exists when the step runs.")
    }

    @Test(arguments: ["id", "rowid", "_rowid_", "OID"])
    func aBatchThatWritesItsKeyIsRefused(_ column: String) {
        #expect(
            refusal(Self.table, Update("t", set: "\(column) = id + 1000"))
                == "The batch writes id of t, which it pages by" + Self.keyHint)
    }

    @Test func aBatchThatWritesItsBareRowIDIsRefused() {
        #expect(
            refusal("CREATE TABLE t (rowid TEXT)", Update("t", set: "oid = oid + 1"))
                == "The batch writes _rowid_ of t, which it pages by" + Self.keyHint)
    }

    @Test func aColumnThatIsOnlyCalledRowIDMayBeWritten() throws {
        let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, rowid TEXT)"
        #expect(try plan(sql, Update("t", set: "rowid = 'x'")).key.columns == ["id"])
        let bare = "CREATE TABLE t (rowid TEXT)"
        #expect(try plan(bare, Update("t", set: "rowid = 'x'")).key.columns == ["_rowid_"])
    }

    @Test func aPartOfACompositeKeyMayNotBeWrittenEither() {
        let sql = "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID"
        let transform = Transform("t", reading: .text("a"), writing: .text("B")) { $0 }
        #expect(
            refusal(sql, transform)
                == "The batch writes b of t, which it pages by" + Self.keyHint)
    }

    @Test func aTriggerThatWritesTheKeyIsRefused() {
        let sql =
            Self.table + """
                ; CREATE TRIGGER tr AFTER UPDATE OF a ON t
                BEGIN UPDATE t SET id = id + 1 WHERE id = new.id; END
                """
        #expect(
            refusal(sql, Update("t", set: "a = 'x'"))
                == "The batch writes id of t, which it pages by" + Self.keyHint)
    }

    @Test(arguments: [
        "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b DESC)) WITHOUT ROWID",
        "CREATE TABLE t (a NOT NULL, b NOT NULL); CREATE UNIQUE INDEX i ON t (a DESC, b)",
    ])
    func anIndexOfMixedDirectionsIsRefused(_ sql: String) {
        #expect(
            refusal(sql, Batch("t", "DELETE FROM t WHERE :chunk"))
                == "The key of t would be read from end to end for every chunk (USE TEMP B-TREE FOR "
                + "RIGHT PART OF ORDER BY)" + Self.scanHint)
    }

    @Test(arguments: [
        "UPDATE t SET a = 'x' WHERE :chunk OR n = 1",
        "UPDATE t SET a = 'x' WHERE NOT (:chunk)",
        "INSERT INTO other SELECT n FROM t WHERE +(:chunk)",
    ])
    func aStatementThatScansIsRefused(_ statement: String) {
        #expect(
            refusal(Self.table + "; CREATE TABLE other (n)", Batch("t", statement))
                == "A statement of the batch on t would be read from end to end for every chunk "
                + "(SCAN t)" + Self.scanHint)
    }

    @Test func anotherTableMayBeScanned() throws {
        let plan = try plan(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n); CREATE TABLE \"t x\" (n)",
            Batch("t", "UPDATE t SET n = (SELECT max(n) FROM \"t x\") WHERE :chunk"))
        #expect(plan.statements.count == 1)
    }

    @Test(arguments: [
        "UPDATE t SET n = 1 WHERE :chunk; ALTER TABLE t ADD COLUMN o",
        "UPDATE t SET n = 1 WHERE :chunk; CREATE TABLE IF NOT EXISTS done (n)",
        "DELETE FROM t WHERE :chunk; DROP TABLE t",
    ])
    func aChangeOfTheSchemaIsRefused(_ sql: String) {
        #expect(
            refusal(Self.table, Batch("t", sql))
                == "The batch on t changes the schema\n"
                + "  Change it in a step of its own: a batch's statements run with each chunk.")
    }

    @Test func aParameterWithoutAValueIsRefused() {
        #expect(
            refusal(Self.table, Batch("t", "UPDATE t SET n = :last_id WHERE :chunk"))
                == "The parameter :last_id in the batch on t has no value\n"
                + "  A batch binds :chunk, :first, :last.")
        #expect(
            refusal(
                "CREATE TABLE t (a, b, n, PRIMARY KEY (a, b)) WITHOUT ROWID",
                Batch("t", "UPDATE t SET n = :first WHERE :chunk"))
                == "The parameter :first in the batch on t has no value\n"
                + "  A batch binds :chunk, :first_a, :first_b, :last_a, :last_b.")
    }

    @Test(arguments: [
        ("COMMIT", "COMMIT is refused: the engine begins and ends the transactions"),
        (
            "PRAGMA foreign_keys = 0",
            "PRAGMA foreign_keys is refused: inside a transaction it does nothing"
        ),
        ("VACUUM", "VACUUM does not work inside a transaction"),
        ("DETACH main", "DETACH is refused: a migration changes one database"),
    ])
    func whatATransactionCannotHoldIsRefused(_ statement: String, _ text: String) {
        let refused = refusal(
            Self.table, Batch("t", "DELETE FROM t WHERE :chunk; \(statement)"))
        #expect(refused.split(separator: "\n").first.map(String.init) == text)
    }

    @Test func aMistakeInTheSQLIsFound() {
        #expect(
            refusal(Self.table, Update("t", set: "nope = 1"))
                == "SQLite error 1: no such column: nope - while executing `UPDATE \"t\" NOT INDEXED "
                + "SET nope = 1\nWHERE \"t\".\"id\" >= :_first_0 AND \"t\".\"id\" <= :_last_0`")
    }

    @Test func aColumnThatIsNotThereIsFound() {
        let read = Transform("t", reading: .text("nope"), writing: .text("a")) { $0 }
        #expect(refusal(Self.table, read).contains("no such column: t.nope"))
        let written = Transform("t", reading: .text("a"), writing: .text("nope")) { $0 }
        #expect(refusal(Self.table, written).contains("no such column: nope"))
    }
}
