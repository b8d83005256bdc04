import Foundation
import Testing

@testable import Stopover

struct LargeSnapshotTests {
    /// A database over 1 GiB, where SQLite keeps locks in place of a page.
    private func database() throws -> TestDatabase {
        try TestDatabase(
            journalMode: "delete",
            """
            PRAGMA page_size = 65536; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            CREATE TABLE t (b);
            INSERT INTO t VALUES (zeroblob(537000000)), (zeroblob(537000000)), ('behind it')
            """)
    }

    @Test func theLockPageIsZerosAndAllOthersAreWhole() throws {
        let database = try database()
        let snapshot = try database.takeSnapshot()
        #expect(snapshot.databaseSizeInBytes > 1 << 30)
        let copy = database.file("copy")
        try database.snapshots.extract(snapshot.name, to: copy)
        try database.close()
        // By commands, as a gibibyte takes them no memory. The first page differs a little.
        _ = try tool("cmp", "--ignore-initial=100", database.path, copy)
        _ = try tool("sh", "-c", "zstd -d -c -q '\(snapshot.path)' | cmp - '\(copy)'")
        let file = try ReadableFile(path: copy)
        #expect(file.sizeInBytes == snapshot.databaseSizeInBytes)
        #expect(try file.bytes(1 << 30..<(1 << 30) + 65_536).allSatisfy { $0 == 0 })
        #expect(
            try tool(
                "sqlite3", copy, "PRAGMA quick_check; SELECT b FROM t WHERE typeof(b) = 'text'")
                == "ok\nbehind it\n")
    }
}
