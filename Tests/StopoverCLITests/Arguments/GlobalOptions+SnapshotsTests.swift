import Stopover
import Testing

@testable import StopoverCLI

@Suite struct GlobalOptionsPlusSnapshotsTests {
    private let directories = [
        ("snapshot list --database /nowhere/a.db", "/nowhere/a.db.snapshots"),
        ("snapshot list --snapshot-dir s", "s"),
        ("snapshot list --snapshot-dir s --database /nowhere/a.db", "s"),
    ]

    @Test("the directory is the flag's, else the database's own")
    func directory() throws {
        for (line, directory) in directories {
            let global = try parse(line, as: SnapshotListCommand<TestProgram>.self).global
            let context = Transcript().context()
            #expect(try global.snapshots(in: context).directory == directory)
            #expect(try global.snapshotsOrFiles(in: context).directory == directory)
        }
    }

    @Test("without a database only files can be named")
    func files() throws {
        let global = try parse("snapshot list", as: SnapshotListCommand<TestProgram>.self).global
        let context = Transcript().context()
        #expect(throws: UsageError.self) { try global.snapshots(in: context) }
        #expect(try global.snapshotsOrFiles(in: context).directory == ".")
    }

    @Test(
        "the flags to give again are those that were given",
        arguments: [
            ("", ""), ("--database a.db", " --database a.db"),
            (
                "--history-table h --snapshot-dir $s --database a.db --allow-newer",
                " --database a.db --snapshot-dir '$s' --history-table h"
            ),
        ])
    func locationFlags(given: String, again: String) throws {
        let global = try parse(
            "snapshot list \(given)", as: SnapshotListCommand<TestProgram>.self
        ).global
        #expect(global.locationFlags == again)
    }
}
