import Testing

@testable import Stopover

@Suite struct OperationCheckTests {
    /// Reason, hint and line of what is wrong with the one step.
    private func fault(@StepsBuilder _ steps: () -> Steps) throws -> SQLFault? {
        let operation = try #require(steps().operations.first)
        do {
            try operation.check()
            return nil
        } catch {
            return error
        }
    }

    @Test("Steps that are right pass")
    func right() throws {
        let steps = operations {
            Execute("CREATE TABLE t (a); -- end")
            Execute { _ in }
            AddColumn("t", "a TEXT DEFAULT ':x'")
            Update("t", set: "a = 1", where: "a = 2").key("a", "b").chunk(rows: 1)
            Batch("t", where: "a", "DELETE FROM t WHERE :chunk")
            Batch("t", "DELETE FROM t WHERE a BETWEEN :first_a AND :last_a")
            Transform("t", reading: .text("a"), .text("a"), writing: .text("a")) { a, b in a ?? b }
                .refusals(.quarantine(upTo: 0))
            ForEachRow("t", reading: .text("a")) { _, _ in }
            Verify("a", noRows: "SELECT 1")
            Verify(sameRowCount: "t", "u")
        }
        for operation in steps { try operation.check() }
    }

    @Test("A step without SQL is refused", arguments: ["", " \n", "-- why", "/* why */ ; ;"])
    func blank(sql: String) throws {
        let hint = "Write some, or leave it out."
        for (fault, part) in [
            (try fault { Execute(sql) }, "the step"),
            (try fault { AddColumn("t", sql) }, "the step"),
            (try fault { Update("t", set: sql) }, "the update"),
            (try fault { Update("t", set: "a = 1", where: sql) }, "the batch's where:"),
            (try fault { Batch("t", sql) }, "the batch"),
            (try fault { Verify("a", noRows: sql) }, "the check"),
        ] {
            #expect(fault?.reason == "\(part) has no SQL")
            #expect(fault?.hint == hint)
        }
    }

    @Test(
        "A parameter that nothing gives a value is refused, with its line",
        arguments: [":a", ":chunk", "?", "?1", "@a", "$a"]
    )
    func parameter(name: String) throws {
        for (fault, part) in [
            (try fault { Execute("SELECT 1,\n\(name)") }, "the step"),
            (try fault { AddColumn("t", "a\nDEFAULT \(name)") }, "the step"),
            (try fault { Update("t", set: "a =\n\(name)") }, "the update"),
            (try fault { Update("t", set: "a = 1", where: "a =\n\(name)") }, "the batch's where:"),
            (try fault { Verify("a", noRows: "SELECT\n\(name)") }, "the check"),
        ] {
            #expect(fault?.reason == "\(part) uses the parameter \(name), which has no value")
            #expect(fault?.hint == "Only the statements of a batch have parameters.")
            #expect(fault?.line == 2)
        }
    }

