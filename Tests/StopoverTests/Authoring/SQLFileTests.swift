import Testing

@testable import Stopover

@Suite struct SQLFileTests {
    static let phones = """
        -- Keep every phone number in E.164 form
        -- migrate:up
        ALTER TABLE contacts ADD COLUMN phone_e164 TEXT;
        -- migrate:batch table:contacts
        UPDATE contacts SET phone_e164 = '+' || replace(phone, '-', '') WHERE phone IS NOT NULL AND :chunk;
        -- migrate:verify every phone is normalized
        SELECT id FROM contacts WHERE phone IS NOT NULL AND phone_e164 IS NULL;
        -- migrate:down
        ALTER TABLE contacts DROP COLUMN phone_e164;

        """

    private func parse(_ text: String) throws -> SQLFile {
        try SQLFile.parse(text, file: "f.sql")
    }

    @Test("Restoring rows is a step at its place among the steps down")
    func restore() throws {
        let file = try parse(
            """
            -- migrate:up
            -- migrate:batch table:t
            UPDATE t SET a = 1 WHERE :chunk;
            -- migrate:down
            DROP INDEX i;
            -- migrate:restore
            -- The rows stand as before.

            -- migrate:down
            DROP TABLE u;
            """)
        #expect(
            file.down.map(\.testText) == [
                "f.sql:4 script: DROP INDEX i;\n", "f.sql:6 restore rows",
                "f.sql:9 script: DROP TABLE u;",
            ])
    }

    @Test("A file's sections become steps, each with the line of its directive")
    func phones() throws {
        let file = try parse(Self.phones)
        #expect(file.description == "Keep every phone number in E.164 form")
        #expect(
            file.up.map(\.testText) == [
                "f.sql:2 script: ALTER TABLE contacts ADD COLUMN phone_e164 TEXT;\n",
                "f.sql:4 batch contacts: UPDATE contacts SET phone_e164 = "
                    + "'+' || replace(phone, '-', '') WHERE phone IS NOT NULL AND :chunk;\n",
                "f.sql:6 verify every phone is normalized: "
                    + "SELECT id FROM contacts WHERE phone IS NOT NULL AND phone_e164 IS NULL;\n",
            ])
        #expect(
            file.down.map(\.testText) == [
                "f.sql:8 script: ALTER TABLE contacts DROP COLUMN phone_e164;\n"
            ])
    }

    @Test("Every option is read")
    func options() throws {
        let file = try parse(
            """
            -- migrate:up transaction:false foreign_keys:off
            VACUUM;
            -- migrate:batch chunk:500 table:"my ""old"" table" key:a,"b c",[d]
            DELETE FROM x WHERE :chunk
            -- migrate:up foreign_keys:enforced transaction:true
            SELECT 1
            -- migrate:down foreign_keys:checked
            SELECT 2
            """)
        #expect(
            file.up.map(\.testText) == [
                "f.sql:1 script without transaction: VACUUM;\n [off]",
                "f.sql:3 batch my \"old\" table by [\"a\", \"b c\", \"d\"] rows 500: "
                    + "DELETE FROM x WHERE :chunk\n",
                "f.sql:5 script: SELECT 1\n [enforced]",
            ])
        #expect(file.down.map(\.testText) == ["f.sql:7 script: SELECT 2 [checked]"])
    }

    @Test("Batches and checks belong to the up or down that they follow, in file order")
    func directions() throws {
        let file = try parse(
            """
            -- migrate:down
            -- migrate:verify one
            SELECT 1
            -- migrate:up
            -- migrate:batch table:a
            DELETE FROM a WHERE :chunk
            -- migrate:down
            SELECT 2
            -- migrate:batch table:b
            DELETE FROM b WHERE id BETWEEN :first AND :last
            -- migrate:up
            SELECT 3
            """)
        #expect(
            file.up.map(\.testText) == [
                "f.sql:5 batch a: DELETE FROM a WHERE :chunk\n", "f.sql:11 script: SELECT 3",
            ])
        #expect(
            file.down.map(\.testText) == [
                "f.sql:2 verify one: SELECT 1\n", "f.sql:7 script: SELECT 2\n",
                "f.sql:9 batch b: DELETE FROM b WHERE id BETWEEN :first AND :last\n",
            ])
    }

    @Test(
        "A batch may name the chunk by any of its parameters",
        arguments: [":chunk", ":first", ":last", ":first_a", ":last_a"]
    )
    func parameters(name: String) throws {
        let file = try parse(
            "-- migrate:up\n-- migrate:batch table:t\nDELETE FROM t WHERE id = \(name)")
        #expect(file.up.count == 1)
    }

    @Test(
        "A directive is a line comment that begins its line",
        arguments: [
            "SELECT '\n-- migrate:down\n'", "/*\n-- migrate:down\n*/ SELECT 1",
            "SELECT \"\n-- migrate:down\n\"", "SELECT 1; -- migrate:down",
            "/* a */ -- migrate:down\nSELECT 1", "/*\n*/ -- migrate:down\nSELECT 1",
            "-- about migrate:down\nSELECT 1", "-- - migrate:down\nSELECT 1",
            "-- migrated:down\nSELECT 1",
        ]
    )
    func noDirective(sql: String) throws {
        let file = try parse("-- migrate:up\n" + sql)
        #expect(file.up.map(\.testText) == ["f.sql:1 script: \(sql)"])
        #expect(file.down.isEmpty)
    }

    @Test(
        "Blanks round a directive don't matter",
        arguments: [
            "--migrate:down", "--\tmigrate:down", "  -- migrate:down  ", "\t--   migrate:down\t",
            "-- migrate:down foreign_keys:off  transaction:true ",
        ]
    )
    func blanks(directive: String) throws {
        let file = try parse("-- migrate:up\nSELECT 1\n\(directive)\nSELECT 2")
        #expect(file.up.count == 1)
        #expect(file.down.count == 1)
    }

    @Test("A section's SQL is kept as written, from the line below its directive")
    func asWritten() throws {
        let sql = "\n  -- why\n\tCREATE TABLE t (a)  ;\r\n\n"
        let file = try parse("-- migrate:up\n\(sql)  -- migrate:down\n\(sql)")
        #expect(file.up.map(\.testText) == ["f.sql:1 script: \(sql)  "])
        #expect(file.down.map(\.testText) == ["f.sql:6 script: \(sql)"])
    }

    @Test("Lines that end in CR LF, and a byte order mark, change nothing but the SQL's line ends")
    func lineEnds() throws {
        let text = "\u{FEFF}" + Self.phones.replacing("\n", with: "\r\n")
        let file = try parse(text)
        let plain = try parse(Self.phones)
        #expect(file.description == plain.description)
        #expect(
            file.up.map(\.testText) == plain.up.map { $0.testText.replacing("\n", with: "\r\n") })
        #expect(
            file.down.map(\.testText)
                == plain.down.map { $0.testText.replacing("\n", with: "\r\n") })
        #expect(try parse("\u{FEFF}-- migrate:up\nSELECT 1").up.count == 1)
    }

    @Test(
        "The comments before the first section are the description, their lines joined",
        arguments: [
            ("-- One\n-- two\n", "One two"), ("--One\r\n--\r\n--  two \r\n", "One two"),
            ("\n\n-- One\n\n-- two\n\n", "One two"), ("/* One\n   two */\n", "One two"),
            ("/* One */ -- two\n", "One two"), ("", ""), ("--\n", ""), ("\n", ""),
            ("-- 'One\n", "'One"),
        ]
    )
    func description(head: String, expected: String) throws {
        #expect(try parse(head + "-- migrate:up\nSELECT 1").description == expected)
    }

    @Test(
        "A blank down is none",
        arguments: ["", "\n", "\n\n  \n", "\n-- nothing to take back\n", "\n/* none */ ;\n"]
    )
    func blankDown(body: String) throws {
        let file = try parse("-- migrate:up\nSELECT 1\n-- migrate:down" + body)
        #expect(file.up.count == 1)
        #expect(file.down.isEmpty)
    }

    @Test("An up of batches or checks alone is an up")
    func upWithoutScript() throws {
        #expect(try parse("-- migrate:up\n-- migrate:verify a\nSELECT 1").up.count == 1)
    }

    @Test("A trigger keeps its body, with what its strings and comments hold")
    func trigger() throws {
        let sql = """
            CREATE TRIGGER a AFTER INSERT ON t BEGIN
                UPDATE t SET b = ';
            -- migrate:down
            ';
            END;
            """
        #expect(try parse("-- migrate:up\n" + sql).up.map(\.testText) == ["f.sql:1 script: \(sql)"])
    }
}
