import Foundation
import GRDB

@testable import Stopover

extension TestDatabase {
    /// One of some rows, whose pages have so many bytes.
    ///
    /// - Parameter rows: each takes about 900 bytes.
    static func ofRows(
        _ rows: Int, pageSize: Int = 4_096, autoVacuum: String = "none",
        journalMode: String = "delete"
    ) throws -> TestDatabase {
        // The page size is chosen before the journal mode writes the first page.
        try TestDatabase(
            journalMode: "delete",
            """
            PRAGMA page_size = \(pageSize);
            PRAGMA auto_vacuum = \(autoVacuum);
            PRAGMA journal_mode = \(journalMode);
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA synchronous = OFF;
            """ + sql(ofRows: rows))
    }

    /// A table with an index and pages that deleted rows left behind.
    static func sql(ofRows rows: Int) -> String {
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w TEXT);
        CREATE INDEX by_v ON t (v);
        WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
        INSERT INTO t SELECT i, printf('%d', i * 7919 % 1000003), printf('%0880d', i) FROM n;
        DELETE FROM t WHERE id % 97 = 0;
        """
    }

    var realPath: String { FileSystem.realPath(path) }

    var snapshots: Snapshots { Snapshots(ofDatabase: path) }

    var snapshotDirectory: SnapshotDirectory {
        SnapshotDirectory(path: snapshots.directory, database: realPath)
    }

    /// What lies where its snapshots are kept.
    func snapshotNames() throws -> [String] {
        try snapshotDirectory.existing()?.names() ?? []
    }

    func takeSnapshot(
        _ occasion: SnapshotTaker.Occasion = .init(purpose: .manual),
        watch: SnapshotWatch = .silent,
        failpoint: @escaping @Sendable (Directory.Call) throws -> Void = { _ in }
    ) throws -> Snapshot {
        var directory = snapshotDirectory
        directory.failpoint = failpoint
        let store = HistoryStore(tables: HistoryTables())
        return try SnapshotTaker(
            database: realPath, directory: directory, store: store, watch: watch
        ).take(occasion)
    }

    /// Ends its connection; what the log holds is in the file then.
    func close() throws {
        try queue.close()
    }

    /// A path in its directory.
    func file(_ name: String) -> String { directory.path + "/" + name }

    /// What is in a file, or in the database's own.
    func data(_ path: String? = nil) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path ?? self.path))
    }
}

extension SnapshotTaker.Occasion {
    static var manual: Self { .init(purpose: .manual) }
}

/// The names in a directory, sorted.
func names(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
}

/// The permission bits of a file.
func mode(_ path: String) -> mode_t? {
    FileSystem.attributes(path).map { $0.st_mode & 0o7777 }
}
