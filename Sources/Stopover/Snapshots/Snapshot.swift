public import Foundation

/// A snapshot, as its file tells: of a whole database, or of the rows that a migration changed.
public struct Snapshot: Sendable, Hashable {
    /// What a snapshot holds.
    public enum Kind: Sendable, Hashable {
        /// The whole database, of that size.
        case database(sizeInBytes: Int, pageSizeInBytes: Int)
        /// The rows that a migration's batches changed, with their old and new values.
        case rows(Rows)
    }

    /// What a row snapshot holds.
    public struct Rows: Sendable, Hashable {
        /// False of a migration that is half done: its file grows with each chunk. What its end would
        /// count is known then of one that was read whole, and nil of others.
        public let isFinished: Bool
        public let rowCount: Int?
        public let chunkCount: Int?
        /// The tables that were changed, sorted.
        public let tables: [String]
    }

    /// The file.
    public let path: String
    public let createdAt: Date
    public let purpose: SnapshotPurpose
    /// The migration that it precedes, or whose rows it holds, and that migration's name.
    public let version: MigrationVersion?
    public let migrationName: String?
    /// The run that took it.
    public let runID: String?
    /// The database's real path then.
    public let databasePath: String
    /// Of the file, compressed.
    public let sizeInBytes: Int
    public let kind: Kind
    /// The migrations that were applied then, in order; a row snapshot doesn't know.
    public let appliedVersions: [MigrationVersion]

    /// The file's name.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Of the database in it; 0 of a row snapshot, in which there is none.
    public var databaseSizeInBytes: Int {
        if case .database(let size, _) = kind { size } else { 0 }
    }

    /// Of the database in it; 0 of a row snapshot.
    public var pageSizeInBytes: Int {
        if case .database(_, let pageSize) = kind { pageSize } else { 0 }
    }

    /// What it holds of rows; nil of a database snapshot.
    public var rows: Rows? {
        if case .rows(let rows) = kind { rows } else { nil }
    }

    /// How many times smaller than the database it is; 0 of a row snapshot.
    public var ratio: Double { Double(databaseSizeInBytes) / Double(max(1, sizeInBytes)) }
}

extension Snapshot {
    init(_ manifest: SnapshotManifest, path: String, sizeInBytes: Int) {
        self.init(
            path: path, createdAt: Self.date(manifest.createdAt), purpose: manifest.purpose,
            version: manifest.version.flatMap(MigrationVersion.init),
            migrationName: manifest.name, runID: manifest.runID, databasePath: manifest.database,
            sizeInBytes: sizeInBytes,
            kind: .database(
                sizeInBytes: manifest.pageSize * manifest.pageCount,
                pageSizeInBytes: manifest.pageSize),
            appliedVersions: manifest.history.compactMap { MigrationVersion($0.version) })
    }

    init(_ file: SnapshotFile) {
        self.init(file.manifest, path: file.file.path, sizeInBytes: file.file.sizeInBytes)
    }

    private init(_ head: RowSnapshotHead, _ file: ReadableFile, _ rows: Rows) {
        self.init(
            path: file.path, createdAt: Self.date(head.createdAt), purpose: .migration,
            version: MigrationVersion(head.version), migrationName: head.name, runID: head.runID,
            databasePath: head.database, sizeInBytes: file.sizeInBytes, kind: .rows(rows),
            appliedVersions: [])
    }

    /// One of rows by what its ends say.
    init(_ file: RowSnapshotFile) {
        let manifest = file.end?.manifest
        self.init(
            file.head, file.file,
            Rows(
                isFinished: manifest != nil, rowCount: manifest?.rows,
                chunkCount: manifest?.chunks, tables: manifest?.tables.map(\.name) ?? []))
    }

    /// One of rows that was read whole.
    init(_ file: RowSnapshotFile, _ tally: RowTally) {
        self.init(
            file.head, file.file,
            Rows(
                isFinished: file.end != nil, rowCount: tally.rowCount,
                chunkCount: tally.chunkCount, tables: tally.tables.keys.sorted()))
    }

    private static func date(_ text: String) -> Date {
        (try? Date(text, strategy: SnapshotManifest.timeStyle)) ?? .distantPast
    }
}
