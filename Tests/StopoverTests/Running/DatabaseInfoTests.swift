import Testing

@testable import Stopover

@Suite("info")
struct DatabaseInfoTests {
    @Test("tells path, sizes, tables and history", arguments: ["wal", "delete"])
    func info(journalMode: String) throws {
        let database = try TestDatabase(
            journalMode: journalMode,
            """
            CREATE TABLE "b ""x" (v); CREATE INDEX z ON "b ""x" (v); CREATE INDEX y ON "b ""x" (v);
            CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE VIEW w AS SELECT 1;
            INSERT INTO a VALUES (1), (2);
            """)
        let migrator = try database.migrator([.table(1), .table(2), .table(3)])
        _ = try migrator.runAndWait(to: 2)
        let info = try migrator.info()
        #expect(info.path == FileSystem.realPath(database.path))
        #expect(info.journalMode == journalMode)
        #expect(info.encoding == "UTF-8")
        #expect(info.pageSizeInBytes == 4_096)
        #expect(info.pageCount > 3)
        #expect(info.sizeInBytes > 0)
        #expect(info.tables.map(\.name) == ["a", "b \"x", "t001", "t002"])
        #expect(info.tables.map(\.indexes) == [[], ["y", "z"], [], []])
        #expect(info.tables.map(\.rows) == [nil, nil, nil, nil])
        #expect(info.appliedCount == 2)
        #expect(info.lastApplied == 2)
        #expect(try #require(info.freeDiskInBytes) > 0)
        #expect(try migrator.info(countingRows: true).tables.map(\.rows) == [2, 0, 0, 0])
    }

    @Test("of a database without a history says that nothing is applied, and makes nothing")
    func withoutHistory() throws {
        let database = try TestDatabase()
        let info = try database.migrator([.table(1)]).info(countingRows: true)
        #expect(info.tables == [])
        #expect(info.appliedCount == 0)
        #expect(info.lastApplied == nil)
        #expect(try database.tables() == [])
    }
}
