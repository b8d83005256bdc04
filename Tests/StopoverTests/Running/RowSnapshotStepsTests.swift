import Testing

@testable import Stopover

@Suite("Rows kept and taken back among other steps")
struct RowSnapshotStepsTests: RowSnapshotRunFixture {
    @Test("RestoreRows in down puts the rows back at its place", arguments: [true, false])
    func restoreRows(_ isSQL: Bool) throws {
        let database = try TestDatabase(Self.rows)
        let swift = TestMigration(1, name: "shout") {
            AddColumn("a", "was TEXT")
            Update("a", set: "was = v, v = upper(v)")
        } down: {
            RestoreRows()
            Execute("ALTER TABLE a DROP COLUMN was")
        }
        let sql = """
            -- migrate:up
            ALTER TABLE a ADD COLUMN was TEXT;
            -- migrate:batch table:a
            UPDATE a SET was = v, v = upper(v) WHERE :chunk;
            -- migrate:down
            -- migrate:restore
            -- migrate:down
            ALTER TABLE a DROP COLUMN was;
            """
        let migration: any Migration =
            isSQL ? try SQLMigrations.parse(sql, fileName: "001_shout.sql") : swift
        var settings = RunSettings.unhurried
        settings.snapshot = .auto
        settings.chunkRowLimit = 3
        let migrator = try database.migrator([migration], settings: settings)
        try migrator.runAndWait()
        #expect(try values(database) == new)
        try database.execute("UPDATE a SET note = 'edited' WHERE id = 1")
        try migrator.rollback()
        #expect(try values(database) == old)
        #expect(try database.lines("SELECT note FROM a WHERE id = 1") == ["edited"])
        #expect(try database.schema() == ["CREATE TABLE a (id INTEGER PRIMARY KEY, v, note TEXT)"])
    }

    @Test("a rollback that stops again and again behind the rows goes on to its end")
    func stoppedBehindTheRows() throws {
        let database = try TestDatabase(
            Self.rows + "; CREATE TABLE taken (place UNIQUE); INSERT INTO taken VALUES (1)")
        let migration = TestMigration(1) {
            Update("a", set: "v = upper(v)")
        } down: {
            RestoreRows()
            Execute("INSERT INTO taken VALUES (1)")
        }
        try migrator(database, migration).runAndWait()
        for _ in 1...3 {
            let error = #expect(throws: MigrationError.self) {
                try migrator(database, migration).rollback()
            }
            #expect(error?.code == .stepFailed)
            #expect(try values(database) == old)
        }
        try database.execute("DELETE FROM taken")
        let report = try migrator(database, migration).rollback()
        #expect(report.outcome == .done)
        #expect(try values(database) == old)
        #expect(try database.count("SELECT count(*) FROM taken") == 1)
    }

    @Test("a full-text index over the table's content is made anew")
    func fullText() throws {
        let database = try TestDatabase(
            Self.rows + """
                ;CREATE VIRTUAL TABLE found USING fts5(v, content='a', content_rowid='id');
                INSERT INTO found(found) VALUES ('rebuild');
                CREATE TRIGGER kept AFTER UPDATE ON a BEGIN
                    INSERT INTO found(found, rowid, v) VALUES ('delete', old.id, old.v);
                    INSERT INTO found(rowid, v) VALUES (new.id, new.v);
                END
                """)
        let migration = TestMigration(1) { Update("a", set: "v = 'word' || id") }
        try migrator(database, migration).runAndWait()
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'word7'") == 1)
        try migrator(database, migration).rollback()
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'word7'") == 0)
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'old'") == 10)
        try database.execute("INSERT INTO found(found) VALUES ('integrity-check')")
    }

    @Test(
        "of a table that is called as a full-text index's own would be, which is none, rows are kept"
    )
    func contentTable() throws {
        let database = try TestDatabase(
            """
            CREATE TABLE notes_content (id INTEGER PRIMARY KEY, body TEXT);
            CREATE VIRTUAL TABLE notes USING fts5(body, content='notes_content', content_rowid='id');
            CREATE TRIGGER kept AFTER UPDATE ON notes_content BEGIN
                INSERT INTO notes(notes, rowid, body) VALUES ('delete', old.id, old.body);
                INSERT INTO notes(rowid, body) VALUES (new.id, new.body);
            END;
            INSERT INTO notes_content (body) VALUES ('one'), ('two'), ('three');
            INSERT INTO notes(notes) VALUES ('rebuild');
            """)
        let before = try database.lines("SELECT id, body FROM notes_content")
        let migration = TestMigration(1) { Update("notes_content", set: "body = 'word' || id") }
        try migrator(database, migration).runAndWait()
        #expect(try database.count("SELECT count(*) FROM notes WHERE notes MATCH 'word2'") == 1)
        try migrator(database, migration).rollback()
        #expect(try database.lines("SELECT id, body FROM notes_content") == before)
        #expect(try database.count("SELECT count(*) FROM notes WHERE notes MATCH 'two'") == 1)
        try database.execute("INSERT INTO notes(notes) VALUES ('integrity-check')")
    }

    @Test("so is one that was made after the rows were kept")
    func laterFullText() throws {
        let database = try TestDatabase(Self.rows)
        let migration = TestMigration(1) { Update("a", set: "v = 'word' || id") }
        try migrator(database, migration).runAndWait()
        try database.execute(
            """
            CREATE VIRTUAL TABLE found USING fts5(v, content="A", content_rowid='id');
            CREATE VIRTUAL TABLE other USING fts5(v);
            INSERT INTO found(found) VALUES ('rebuild'); INSERT INTO other VALUES ('kept');
            """)
        try migrator(database, migration).rollback()
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'word7'") == 0)
        #expect(try database.count("SELECT count(*) FROM found WHERE found MATCH 'old'") == 10)
        #expect(try database.lines("SELECT v FROM other") == ["kept"])
        try database.execute("INSERT INTO found(found) VALUES ('integrity-check')")
    }
}
