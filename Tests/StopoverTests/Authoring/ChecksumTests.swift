import GRDB
import Testing

@testable import Stopover

@Suite struct ChecksumTests {
    private func checksum(
        revision: Int = 1, foreignKeys: ForeignKeys = .checked,
        @StepsBuilder _ steps: () -> Steps
    ) -> String {
        Checksum.of(
            operations: steps().operations, revision: revision, foreignKeys: foreignKeys)
    }

    private func checksum(ofFile text: String) throws -> String {
        let file = try SQLFile.parse(text, file: "f.sql")
        return Checksum.of(operations: file.up, revision: 1, foreignKeys: .checked)
    }

    /// Databases out there hold it: another value here would call every applied migration changed.
    @Test("The checksum of given steps is this one for ever")
    func pinned() {
        let checksum = checksum {
            Execute("CREATE TABLE t (a);")
            Update("t", set: "a = 1")
        }
        #expect(checksum == "9ff31e561a45da5666b75dd3c65417de64828e061575648d1216d94f8b95fd31")
        let every = self.checksum(revision: 4, foreignKeys: .off) {
            Execute { _ in }
            Execute("VACUUM", transaction: false)
            AddColumn("t", "b TEXT")
            Transform(
                "t", where: "b IS NULL", reading: .text("a"), writing: .text("b"), .text("c")
            ) { ($0, $0) }
            ForEachRow("t", reading: .text("a")) { _, _ in }.key("a", "b")
            Batch("t", where: "b", "DELETE FROM t WHERE id = :first")
            Verify("none", noRows: "SELECT 1")
            Verify(sameRowCount: "t")
        }
        #expect(every == "78df26554a316720aa1ccd0652dd2205fb30ed14fe17630d556f50eb959124f8")
    }

    @Test(
        "Comments, white space, line ends and the last semicolon don't count",
        arguments: [
            "CREATE TABLE t (a); CREATE TABLE u (b)", "CREATE TABLE t (a);CREATE TABLE u(b);",
            "CREATE\tTABLE\r\nt\r\n(a); -- why\r\nCREATE TABLE u (b) ; ;",
            "/* what */ CREATE TABLE t/**/(a);\n\n\nCREATE TABLE u (b) -- end",
            "\u{FEFF}CREATE TABLE t (a); CREATE TABLE u (b)",
        ]
    )
    func same(sql: String) {
        let expected = checksum { Execute("CREATE TABLE t (a); CREATE TABLE u (b);") }
        #expect(checksum { Execute(sql) } == expected)
    }

    @Test("A file with LF, with CR LF and with other comments has one checksum")
    func sameFile() throws {
        let checksum = try checksum(ofFile: SQLFileTests.phones)
        let windows = SQLFileTests.phones.replacing("\n", with: "\r\n")
        #expect(try self.checksum(ofFile: windows) == checksum)
        let commented = SQLFileTests.phones
            .replacing("-- Keep every phone number in E.164 form", with: "-- Otherwise put")
            .replacing("TEXT;", with: "TEXT; -- the new one")
        #expect(try self.checksum(ofFile: commented) == checksum)
    }

    @Test("down, where steps stand, and the words of a check don't count")
    func notCounted() throws {
        let checksum = try checksum(ofFile: "-- migrate:up\nA\n-- migrate:verify b\nSELECT 1")
        let other = try self.checksum(
            ofFile: "\n\n-- migrate:down\nC\n-- migrate:up\nA\n-- migrate:verify c\nSELECT 1")
        #expect(other == checksum)
    }

