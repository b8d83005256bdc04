import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct InfoOutputTests {
    @Test("facts, then tables with their rows")
    func text() {
        #expect(
            output(rows: (1_000_000, 0)).text == """
                Database      /srv/contacts.db
                Size          200.0 MiB, 51,200 pages of 4,096 bytes
                Journal mode  wal
                Encoding      UTF-8
                SQLite        3.40.1
                Migrations    5 applied, the last is 005
                Snapshots     none in /srv/contacts.db.snapshots
                Free disk     80.0 GiB

                TABLE     ROWS       INDEXES
                contacts  1,000,000  by_email, by_phone
                phones    0
                """)
    }

    @Test("uncounted tables have no column of rows")
    func uncounted() {
        #expect(
            output(rows: (nil, nil)).text.hasSuffix(
                """
                TABLE     INDEXES
                contacts  by_email, by_phone
                phones
                """))
    }

    @Test("a database without anything")
    func empty() {
        let info = DatabaseInfo(
            path: "a.db", sizeInBytes: 0, pageSizeInBytes: 4096, pageCount: 0,
            journalMode: "delete", encoding: "UTF-8", sqliteVersion: "3.40.1", tables: [],
            appliedCount: 0, lastApplied: nil, freeDiskInBytes: nil)
        let output = InfoOutput(
            info: info, snapshots: SnapshotTally(directory: "a.db.snapshots"), date: someDate)
        #expect(
            output.text == """
                Database      a.db
                Size          0 bytes, 0 pages of 4,096 bytes
                Journal mode  delete
                Encoding      UTF-8
                SQLite        3.40.1
                Migrations    0 applied
                Snapshots     none in a.db.snapshots

                There are no tables.
                """)
        #expect(
            output.event.line(at: moment()).hasSuffix(
                #""damaged_count":0,"failure":null},"free_disk_bytes":null,"tables":[]}"# + "\n"))
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            output(rows: (7, nil)).event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"info","#
                + #""version":null,"step":null,"path":"/srv/contacts.db","size_bytes":209715200,"#
                + #""page_size_bytes":4096,"page_count":51200,"journal_mode":"wal","#
                + #""encoding":"UTF-8","sqlite_version":"3.40.1","applied_count":5,"#
                + #""last_applied":"005","snapshots":{"directory":"/srv/contacts.db.snapshots","#
                + #""count":0,"size_bytes":0,"newest":null,"damaged_count":0,"failure":null},"#
                + #""free_disk_bytes":85899345920,"tables":["#
                + #"{"name":"contacts","rows":7,"indexes":["by_email","by_phone"]},"#
                + #"{"name":"phones","rows":null,"indexes":[]}]}"# + "\n")
    }

    private func output(rows: (Int?, Int?)) -> InfoOutput {
        InfoOutput(
            info: info(rows: rows),
            snapshots: SnapshotTally(directory: "/srv/contacts.db.snapshots"), date: someDate)
    }

    private func info(rows: (Int?, Int?)) -> DatabaseInfo {
        DatabaseInfo(
            path: "/srv/contacts.db", sizeInBytes: 200 << 20, pageSizeInBytes: 4096,
            pageCount: 51_200, journalMode: "wal", encoding: "UTF-8", sqliteVersion: "3.40.1",
            tables: [
                DatabaseInfo.Table(
                    name: "contacts", rows: rows.0, indexes: ["by_email", "by_phone"]),
                DatabaseInfo.Table(name: "phones", rows: rows.1, indexes: []),
            ], appliedCount: 5, lastApplied: 5, freeDiskInBytes: 80 << 30)
    }
}
