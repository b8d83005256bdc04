import Foundation
import Zstd

extension RowSnapshotWriter {
    /// Goes on with the file that a checkpoint names.
    ///
    /// What a crash left behind the mark is cut off. A file that goes on by more than that, that is
    /// finished beyond the mark, or that was begun for another database, of which this one is a copy, is
    /// left as it is: a new file begins with what it has up to the mark.
    ///
    /// - Throws: ``MigrationError``: `snapshotMissing` where there is no such file, `snapshotDamaged`
    ///   where it is shorter than the mark, differs, or is another run's.
    static func resume(
        in directory: SnapshotDirectory, at mark: RowSnapshotMark, runID: String, database: String
    ) throws -> RowSnapshotWriter {
        let path = directory.path + "/" + mark.name
        let snapshot: RowSnapshotFile
        let standing: Standing
        let opened: Directory
        do {
            guard SnapshotName.kind(mark.name) == .rows, !mark.name.contains("/"),
                let existing = try directory.existing()
            else { throw FileSystem.Failure(path: path, code: ENOENT) }
            opened = existing
            snapshot = try .withoutEnd(existing.readable(mark.name))
            standing = try Standing(checking: snapshot, upTo: mark, runID: runID)
        } catch {
            throw resuming(error, path)
        }
        do {
            return try resume(
                snapshot, standing, opened.writable(mark.name), in: directory, database: database)
        } catch {
            throw SnapshotFailure.writingRows(error, path)
        }
    }

    private static func resume(
        _ snapshot: RowSnapshotFile, _ standing: Standing, _ file: WritableFile,
        in directory: SnapshotDirectory, database: String
    ) throws -> RowSnapshotWriter {
        let tail = try RowSnapshotTail(of: snapshot, behind: standing.sizeInBytes)
        let writer = try RowSnapshotWriter(
            file, in: directory, snapshot.head, standing, isResumed: true, isSealed: tail == .end)
        if snapshot.head.database != database, tail != .end {
            try writer.moveToNewFile()
            return writer
        }
        switch tail {
        case .nothing, .end: break
        case .leftover:
            try file.truncate(to: standing.sizeInBytes)
            try file.synchronize()
        case .others: try writer.moveToNewFile()
        }
        return writer
    }

    /// What is wrong with the file that is to be gone on with.
    static func resuming(_ error: any Error, _ path: String) -> MigrationError {
        let damage = (error as? ZstdError)?.reason ?? (error as? SnapshotDamage)?.reason
        if let damage {
            return MigrationError(
                .snapshotDamaged, "The row snapshot \(path) can't be gone on with: \(damage)",
                hint: "Put the file back as it was, then run again.")
        }
        return switch error {
        case let failure as FileSystem.Failure where failure.code == ENOENT:
            MigrationError(
                .snapshotMissing,
                "The row snapshot \(path) is gone: it has the old values of the chunks that are done",
                hint: "Put it back, then run again.")
        default: SnapshotFailure.reading(error, path)
        }
    }
}

extension RowSnapshotWriter.Standing {
    fileprivate init(
        checking snapshot: RowSnapshotFile, upTo mark: RowSnapshotMark, runID: String
    ) throws {
        guard snapshot.head.runID == runID else { throw SnapshotDamage("it is another run's") }
        try snapshot.requireSize(of: mark)
        try self.init(snapshot.file, upTo: mark.sizeInBytes)
        guard isAt(mark) else { throw SnapshotDamage.otherPrefix }
    }
}
