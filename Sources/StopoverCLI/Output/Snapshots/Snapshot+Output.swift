import Foundation
import Stopover

extension Snapshot {
    /// `003 normalize_phones`, or what else it was taken for; of one of rows the migration that changed them.
    var occasion: String {
        switch purpose {
        case .migration:
            [version?.text, migrationName].compactMap(\.self).joined(separator: " ").singleLine
        case .halfDone:
            [version?.text, migrationName, "(half done)"].compactMap(\.self)
                .joined(separator: " ").singleLine
        case .manual: "taken by hand"
        case .restore: "before a restore"
        case .reset: "before a reset"
        }
    }

    /// `3.5 times smaller`; a small database's snapshot can be the larger one.
    var comparison: String {
        ratio < 1
            ? "\(Readable.ratio(1 / ratio)) times larger" : "\(Readable.ratio(ratio)) times smaller"
    }

    /// `390.0 MiB`; `1,000,000 rows` of what holds rows alone.
    var contents: String {
        guard let rows else { return Readable.size(databaseSizeInBytes) }
        let count = rows.rowCount.map { Readable.count($0, "row") }
        return [count, rows.isFinished ? nil : "unfinished"].compactMap(\.self)
            .joined(separator: ", ")
    }

    var json: JSON { .object(fields) }

    var fields: JSON.Fields {
        [
            ("name", .string(name)), ("path", .string(path)),
            ("kind", .string(rows == nil ? "database" : "rows")),
            (
                "created_at",
                .string(
                    createdAt.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ),
            ("purpose", .string(purpose.rawValue)), ("version", JSON(version?.text)),
            ("migration_name", JSON(migrationName)), ("run_id", JSON(runID)),
            ("database_path", .string(databasePath)), ("size_bytes", .integer(sizeInBytes)),
        ] + (rows.map(fields) ?? databaseFields)
    }

    private var databaseFields: JSON.Fields {
        [
            ("database_size_bytes", .integer(databaseSizeInBytes)),
            ("page_size_bytes", .integer(pageSizeInBytes)),
            ("ratio", .number((ratio * 100).rounded() / 100)),
            ("applied", JSON(appliedVersions.map(\.text))),
        ]
    }

    private func fields(_ rows: Rows) -> JSON.Fields {
        [
            ("finished", .bool(rows.isFinished)), ("rows", JSON(rows.rowCount)),
            ("chunks", JSON(rows.chunkCount)), ("tables", JSON(rows.tables)),
        ]
    }
}
