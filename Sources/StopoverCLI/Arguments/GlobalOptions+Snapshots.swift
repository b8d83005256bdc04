import Foundation
import Stopover

extension GlobalOptions {
    /// The database's snapshots; neither the database nor its migrations need to be there. Where
    /// their directory is named, no database has to be.
    func snapshots(in context: CommandContext) throws -> Snapshots {
        if let snapshotDirectory {
            return Snapshots(ofDatabase: "", directory: snapshotDirectory)
        }
        return Snapshots(ofDatabase: try databasePath(in: context))
    }

    /// As `snapshots(in:)`, for commands that look at what is there: a directory that --snapshot-dir names and
    /// that isn't there is a slip of the pen, which must not pass for one without snapshots.
    func existingSnapshots(in context: CommandContext) throws -> Snapshots {
        let snapshots = try snapshots(in: context)
        guard
            snapshotDirectory == nil
                || FileManager.default.fileExists(atPath: snapshots.directory)
        else {
            throw Refusal(
                code: "snapshot-directory-unusable",
                message: "There is no directory \(snapshots.directory)",
                hint: "Check --snapshot-dir; the first snapshot makes it.")
        }
        return snapshots
    }

    /// As `snapshots(in:)`, for commands that are given snapshots by name or path: where nothing
    /// names a database, names are those of files in the working directory.
    func snapshotsOrFiles(in context: CommandContext) throws -> Snapshots {
        guard snapshotDirectory == nil,
            try namedDatabase(environment: context.environment) == nil
        else { return try snapshots(in: context) }
        return Snapshots(ofDatabase: "", directory: ".")
    }

    /// The flags to give again, so that another command finds the same database and snapshots:
    /// empty, or with a space before each.
    var locationFlags: String {
        let flags = [
            ("--database", database), ("--snapshot-dir", snapshotDirectory),
            ("--history-table", historyTable == "_migrations" ? nil : historyTable),
        ]
        return flags.compactMap { name, value in value.map { " \(name) \($0.shellQuoted)" } }
            .joined()
    }
}
