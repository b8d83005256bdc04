import Testing

@testable import Stopover

/// Every way in which a file is refused, with what is said of it.
@Suite struct SQLFileErrorTests {
    @Test(
        "A file that can't be read is refused with line, reason and hint",
        arguments: [
            (
                "-- migrate:up\nSELECT 1\n-- migrate:dwn\n",
                """
                f.sql:3: there is no section "migrate:dwn"
                  The sections are migrate:up, migrate:down, migrate:batch, migrate:verify and migrate:restore.
                """
            ),
            (
                "-- a\n-- migrate:restore\n",
                """
                f.sql:2: migrate:restore stands before the first migrate:up or migrate:down
                  It belongs to the one that it follows: put -- migrate:up above it.
                """
            ),
            (
                "-- migrate:up\nSELECT 1\n-- migrate:down\n-- migrate:restore table:t\n",
                """
                f.sql:4: migrate:restore has no options
                  Leave out what stands behind it.
                """
            ),
            (
                "-- migrate:up\nSELECT 1\n-- migrate:down\n-- migrate:restore\n-- why\nDROP TABLE t;\n",
                """
                f.sql:4: there is SQL behind migrate:restore
                  Put -- migrate:down above the SQL.
                """
            ),
            (
                "-- MIGRATE:UP\nSELECT 1",
                """
                f.sql:1: there is no section "migrate:UP"
                  The sections are migrate:up, migrate:down, migrate:batch, migrate:verify and migrate:restore.
                """
            ),
            (
                "-- migrate: up\nSELECT 1",
                """
                f.sql:1: there is no section "migrate:"
                  The sections are migrate:up, migrate:down, migrate:batch, migrate:verify and migrate:restore.
                """
            ),
            (
                "-- migrate:up transactions:false\nSELECT 1",
                """
                f.sql:1: migrate:up has no option "transactions"
                  It takes transaction: and foreign_keys:.
                """
            ),
            (
                "-- migrate:up table:contacts\nSELECT 1",
                """
                f.sql:1: migrate:up has no option "table"
                  It takes transaction: and foreign_keys:.
                """
            ),
            (
                "-- migrate:up\nSELECT 1\n-- migrate:down -- back\nSELECT 1",
                """
                f.sql:3: migrate:down has no option "-- back"
                  It takes transaction: and foreign_keys:.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t where:a\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: migrate:batch has no option "where"
                  It takes table:, key: and chunk:.
                """
            ),
            (
                "-- migrate:up transaction:no\nSELECT 1",
                """
                f.sql:1: "no" is no value of transaction:
                  transaction: takes true or false.
                """
            ),
            (
                "-- migrate:up transaction\nSELECT 1",
                """
                f.sql:1: "" is no value of transaction:
                  transaction: takes true or false.
                """
            ),
            (
                "-- migrate:up foreign_keys:ON\nSELECT 1",
                """
                f.sql:1: "ON" is no value of foreign_keys:
                  foreign_keys: takes checked, enforced or off.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "" is no value of table:
                  table: takes a table's name, in double quotes unless it is a plain one.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:a-b\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "a-b" is no value of table:
                  table: takes a table's name, in double quotes unless it is a plain one.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:a,b\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "a,b" is no value of table:
                  table: takes a table's name, in double quotes unless it is a plain one.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:\"\"\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "\"\"" is no value of table:
                  table: takes a table's name, in double quotes unless it is a plain one.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:\"a b\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: ""a b" is no value of table:
                  table: takes a table's name, in double quotes unless it is a plain one.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t key:a,,b\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "a,,b" is no value of key:
                  key: takes columns with commas between them, in double quotes unless plain.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t key:a,A\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: the key names the column A twice
                  Name it once.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t chunk:0\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "0" is no value of chunk:
                  chunk: takes a number of rows, 1 or more.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t chunk:1k\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: "1k" is no value of chunk:
                  chunk: takes a number of rows, 1 or more.
                """
            ),
            (
                "-- migrate:up transaction:true transaction:false\nSELECT 1",
                """
                f.sql:1: transaction: is given twice
                  Leave one of the two.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch key:id\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: migrate:batch names no table
                  Name the one that it pages: -- migrate:batch table:contacts
                """
            ),
            (
                "-- What\n-- migrate:batch table:t\nDELETE FROM t WHERE :chunk",
                """
                f.sql:2: migrate:batch stands before the first migrate:up or migrate:down
                  It belongs to the one that it follows: put -- migrate:up above it.
                """
            ),
            (
                "-- migrate:verify a\nSELECT 1\n-- migrate:up\nSELECT 1",
                """
                f.sql:1: migrate:verify stands before the first migrate:up or migrate:down
                  It belongs to the one that it follows: put -- migrate:up above it.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t\nDELETE FROM t -- :chunk",
                """
                f.sql:2: the batch uses neither :chunk nor :first and :last, so each chunk would do \
                the whole work again
                  Write :chunk where a chunk's rows are meant, such as WHERE :chunk.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t\nDELETE FROM t WHERE\n:chunk AND a = :b",
                """
                f.sql:4: the batch uses the parameter :b, which has no value
                  A batch has :chunk, :first and :last; where its key has several columns, :first_a \
                and :last_a for the column a.
                """
            ),
            (
                "-- migrate:up\n-- migrate:batch table:t\n-- nothing\n;",
                """
                f.sql:2: the batch has no SQL
                  Write some, or leave it out.
                """
            ),
            (
                "-- migrate:up\nSELECT 1;\nSELECT ?1",
                """
                f.sql:3: the step uses the parameter ?1, which has no value
                  Only the statements of a batch have parameters.
                """
            ),
            (
                "-- migrate:up\n-- migrate:verify  \nSELECT 1",
                """
                f.sql:2: the check has no text
                  Say what must hold, such as: every phone is normalized.
                """
            ),
            (
                "-- migrate:up\n-- migrate:verify a\n\n-- migrate:down",
                """
                f.sql:2: the check has no SQL
                  Write some, or leave it out.
                """
            ),
            (
                "-- What it does\nCREATE TABLE t (a);\n-- migrate:up\nSELECT 1",
                """
                f.sql:2: SQL stands before the first section
                  Put -- migrate:up above it.
                """
            ),
            (
                "",
                """
                f.sql:1: there is no migrate:up
                  Put -- migrate:up above the SQL.
                """
            ),
            (
                "-- What\n-- migrate:down\nSELECT 1",
                """
                f.sql:1: there is no migrate:up
                  Put -- migrate:up above the SQL.
                """
            ),
            (
                "-- What\n-- migrate:up\n-- nothing\n;\n-- migrate:down\nSELECT 1",
                """
                f.sql:2: migrate:up has no SQL
                  Write the migration's SQL below it.
                """
            ),
            (
                "-- migrate:up\nSELECT 1,\n 'a;\n-- migrate:down\nSELECT 1",
                """
                f.sql:3: a string begins that is never closed
                  Close it where it ends.
                """
            ),
            (
                "-- migrate:up\nSELECT 1;\n/* a\n-- migrate:down\nSELECT 1",
                """
                f.sql:3: a comment begins that is never closed
                  Close it where it ends.
                """
            ),
            (
                "-- migrate:up\nSELECT \"a",
                """
                f.sql:2: a quoted name begins that is never closed
                  Close it where it ends.
                """
            ),
            (
                "-- migrate:up\nSELECT x'00",
                """
                f.sql:2: a blob begins that is never closed
                  Close it where it ends.
                """
            ),
            (
                "/* What",
                """
                f.sql:1: a comment begins that is never closed
                  Close it where it ends.
                """
            ),
            (
                "-- migrate:up\nSELECT 'a\n\0';\n",
                """
                f.sql:3: there is a NUL character in the SQL, where SQLite would stop reading
                  Remove it.
                """
            ),
        ]
    )
    func refused(text: String, expected: String) throws {
        let error = try migrationError { try SQLFile.parse(text, file: "f.sql") }
        #expect(error.description == expected)
        #expect(error.code == .invalidFile)
        #expect(error.outcome == .refused)
    }
}
