import Foundation
import Zstd

/// Makes a new database file of a snapshot.
struct Extraction {
    private let directory: Directory
    private let name: String
    private let path: String

    /// - Throws: `restoreRefused` where something is there already.
    init(to path: String) throws {
        let path = FileSystem.realPath(path)
        self.path = path
        name = URL(fileURLWithPath: path).lastPathComponent
        for file in ["", "-wal", "-journal", "-shm"].map({ path + $0 }) {
            guard !FileSystem.isThere(file) else {
                throw MigrationError(
                    .restoreRefused, "\(file) is there already",
                    hint: file == path
                        ? "Name a database that isn't there; without --to a snapshot goes back into "
                            + "the live database."
                        : "It is of a database of that name and would be taken for the new one's: "
                            + "move it away first.")
            }
        }
        do {
            directory = try Directory(path: FileSystem.directory(path))
        } catch {
            throw Self.failure(error, path)
        }
    }

    func run(_ verified: SnapshotVerification, _ watch: SnapshotWatch) throws {
        let snapshot = verified.snapshot
        var need = DiskNeed()
        need.add(
            snapshot.layout.databaseSizeInBytes + DiskNeed.headroomInBytes, in: directory.path)
        try need.refuse(
            "The database in the snapshot", hint: "Make room, or restore to another volume.")
        do {
            directory.removeLeftover(Directory.partialName(name))
            guard let file = try directory.make(name, like: nil, mode: SnapshotDirectory.fileMode)
            else {
                let taken = FileSystem.isThere(path) ? path : Directory.partialName(path)
                throw FileSystem.Failure(path: taken, code: EEXIST)
            }
            var progress = watch.begin(
                .restoring, Snapshot(snapshot).name,
                bytesTotal: snapshot.layout.databaseSizeInBytes)
            try verified.firstPage.withUnsafeBytes { try file.write($0, at: 0) }
            var offset = verified.firstPage.count
            let contents = try snapshot.contents(
                workers: SnapshotWorkers.count)
            while let content = try contents.next() {
                try file.write(content, at: offset)
                offset += content.count
                try progress.advance(to: offset)
            }
            try file.publish()
        } catch {
            throw Self.failure(error, path)
        }
    }

    private static func failure(_ error: any Error, _ path: String) -> MigrationError {
        switch error {
        case let error as MigrationError: error
        case let failure as FileSystem.Failure where failure.isFull:
            MigrationError(
                .diskFull, "\(path) could not be written: the disk is full",
                hint: "Make room, or restore to another volume; nothing is left of it.")
        default:
            MigrationError(
                .restoreRefused, "\(path) could not be written: \(SnapshotFailure.reason(error))",
                hint: "Nothing is left of it.")
        }
    }
}