    @Test("Chunk rows and refusals don't count")
    func batchPolicies() {
        let plain = checksum { Update("t", set: "a = 1") }
        #expect(checksum { Update("t", set: "a = 1").chunk(rows: 5) } == plain)
        #expect(
            checksum { Update("t", set: "a = 1").refusals(.quarantine(upTo: 2)) } == plain)
    }

    @Test(
        "Each of these files has a checksum of its own"
    )
    func different() throws {
        let files = [
            "-- migrate:up\nUPDATE t SET a = 1",
            "-- migrate:up\nUPDATE t SET a = 2",
            "-- migrate:up\nUPDATE t SET A = 1",
            "-- migrate:up\nupdate t SET a = 1",
            "-- migrate:up\nUPDATE \"t\" SET a = 1",
            "-- migrate:up\nUPDATE t SET a = '1'",
            "-- migrate:up\nUPDATE t SET a = ' 1'",
            "-- migrate:up\nUPDATE t SET a = '1 --'",
            "-- migrate:up\n; UPDATE t SET a = 1",
            "-- migrate:up transaction:false\nUPDATE t SET a = 1",
            "-- migrate:up foreign_keys:off\nUPDATE t SET a = 1",
            "-- migrate:up foreign_keys:enforced\nUPDATE t SET a = 1",
            "-- migrate:up\nUPDATE t SET a = 1;\n-- migrate:up\nUPDATE t SET a = 1",
            "-- migrate:up\nUPDATE t SET a = 1; UPDATE t SET a = 1",
            "-- migrate:up\nUPDATE t SET a = 1\n-- migrate:verify a\nSELECT 1",
            "-- migrate:up\nUPDATE t SET a = 1\n-- migrate:up\nSELECT 1",
            "-- migrate:up\n-- migrate:batch table:t\nUPDATE t SET a = 1 WHERE :chunk",
            "-- migrate:up\n-- migrate:batch table:u\nUPDATE t SET a = 1 WHERE :chunk",
            "-- migrate:up\n-- migrate:batch table:t key:a\nUPDATE t SET a = 1 WHERE :chunk",
            "-- migrate:up\n-- migrate:batch table:t key:b\nUPDATE t SET a = 1 WHERE :chunk",
            "-- migrate:up\n-- migrate:batch table:t key:a,b\nUPDATE t SET a = 1 WHERE :chunk",
            "-- migrate:up\n-- migrate:batch table:t key:b,a\nUPDATE t SET a = 1 WHERE :chunk",
            "-- migrate:up\nUPDATE t SET a = 'e\u{301}'",
            "-- migrate:up\nUPDATE t SET a = '\u{E9}'",
        ]
        #expect(Set(try files.map(checksum(ofFile:))).count == files.count)
    }

    @Test("Each of these Swift steps has a checksum of its own")
    func differentSteps() {
        let column = TypedColumn<String>.text("a")
        let none: @Sendable (String?) -> String? = { $0 }
        let checksums = [
            checksum { Execute { _ in } },
            checksum(foreignKeys: .off) { Execute { _ in } },
            checksum(revision: 2) { Execute { _ in } },
            checksum {
                Execute { _ in }
                Execute { _ in }
            },
            checksum { Transform("t", reading: column, writing: column, transform: none) },
            checksum { Transform("u", reading: column, writing: column, transform: none) },
            checksum {
                Transform("t", where: "a", reading: column, writing: column, transform: none)
            },
            checksum { Transform("t", reading: .text("b"), writing: column, transform: none) },
            checksum { Transform("t", reading: column, writing: .text("b"), transform: none) },
            checksum { Transform("t", reading: column, writing: column, transform: none).key("a") },
            checksum { ForEachRow("t", reading: column) { _, _ in } },
            checksum { ForEachRow("t", where: "a", reading: column) { _, _ in } },
            checksum { ForEachRow("t", reading: column, .text("b")) { _, _, _ in } },
            checksum { Update("t", set: "a = 1") },
            checksum { Update("t", set: "a = 1", where: "b") },
            checksum { Batch("t", "UPDATE t SET a = 1 WHERE id = :first") },
            checksum { Batch("t", where: "b", "UPDATE t SET a = 1 WHERE id = :first") },
            checksum { Verify(sameRowCount: "t") },
            checksum { Verify(sameRowCount: "t", "u") },
            checksum { Verify(sameRowCount: "u", "t") },
        ]
        #expect(Set(checksums).count == checksums.count)
    }

    @Test("The revision counts where a closure stands, and only there")
    func revision() {
        let closures: [Steps] = [
            Steps(operations { Execute { _ in } }),
            Steps(operations { ForEachRow("t", reading: .text("a")) { _, _ in } }),
            Steps(
                operations {
                    Execute("SELECT 1")
                    Transform("t", reading: .text("a"), writing: .text("a")) { $0 }
                }),
        ]
        for steps in closures {
            #expect(checksum(revision: 1) { steps } != checksum(revision: 2) { steps })
        }
        let none = Steps(
            operations {
                Execute("SELECT 1")
                AddColumn("t", "a")
                Update("t", set: "a = 1")
                Batch("t", "DELETE FROM t WHERE :chunk")
                Verify("a", noRows: "SELECT 1")
                Verify(sameRowCount: "t")
            })
        #expect(checksum(revision: 1) { none } == checksum(revision: 2) { none })
    }

    @Test("What counts of foreign keys is the mode in force, whoever says so")
    func foreignKeys() throws {
        let said = "-- migrate:up foreign_keys:checked\nSELECT 1"
        let unsaid = "-- migrate:up\nSELECT 1"
        #expect(try checksum(ofFile: said) == checksum(ofFile: unsaid))
        let off = checksum(foreignKeys: .off) { Execute("SELECT 1") }
        #expect(try checksum(ofFile: "-- migrate:up foreign_keys:off\nSELECT 1") == off)
        // Batches and checks keep the connection's own.
        #expect(
            checksum(foreignKeys: .off) {
                Update("t", set: "a = 1")
                Verify("a", noRows: "SELECT 1")
            }
                == checksum {
                    Update("t", set: "a = 1")
                    Verify("a", noRows: "SELECT 1")
                })
    }

    @Test("Swift steps and the SQL file that says the same have one checksum")
    func swiftAndSQL() throws {
        let swift = checksum {
            Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
            AddColumn("t", "b TEXT")
            Update("t", set: "b = lower(a)", where: "a IS NOT NULL").chunk(rows: 7)
            Batch("t", where: "b = ''", "DELETE FROM t WHERE :chunk").key("id")
            Verify("all is lower", noRows: "SELECT 1 FROM t WHERE b <> lower(a)")
            Execute("VACUUM", transaction: false)
        }
        let sql = """
            -- migrate:up
            CREATE TABLE t (id INTEGER PRIMARY KEY, a);
            -- migrate:up
            ALTER TABLE "t" ADD COLUMN b TEXT;
            -- migrate:batch table:t
            UPDATE "t" SET b = lower(a) WHERE (a IS NOT NULL) AND :chunk;
            -- migrate:batch table:t key:id
            DELETE FROM t WHERE (:chunk AND (b = ''));
            -- migrate:verify b is a in lower case
            SELECT 1 FROM t WHERE b <> lower(a);
            -- migrate:up transaction:false
            VACUUM;
            """
        #expect(try checksum(ofFile: sql) == swift)
    }
}
