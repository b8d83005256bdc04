import GRDB
import Testing

@testable import Stopover

/// Which indexes a batch can do without.
struct DeferrableIndexesTests {
    /// A table with a key, and what is added to it.
    private func indexes(_ step: some BatchStep, _ sql: String) throws -> [String] {
        let queue = try memory(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER, "
                + "g TEXT AS (lower(a)) VIRTUAL, s TEXT AS (a || '!') STORED); " + sql)
        return try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            let plan = try BatchPlanner(clone: clone, foreignKeys: true).plan(step.batch)
            return plan.deferrableIndexes.map(\.name)
        }
    }

    private let writingA = Update("t", set: "a = upper(a)")

    // MARK: What it writes

    @Test func anIndexOfAWrittenColumnIsDroppedAndNoOther() throws {
        #expect(
            try indexes(
                writingA,
                "CREATE INDEX i_a ON t (a); CREATE INDEX i_b ON t (b); CREATE INDEX i_nb ON t (n, b)"
            ) == ["i_a"])
    }

    @Test func theWrittenColumnMayStandAnywhereInIt() throws {
        #expect(
            try indexes(writingA, "CREATE INDEX i_1 ON t (b, n, a); CREATE INDEX i_2 ON t (b, n)")
                == ["i_1"])
    }

    @Test func anExpressionOverAWrittenColumnCounts() throws {
        #expect(
            try indexes(
                writingA,
                "CREATE INDEX i_1 ON t (lower(a)); CREATE INDEX i_2 ON t (lower(b), length(a)); "
                    + "CREATE INDEX i_3 ON t (lower(b))")
                == ["i_1", "i_2"])
    }

    @Test func theWhereOfAPartialIndexCounts() throws {
        #expect(
            try indexes(
                writingA,
                "CREATE INDEX i_1 ON t (n) WHERE a IS NOT NULL; CREATE INDEX i_2 ON t (n) WHERE b = 'x'"
            ) == ["i_1"])
    }

    @Test func generatedColumnsOfAWrittenOneCount() throws {
        #expect(
            try indexes(
                writingA, "CREATE INDEX i_g ON t (g); CREATE INDEX i_s ON t (n) WHERE s = 'x!'")
                == ["i_g", "i_s"])
    }

    @Test func aTransformsOutputsCount() throws {
        let step = Transform("t", reading: .text("a"), writing: .text("b")) { $0 }
        #expect(
            try indexes(step, "CREATE INDEX i_a ON t (a); CREATE INDEX i_b ON t (b)") == ["i_b"])
    }

    @Test func deletingRowsWritesEveryIndex() throws {
        let step = Batch("t", "DELETE FROM t WHERE n = 0 AND :chunk")
        #expect(
            try indexes(step, "CREATE INDEX i_a ON t (a); CREATE INDEX i_b ON t (b)")
                == ["i_a", "i_b"])
    }

    @Test func whatATriggerWritesCounts() throws {
        #expect(
            try indexes(
                writingA,
                """
                CREATE INDEX i_b ON t (b);
                CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN UPDATE t SET b = new.a WHERE id = new.id; END
                """) == ["i_b"])
    }

    @Test func otherTablesIndexesStay() throws {
        let step = Batch("t", "UPDATE o SET x = 1 WHERE id IN (SELECT id FROM t WHERE :chunk)")
        #expect(
            try indexes(
                step, "CREATE TABLE o (id INTEGER PRIMARY KEY, x); CREATE INDEX i_x ON o (x)") == []
        )
    }

    @Test func ofAClosureThatMayWriteAnythingNoneIsKnown() throws {
        let step = ForEachRow("t", reading: .integer("id")) { db, id in
            try db.execute(sql: "UPDATE t SET a = 'x' WHERE id = ?", arguments: [id])
        }
        #expect(try indexes(step, "CREATE INDEX i_a ON t (a)") == [])
    }

    @Test func aTableWithoutRowIDIsNoException() throws {
        let queue = try memory(
            """
            CREATE TABLE w (k TEXT PRIMARY KEY, a) WITHOUT ROWID; CREATE INDEX i_a ON w (a);
            CREATE INDEX i_k ON w (k COLLATE NOCASE)
            """)
        let plan = try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            return try BatchPlanner(clone: clone, foreignKeys: true)
                .plan(Update("w", set: "a = 1").batch)
        }
        #expect(plan.deferrableIndexes == [DeferrableIndex(name: "i_a", columnCount: 1)])
    }

    // MARK: What is never dropped

    @Test func aUniqueIndexStays() throws {
        #expect(try indexes(writingA, "CREATE UNIQUE INDEX i_a ON t (a)") == [])
    }

    @Test func aConstraintsIndexStays() throws {
        let queue = try memory("CREATE TABLE u (id INTEGER PRIMARY KEY, a UNIQUE, b)")
        let plan = try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            return try BatchPlanner(clone: clone, foreignKeys: true)
                .plan(Update("u", set: "a = a || 'x'").batch)
        }
        #expect(plan.deferrableIndexes.isEmpty)
    }

    @Test func theIndexThatAForeignKeysChildrenAreFoundByStays() throws {
        let queue = try memory(
            """
            CREATE TABLE p (id INTEGER PRIMARY KEY);
            CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p, n);
            CREATE INDEX i_p ON c (p); CREATE INDEX i_pn ON c (P, n); CREATE INDEX i_np ON c (n, p)
            """)
        let plan = try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            return try BatchPlanner(clone: clone, foreignKeys: true)
                .plan(Update("c", set: "p = NULL").batch)
        }
        #expect(plan.deferrableIndexes.map(\.name) == ["i_np"])
    }

    @Test func anIndexThatTheBatchSearchesByStays() throws {
        let step = Update("t", set: "a = (SELECT max(o.b) FROM t AS o WHERE o.a = t.b)")
        #expect(try indexes(step, "CREATE INDEX i_a ON t (a)") == [])
    }

    @Test func anIndexThatTheBatchNamesStays() throws {
        let step = Batch(
            "t",
            "UPDATE t SET a = (SELECT count(*) FROM t AS o INDEXED BY i_a WHERE o.a > '') WHERE :chunk"
        )
        #expect(try indexes(step, "CREATE INDEX i_a ON t (a)") == [])
    }

    @Test func anIndexThatTheWhereOfATransformSearchesByStays() throws {
        let step = Transform(
            "t", where: "EXISTS (SELECT 1 FROM t AS o WHERE o.b = t.a)", reading: .text("a"),
            writing: .text("b")
        ) { $0 }
        #expect(try indexes(step, "CREATE INDEX i_b ON t (b)") == [])
    }

    /// It is read once a pass, and the table can be read instead.
    @Test func anIndexThatTheLookForRowsBehindTheCursorCouldUseIsDropped() throws {
        let step = Transform(
            "t", where: "b IS NULL", reading: .text("a"), writing: .text("b")
        ) { $0 }
        #expect(try indexes(step, "CREATE INDEX i_b ON t (b)") == ["i_b"])
    }

    @Test func anIndexThatATriggerOfTheBatchSearchesByStays() throws {
        #expect(
            try indexes(
                writingA,
                """
                CREATE INDEX i_a ON t (a); CREATE TABLE log (x);
                CREATE TRIGGER r AFTER UPDATE ON t BEGIN
                    INSERT INTO log SELECT count(*) FROM t WHERE a = new.a; END
                """) == [])
    }

    @Test func anIndexThatAnotherTablesTriggerSearchesByStays() throws {
        #expect(
            try indexes(
                writingA,
                """
                CREATE INDEX i_a ON t (a); CREATE TABLE o (id INTEGER PRIMARY KEY, x);
                CREATE TRIGGER r AFTER INSERT ON o BEGIN UPDATE t SET n = 1 WHERE a = new.x; END
                """) == [])
    }

    @Test func anIndexThatAViewsTriggerSearchesByStays() throws {
        #expect(
            try indexes(
                writingA,
                """
                CREATE INDEX i_a ON t (a); CREATE TABLE o (id INTEGER PRIMARY KEY, x);
                CREATE VIEW v AS SELECT x FROM o;
                CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN UPDATE t SET n = 1 WHERE a = old.x; END
                """) == [])
    }

    @Test func aTriggerThatSearchesByAnotherIndexIsNoReason() throws {
        #expect(
            try indexes(
                writingA,
                """
                CREATE INDEX i_a ON t (a); CREATE INDEX i_b ON t (b);
                CREATE TABLE o (id INTEGER PRIMARY KEY, x);
                CREATE TRIGGER r AFTER INSERT ON o BEGIN UPDATE t SET n = 1 WHERE b = new.x; END
                """) == ["i_a"])
    }

    @Test func aTriggerOnTheTableItselfIsNoReasonToScanByAnIndex() throws {
        #expect(
            try indexes(
                writingA,
                """
                CREATE INDEX i_a ON t (a); CREATE TABLE log (x);
                CREATE TRIGGER r AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.id); END
                """) == ["i_a"])
    }

    @Test func anIndexThatAViewNamesStays() throws {
        #expect(
            try indexes(
                writingA,
                "CREATE INDEX i_a ON t (a); CREATE VIEW v AS SELECT id FROM t INDEXED BY I_A WHERE a > 'x'"
            ) == [])
    }

    @Test func twoOfWhichOneWouldStandInForTheOtherAreNotBothDropped() throws {
        let step = Update("t", set: "a = (SELECT max(o.n) FROM t AS o WHERE o.a = t.b)")
        let left = try indexes(step, "CREATE INDEX i_1 ON t (a); CREATE INDEX i_2 ON t (a, n)")
        #expect(left.count == 1)
    }

    @Test func theCopyIsAsItWas() throws {
        let queue = try memory(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE INDEX i_a ON t (a)")
        try queue.read { db in
            let clone = try SchemaClone(of: db, configuration: Configuration())
            let planner = BatchPlanner(clone: clone, foreignKeys: true)
            let step = Update("t", set: "a = 1").batch
            let (first, second) = (try planner.plan(step), try planner.plan(step))
            #expect(first.deferrableIndexes == second.deferrableIndexes)
            #expect(first.deferrableIndexes.map(\.name) == ["i_a"])
            let copied = try clone.read { ($0.isInsideTransaction, try $0.indexExists("i_a")) }
            #expect(copied == (false, true))
        }
    }
}

extension Database {
    fileprivate func indexExists(_ name: String) throws -> Bool {
        try Int.fetchOne(
            self, sql: "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?",
            arguments: [name]) != nil
    }
}
