public import Foundation

/// A snapshot of a whole database, as its file tells.
public struct Snapshot: Sendable, Hashable {
    /// The file.
    public let path: String
    public let createdAt: Date
    public let purpose: SnapshotPurpose
    /// The migration that it precedes, and that migration's name.
    public let version: MigrationVersion?
    public let migrationName: String?
    /// The run that took it.
    public let runID: String?
    /// The database's real path then.
    public let databasePath: String
    /// Of the file, compressed.
    public let sizeInBytes: Int
    /// Of the database in it.
    public let databaseSizeInBytes: Int
    public let pageSizeInBytes: Int
    /// The migrations that were applied then, in order.
    public let appliedVersions: [MigrationVersion]

    /// The file's name.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// How many times smaller than the database it is.
    public var ratio: Double { Double(databaseSizeInBytes) / Double(max(1, sizeInBytes)) }
}

extension Snapshot {
    init(_ manifest: SnapshotManifest, path: String, sizeInBytes: Int) {
        self.path = path
        createdAt =
            (try? Date(manifest.createdAt, strategy: SnapshotManifest.timeStyle)) ?? .distantPast
        purpose = manifest.purpose
        version = manifest.version.flatMap(MigrationVersion.init)
        migrationName = manifest.name
        runID = manifest.runID
        databasePath = manifest.database
        self.sizeInBytes = sizeInBytes
        databaseSizeInBytes = manifest.pageSize * manifest.pageCount
        pageSizeInBytes = manifest.pageSize
        appliedVersions = manifest.history.compactMap { MigrationVersion($0.version) }
    }

    init(_ file: SnapshotFile) {
        self.init(file.manifest, path: file.file.path, sizeInBytes: file.file.sizeInBytes)
    }
}
