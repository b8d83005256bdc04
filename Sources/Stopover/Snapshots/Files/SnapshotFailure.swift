import Foundation
import GRDB
import Zstd

/// Turns what failed on the way into an error that says on what file, why, and what to do.
enum SnapshotFailure {
    /// Of writing a snapshot: nothing was changed, and nothing is left of it.
    static func writing(_ error: any Error, in directory: String) -> MigrationError {
        switch error {
        case let error as MigrationError: error
        case let failure as FileSystem.Failure where failure.isFull:
            MigrationError(
                .diskFull, "The snapshot could not be written to \(directory): the disk is full",
                hint:
                    "Make room, or keep snapshots on another volume with --snapshot-dir; nothing is "
                    + "left of the snapshot.")
        case let failure as FileSystem.Failure:
            MigrationError(
                .snapshotDirectoryUnusable,
                "The snapshot could not be written: \(failure.path): \(failure.reason)",
                hint: "Snapshots go to \(directory), unless --snapshot-dir says otherwise.")
        case let error as DatabaseError where error.isBusy: .busy
        default:
            MigrationError(
                .snapshotFailed,
                "The snapshot could not be written: \(reason(error))",
                hint: "Nothing is left of the snapshot.")
        }
    }

    /// Of writing a row snapshot, chunk by chunk: what is in it stays.
    static func writingRows(_ error: any Error, _ path: String) -> MigrationError {
        let hint = "Run again when there is room: it goes on from the last checkpoint."
        return switch error {
        case let error as MigrationError: error
        case let failure as FileSystem.Failure where failure.isFull:
            MigrationError(
                .diskFull, "The row snapshot \(path) could not be written: the disk is full",
                hint: hint, outcome: .failed)
        default:
            MigrationError(
                .snapshotFailed, "The row snapshot \(path) could not be written: \(reason(error))",
                hint: "Run again: it goes on from the last checkpoint.", outcome: .failed)
        }
    }

    /// Of reading one.
    static func reading(_ error: any Error, _ path: String) -> MigrationError {
        switch error {
        case let error as MigrationError: error
        case SnapshotManifest.Unreadable.newer(let format):
            MigrationError(
                .snapshotNewer, "\(path) was written by a newer Stopover (format \(format))",
                hint: SnapshotName.kind(path) == .rows
                    ? "Use that one." : "Use that one; `zstd -d` makes a database of it as well.")
        case SnapshotManifest.Unreadable.damaged(let reason): damaged(path, reason)
        case let damage as SnapshotDamage: damaged(path, damage.reason)
        case let error as ZstdError: damaged(path, error.reason)
        case let failure as FileSystem.Failure where failure.code == ENOENT:
            MigrationError(
                .snapshotMissing, "There is no snapshot \(path)",
                hint: "`snapshot list` shows those that there are.")
        case let failure as FileSystem.Failure where failure.code == EINVAL:
            MigrationError(
                .snapshotMissing, "\(path) is not a file", hint: "Name a snapshot's file.")
        case let failure as FileSystem.Failure:
            MigrationError(
                .snapshotMissing, "\(failure.path) can't be read: \(failure.reason)",
                hint: "Nothing was changed.")
        default:
            MigrationError(
                .snapshotFailed, "\(path) can't be read: \(reason(error))",
                hint: "Nothing was changed.")
        }
    }

    private static func damaged(_ path: String, _ reason: String) -> MigrationError {
        MigrationError(
            .snapshotDamaged, "\(path) is not a whole snapshot: \(reason)",
            hint: SnapshotName.kind(path) == .rows
                ? "Nothing was changed; its rows can't be put back."
                : "Nothing was changed; restore another one.")
    }

    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as ZstdError: error.reason
        case let error as FileSystem.Failure: "\(error.path): \(error.reason)"
        case let error as SnapshotDamage: error.reason
        default: error.publicDescription
        }
    }
}

extension FileSystem.Failure {
    var isFull: Bool { code == ENOSPC || code == EDQUOT }
}