    @Test(
        "A batch that uses a parameter other than the chunk's is refused",
        arguments: [":a", ":Chunk", ":firsta", "?", "@chunk", "$chunk", ":chunk::a"]
    )
    func batchParameter(name: String) throws {
        let fault = try fault { Batch("t", "DELETE FROM t\nWHERE :chunk AND a = \(name)") }
        #expect(fault?.reason == "the batch uses the parameter \(name), which has no value")
        #expect(
            fault?.hint
                == "A batch has :chunk, :first and :last; where its key has several columns, "
                + ":first_a and :last_a for the column a.")
        #expect(fault?.line == 2)
    }

    @Test("A batch that names no part of the chunk is refused")
    func wholeTable() throws {
        let fault = try fault { Batch("t", "DELETE FROM t -- :chunk") }
        #expect(
            fault?.reason
                == "the batch uses neither :chunk nor :first and :last, so each chunk would do the "
                + "whole work again")
        #expect(
            fault?.hint
                == "Write :chunk where a chunk's rows are meant, such as WHERE :chunk.")
    }

    @Test("A name that is missing is refused")
    func names() throws {
        #expect(try fault { AddColumn("", "a") }?.reason == "the table has no name")
        #expect(try fault { Update("", set: "a = 1") }?.reason == "the batch's table has no name")
        #expect(try fault { Verify(sameRowCount: "") }?.reason == "a table has no name")
        #expect(try fault { Verify(sameRowCount: "") }?.hint == "Name it.")
    }

    @Test("A key must name columns, each once")
    func key() throws {
        let none = try fault { Update("t", set: "a = 1").key() }
        #expect(none?.reason == "the key names no column")
        #expect(none?.hint == "Leave it out for the primary key.")
        let empty = try fault { Update("t", set: "a = 1").key("a", "") }
        #expect(empty?.reason == "the key lacks a column's name")
        #expect(empty?.hint == "Name each column.")
        let twice = try fault { Update("t", set: "a = 1").key("a", "b", "A") }
        #expect(twice?.reason == "the key names the column A twice")
        #expect(twice?.hint == "Name it once.")
        // To SQLite these are two columns each.
        #expect(try fault { Update("t", set: "a = 1").key("\u{C4}", "\u{E4}") } == nil)
        #expect(try fault { Update("t", set: "a = 1").key("\u{E9}", "e\u{301}") } == nil)
    }

    @Test("A chunk has a row or more, a quarantine none or more", arguments: [0, -1])
    func limits(rows: Int) throws {
        let chunk = try fault { Update("t", set: "a = 1").chunk(rows: rows) }
        #expect(chunk?.reason == "a chunk can't have \(rows) rows")
        #expect(chunk?.hint == "Give it 1 row or more.")
        let quarantine = try fault {
            Update("t", set: "a = 1").refusals(.quarantine(upTo: rows - 1))
        }
        #expect(quarantine?.reason == "the quarantine can't hold \(rows - 1) rows")
        #expect(quarantine?.hint == "Give it 0 rows or more.")
    }

    @Test("A transform names its columns, and writes each once")
    func transform() throws {
        let twice = try fault {
            Transform("t", reading: .text("a"), writing: .text("b"), .text("B")) { ($0, $0) }
        }
        #expect(twice?.reason == "writing: names the column B twice")
        let unwritten = try fault { Transform("t", reading: .text("a"), writing: .text("")) { $0 } }
        #expect(unwritten?.reason == "writing: lacks a column's name")
        let unread = try fault { Transform("t", reading: .text(""), writing: .text("a")) { $0 } }
        #expect(unread?.reason == "reading: lacks a column's name")
        let visit = try fault { ForEachRow("t", reading: .text("")) { _, _ in } }
        #expect(visit?.reason == "reading: lacks a column's name")
    }

    @Test("A check says what it checks")
    func verify() throws {
        for text in ["", " \n"] {
            let fault = try fault { Verify(text, noRows: "SELECT 1") }
            #expect(fault?.reason == "the check has no text")
            #expect(fault?.hint == "Say what must hold, such as: every phone is normalized.")
        }
        let fault = try fault { Steps([Operation(.verify(.sameRowCount(tables: [])))]) }
        #expect(fault?.reason == "the check names no table")
        #expect(fault?.hint == "Name the tables to count.")
    }

    @Test(
        "SQL that SQLite would read only in part is refused, with the line",
        arguments: [
            ("SELECT 1,\n'a", "a string begins that is never closed", "Close it where it ends."),
            ("\n/* a", "a comment begins that is never closed", "Close it where it ends."),
            (
                "SELECT 1\n\0; DROP TABLE t",
                "there is a NUL character in the SQL, where SQLite would stop reading",
                "Remove it."
            ),
        ]
    )
    func partial(sql: String, reason: String, hint: String) throws {
        let fault = try fault { Execute(sql) }
        #expect(fault?.reason == reason)
        #expect(fault?.hint == hint)
        #expect(fault?.line == 2)
    }
}
