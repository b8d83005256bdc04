import Testing

@testable import Stopover

@Suite struct StepsTextTests {
    private func render(_ direction: Direction = .up, @StepsBuilder _ steps: () -> Steps) -> String?
    {
        StepsText.render(steps().operations, direction: direction)
    }

    private func checksum(_ operations: [Operation]) -> String {
        Checksum.of(operations: operations, revision: 1, foreignKeys: .checked)
    }

    @Test("Steps that SQL can say are written as sections of a file")
    func written() {
        let text = render {
            Update("my \"t", set: "a = 1", where: "b -- why").key("a", "b c").chunk(rows: 9)
            Execute("CREATE TABLE t (a);\n")
            AddColumn("t", "b TEXT")
            Execute("VACUUM", transaction: false)
            Batch("t", "DELETE FROM t WHERE :chunk")
            Batch("t", where: "b = ''", "DELETE FROM t WHERE a AND :chunk;\n")
            Verify("no b\nis left", noRows: "SELECT 1")
        }
        #expect(
            text == """
                -- migrate:up
                -- migrate:batch table:"my ""t" key:a,"b c" chunk:9
                UPDATE "my ""t" SET a = 1
                WHERE (b -- why
                ) AND :chunk
                -- migrate:up
                CREATE TABLE t (a);
                -- migrate:up
                ALTER TABLE "t" ADD COLUMN b TEXT
                -- migrate:up transaction:false
                VACUUM
                -- migrate:batch table:t
                DELETE FROM t WHERE :chunk
                -- migrate:batch table:t
                DELETE FROM t WHERE a AND (:chunk AND (b = ''
                ));
                -- migrate:verify no b is left
                SELECT 1

                """)
    }

    @Test("down is written as down, with what it says of foreign keys")
    func down() {
        var steps = operations {
            Execute("DROP TABLE t")
            Execute("DROP TABLE u")
        }
        steps[0].foreignKeys = .off
        steps[1].foreignKeys = .checked
        #expect(
            StepsText.render(steps, direction: .down) == """
                -- migrate:down foreign_keys:off
                DROP TABLE t
                -- migrate:down
                DROP TABLE u

                """)
    }

    @Test("What is read back is what was written", arguments: [Direction.up, .down])
    func roundTrip(direction: Direction) throws {
        let steps = operations {
            Execute("CREATE TABLE t (a); -- end")
            Execute("INSERT INTO t VALUES ('\n-- migrate:down\n')")
            AddColumn("a b", "c TEXT DEFAULT 'x -- y'")
            Update("t", set: "a = 1 -- why", where: "a = 2 -- why")
            Update("t", set: "a = 1").key("a", "\"").chunk(rows: 3)
            Batch("t", "DELETE FROM t WHERE a BETWEEN :first AND :last")
            Batch("t", where: "a -- why", "DELETE FROM t WHERE :chunk; DELETE FROM u WHERE :chunk")
            Verify("'all' is \"well\"", noRows: "SELECT 1")
            Execute("PRAGMA user_version = 3", transaction: false)
        }
        let text = try #require(StepsText.render(steps, direction: direction))
        let back = try StepsText.parse(text, direction: direction)
        #expect(checksum(back) == checksum(steps))
        #expect(StepsText.render(back, direction: direction) == text)
        let other: Direction = direction == .up ? .down : .up
        #expect(try StepsText.parse(text, direction: other).isEmpty)
    }

    @Test("Restoring rows is written at its place, below down where it comes first")
    func restore() throws {
        let text = render(.down) {
            RestoreRows()
            Execute("DROP TABLE t")
        }
        #expect(
            text == """
                -- migrate:down
                -- migrate:restore
                -- migrate:down
                DROP TABLE t

                """)
        let back = try StepsText.parse(try #require(text), direction: .down)
        #expect(back.map(\.restoresRows) == [true, false])
        #expect(StepsText.render(back, direction: .down) == text)
        #expect(
            render(.down) {
                Execute("DROP TABLE t")
                RestoreRows()
            } == "-- migrate:down\nDROP TABLE t\n-- migrate:restore\n")
    }

    @Test("The steps of a file are read back as they were in the file")
    func fileRoundTrip() throws {
        let file = try SQLFile.parse(SQLFileTests.phones, file: "f.sql")
        for (direction, steps) in [(Direction.up, file.up), (.down, file.down)] {
            let text = try #require(StepsText.render(steps, direction: direction))
            let back = try StepsText.parse(text, direction: direction)
            let plain = { (operation: Operation) in
                var operation = operation
                operation.location = nil
                return operation.testText
            }
            #expect(back.map(plain) == steps.map(plain))
        }
    }

    @Test("Steps that SQL can't say make no text")
    func unsaid() {
        #expect(render {} == nil)
        #expect(render { Execute { _ in } } == nil)
        #expect(
            render {
                Execute("SELECT 1")
                Execute { _ in }
            } == nil)
        #expect(render { Transform("t", reading: .text("a"), writing: .text("a")) { $0 } } == nil)
        #expect(render { ForEachRow("t", reading: .text("a")) { _, _ in } } == nil)
        #expect(render { Verify(sameRowCount: "t") } == nil)
        #expect(
            render { Batch("t", where: "a", "DELETE FROM t WHERE id >= :first AND :chunk") } == nil)
    }

    @Test("SQL that would be read back as something else makes no text")
    func misread() {
        #expect(render { Execute("SELECT 1;\n-- migrate:down\nSELECT 2") } == nil)
        #expect(render { Execute("SELECT 1;\n-- migrate:nothing") } == nil)
        #expect(render { Execute("SELECT 'a") } == nil)
        #expect(render { Execute("-- nothing") } == nil)
        #expect(render { Batch("a\nb", "DELETE FROM t WHERE :chunk") } == nil)
        #expect(render { Verify("\n", noRows: "SELECT 1") } == nil)
    }

    @Test("A stored text that was spoilt is refused and called by where it is from")
    func spoilt() throws {
        let error = try migrationError {
            try StepsText.parse("-- migrate:down\n-- migrate:botch\n", direction: .down)
        }
        #expect(
            error.description == """
                the steps in the history:2: there is no section "migrate:botch"
                  The sections are migrate:up, migrate:down, migrate:batch, migrate:verify and migrate:restore.
                """)
    }
}
