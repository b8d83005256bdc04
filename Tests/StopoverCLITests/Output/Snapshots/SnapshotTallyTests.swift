import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct SnapshotTallyTests {
    @Test("how many, how large and which is the newest")
    func text() {
        var tally = SnapshotTally(directory: "/s")
        #expect(tally.text(at: someDate) == "none in /s")
        (tally.count, tally.sizeInBytes, tally.newest) = (1_234, 5 << 30, snapshot())
        #expect(
            tally.text(at: someDate)
                == "1,234 in /s, 5.0 GiB, the newest is 003.sqlite.zst (2d 3h old)")
        tally.damagedCount = 1
        #expect(tally.text(at: someDate).hasSuffix("(2d 3h old), 1 damaged file"))
        (tally.newest, tally.damagedCount) = (nil, 2)
        #expect(tally.text(at: someDate) == "none in /s, 2 damaged files")
        tally.failure = "/s can't be read:\nPermission denied"
        #expect(tally.text(at: someDate) == "/s can't be read: Permission denied")
    }

    @Test("JSON has every field")
    func json() {
        var tally = SnapshotTally(directory: "/s")
        (tally.count, tally.sizeInBytes, tally.newest) = (2, 7, snapshot())
        (tally.damagedCount, tally.failure) = (1, "no")
        #expect(
            tally.json.text
                == #"{"directory":"/s","count":2,"size_bytes":7,"newest":"003.sqlite.zst","#
                + #""damaged_count":1,"failure":"no"}"#)
    }

    @Test("what can't be read is told, not thrown")
    func unreadable() async throws {
        try await Sandbox.with { sandbox in
            try sandbox.write("file", "")
            let tally = SnapshotTally(
                of: Snapshots(
                    ofDatabase: sandbox.database, directory: sandbox.migrations + "/file"))
            #expect(tally.failure?.contains(sandbox.migrations + "/file") == true)
            #expect(tally.count == 0)
        }
    }

    @Test("in a directory that others may share only the database's own count")
    func shared() async throws {
        try await Sandbox.with { sandbox in
            let path = sandbox.root + "/all"
            try sandbox.execute("CREATE TABLE t (id)")
            let migrator = try Migrator(
                path: sandbox.database, migrations: [], snapshotDirectory: path)
            let taken = try migrator.createSnapshot()
            let snapshots = Snapshots(ofDatabase: sandbox.database, directory: path)
            let own = SnapshotTally(of: snapshots)
            #expect(own.count == 1)
            #expect(own.newest?.name == taken.name)
            #expect(own.sizeInBytes == taken.sizeInBytes)
            let other = SnapshotTally(
                of: Snapshots(ofDatabase: sandbox.root + "/other.db", directory: path))
            #expect(other.count == 0)
        }
    }
}
