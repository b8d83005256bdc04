import Foundation

/// Where a database's snapshots are kept.
struct SnapshotDirectory: Sendable {
    let path: String
    /// The database's real path; its owner and mode are what files are made with.
    let database: String?
    /// Tests fail a call through it.
    var failpoint: @Sendable (Directory.Call) throws -> Void = { _ in }

    /// `contacts.sqlite` has its own in `contacts.sqlite.snapshots`.
    static func path(ofDatabase path: String) -> String {
        FileSystem.realPath(path) + ".snapshots"
    }

    static let mode: mode_t = 0o700
    static let fileMode: mode_t = 0o600
    /// So many of one name in a second, and no more.
    private static let attemptLimit = 1_000

    /// The directory, opened; nil where there is none.
    func existing() throws -> Directory? {
        do {
            return try Directory(path: path, failpoint: failpoint)
        } catch let failure as FileSystem.Failure where failure.code == ENOENT {
            return nil
        }
    }

    /// The directory, opened, and made where it is missing.
    func opened() throws -> Directory {
        if let directory = try existing() {
            try refuseOpenToOthers(directory)
            return directory
        }
        guard mkdir(path, Self.mode) == 0 || errno == EEXIST else {
            throw FileSystem.Failure(path: path, code: errno)
        }
        let directory = try Directory(path: path, failpoint: failpoint)
        if let owner = database.flatMap(FileSystem.attributes) {
            directory.adopt(owner: owner.st_uid, group: owner.st_gid, mode: Self.mode)
        }
        // The name of the directory is durable before anything in it has to be.
        try Directory(path: FileSystem.realPath(FileSystem.directory(path))).synchronize()
        return directory
    }

    /// Who can write a directory can put another snapshot in the place of ours.
    private func refuseOpenToOthers(_ directory: Directory) throws {
        guard let attributes = directory.attributes() else { return }
        let isOurs =
            attributes.st_uid == geteuid() || attributes.st_uid == 0 || geteuid() == 0
        let isOpen = attributes.st_mode & 0o022 != 0 && attributes.st_mode & S_ISVTX == 0
        guard isOurs, !isOpen else {
            throw MigrationError(
                .snapshotDirectoryUnusable,
                "The snapshot directory \(path) \(isOurs ? "can be written by others" : "is another user's")",
                hint: "Snapshots hold all that the database does: keep them in a directory of your "
                    + "own with mode 0700.")
        }
    }

    /// Begins a file that will be called by the first of the names that is free.
    func make(_ name: (_ attempt: Int) -> String) throws -> PartialFile {
        let directory = try opened()
        let model = database.flatMap(FileSystem.attributes)
        let mode = Self.fileMode & (model?.st_mode ?? Self.fileMode)
        for attempt in 1...Self.attemptLimit {
            if let file = try directory.make(name(attempt), like: model, mode: mode) { return file }
        }
        throw FileSystem.Failure(path: directory.path(of: name(1)), code: EEXIST)
    }

    /// Removes what writers that were killed left.
    func removeLeftovers() throws {
        guard let directory = try existing() else { return }
        for name in try directory.names() where SnapshotName.isPartial(name) {
            directory.removeLeftover(name)
        }
    }
}
