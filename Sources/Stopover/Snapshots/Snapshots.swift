import Foundation

/// The snapshots of a database, in the directory that they are kept in. Everything here needs neither
/// the database nor its lock, and changes neither.
///
/// ```swift
/// let snapshots = Snapshots(ofDatabase: "contacts.sqlite")
/// for snapshot in try snapshots.list().snapshots { print(snapshot.name, snapshot.ratio) }
/// ```
public struct Snapshots: Sendable {
    /// Where they are.
    public let directory: String
    /// The database's real path.
    public let database: String

    /// Those of a database: in `directory`, or in its own, `<database>.snapshots`.
    public init(ofDatabase path: String, directory: String? = nil) {
        database = FileSystem.realPath(path)
        self.directory = directory ?? SnapshotDirectory.path(ofDatabase: database)
    }

    /// What a directory holds.
    public struct Listing: Sendable, Hashable {
        /// Newest first.
        public let snapshots: [Snapshot]
        /// Those of them that are of the database: all in its own directory; in one that others may
        /// share, those that were taken of its path.
        public let own: [Snapshot]
        /// Files that are named like a snapshot and are not whole, with the reason.
        public let damaged: [Damaged]
    }

    public struct Damaged: Sendable, Hashable {
        public let path: String
        public let error: MigrationError
    }

    /// All snapshots in the directory, by what their ends say; ``verify(_:stop:onProgress:)`` reads them
    /// whole. A directory that isn't there holds none.
    ///
    /// - Throws: ``MigrationError`` where the directory can't be read.
    public func list() throws -> Listing {
        var snapshots: [Snapshot] = []
        var damaged: [Damaged] = []
        for name in try names() {
            let path = directory + "/" + name
            do {
                snapshots.append(try Self.snapshot(path))
            } catch {
                damaged.append(
                    Damaged(path: path, error: SnapshotFailure.reading(error, path)))
            }
        }
        snapshots.sort { ($0.createdAt, $0.name) > ($1.createdAt, $1.name) }
        let isOwn = directory == SnapshotDirectory.path(ofDatabase: database)
        return Listing(
            snapshots: snapshots,
            own: snapshots.filter { isOwn || $0.databasePath == database }, damaged: damaged)
    }

    private static func snapshot(_ path: String) throws -> Snapshot {
        switch SnapshotName.kind(path) {
        case .rows: Snapshot(try RowSnapshotFile(ReadableFile(path: path)))
        case .database, nil: Snapshot(try SnapshotFile(path: path))
        }
    }

    private func names() throws -> [String] {
        do {
            let directory = try SnapshotDirectory(path: directory, database: nil).existing()
            return try directory?.names().filter { SnapshotName.kind($0) != nil } ?? []
        } catch {
            let reason = (error as? FileSystem.Failure)?.reason ?? SnapshotFailure.reason(error)
            throw MigrationError(
                .snapshotDirectoryUnusable,
                "The snapshot directory \(directory) can't be read: \(reason)",
                hint: "Nothing was changed.")
        }
    }

    /// Reads a snapshot whole and checks every byte of it; of an unfinished row snapshot every frame.
    ///
    /// - Parameters:
    ///   - snapshot: a file name in the directory, or a path.
    ///   - onProgress: is called on this thread.
    /// - Throws: ``MigrationError``: `snapshot-damaged` with what is wrong, `snapshot-missing`,
    ///   `snapshot-newer`, or `stopped`.
    @discardableResult
    public func verify(
        _ snapshot: String, stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> Snapshot {
        let watch = SnapshotWatch(stop, onProgress)
        let path = try path(of: snapshot)
        if RowSnapshotHead.begins(path) || SnapshotName.kind(path) == .rows {
            return try verifiedRows(path, watch)
        }
        return try Snapshot(verification(path, watch).snapshot)
    }

    private func verifiedRows(_ path: String, _ watch: SnapshotWatch) throws -> Snapshot {
        do {
            let file = try RowSnapshotFile(ReadableFile(path: path))
            var progress = watch.begin(
                .verifying, file.file.name, bytesTotal: file.file.sizeInBytes)
            let checked = try RowSnapshot(asFarAsItGoes: file) { try progress.advance(by: $0) }
            progress.end()
            return Snapshot(file, checked.tally)
        } catch {
            throw SnapshotFailure.reading(error, path)
        }
    }

    /// Decompresses a snapshot into a new database file, with mode 0600; it is there whole or not at all.
    ///
    /// - Parameter path: where it goes; refused where it, its `-wal` or its `-journal` is there.
    /// - Throws: ``MigrationError``, as ``verify(_:stop:onProgress:)`` does, `restore-refused`, of a row
    ///   snapshot too, or `disk-full`; then there is no such file.
    @discardableResult
    public func extract(
        _ snapshot: String, to path: String, stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> Snapshot {
        let watch = SnapshotWatch(stop, onProgress)
        let source = try self.path(of: snapshot)
        let extraction = try Extraction(to: path)
        let verified = try verification(source, watch)
        try extraction.run(verified, watch)
        return Snapshot(verified.snapshot)
    }

    /// The path of a snapshot that is named by its file name or by a path.
    ///
    /// - Throws: `snapshotMissing` for the database itself, which is not opened: when its file is closed, this
    ///   process loses SQLite's locks on it.
    func path(of snapshot: String) throws(MigrationError) -> String {
        let inDirectory = directory + "/" + snapshot
        let isPath =
            snapshot.contains("/")
            || !FileSystem.isThere(inDirectory) && FileSystem.isThere(snapshot)
        let path = isPath ? snapshot : inDirectory
        guard !FileSystem.isSame(path, database) else {
            throw MigrationError(
                .snapshotMissing, "\(snapshot) is the database itself, and no snapshot",
                hint: "`snapshot list` shows the snapshots that there are.")
        }
        return path
    }

    /// - Throws: `restoreRefused` of a row snapshot: no database comes of it.
    func verification(_ path: String, _ watch: SnapshotWatch) throws -> SnapshotVerification {
        if RowSnapshotHead.begins(path) { throw MigrationError.restoringRows(path) }
        do {
            let file = try SnapshotFile(path: path)
            var progress = watch.begin(
                .verifying, Snapshot(file).name, bytesTotal: file.layout.databaseSizeInBytes)
            return try SnapshotVerification(
                file, workers: SnapshotWorkers.count
            ) { try progress.advance(by: $0) }
        } catch {
            throw SnapshotFailure.reading(error, path)
        }
    }
}

extension MigrationError {
    /// - Parameter snapshot: its name, or its path.
    package static func restoringRows(_ snapshot: String) -> Self {
        Self(
            .restoreRefused,
            "\(snapshot) holds the rows that a migration changed, and no database",
            hint: "`rollback` puts its rows back.")
    }
}

extension SnapshotWatch {
    init(_ stop: StopSignal, _ onProgress: @escaping @Sendable (ProgressEvent) -> Void) {
        self.init(
            isStopping: { stop.isRequested }, onProgress: { onProgress(.snapshot($0)) })
    }
}
