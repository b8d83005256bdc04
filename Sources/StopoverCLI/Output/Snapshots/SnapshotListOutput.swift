import Foundation
import Stopover

/// The answer of `snapshot list`.
struct SnapshotListOutput {
    let directory: String
    let listing: Snapshots.Listing
    /// Now: ages are told.
    let date: Date

    var text: String {
        let lists = [table, damaged].compactMap(\.self)
        return lists.isEmpty
            ? "There are no snapshots in \(directory)." : lists.joined(separator: "\n\n")
    }

    var event: JSONEvent {
        JSONEvent(
            "snapshots",
            details: [
                ("directory", .string(directory)),
                ("snapshots", .array(listing.snapshots.map(\.json))),
                (
                    "damaged",
                    .array(
                        listing.damaged.map { damaged in
                            .object([
                                ("path", .string(damaged.path)),
                                ("code", .string(damaged.error.code.rawValue)),
                                ("message", .string(damaged.error.message)),
                            ])
                        })
                ),
            ])
    }

    private var table: String? {
        guard !listing.snapshots.isEmpty else { return nil }
        // A directory that several databases share.
        let showsDatabase = Set(listing.snapshots.map(\.databasePath)).count > 1
        var table = TextTable(
            header: ["NAME", "SIZE", "DATABASE", "RATIO", "AGE", "PRECEDES"]
                + (showsDatabase ? ["OF"] : []))
        for snapshot in listing.snapshots {
            table.add(
                [
                    snapshot.name.singleLine, Readable.size(snapshot.sizeInBytes),
                    snapshot.contents,
                    snapshot.rows == nil ? Readable.ratio(snapshot.ratio) : "",
                    Readable.age(of: snapshot.createdAt, at: date), snapshot.occasion,
                ] + (showsDatabase ? [snapshot.databasePath.singleLine] : []))
        }
        return table.text
    }

    private var damaged: String? {
        guard !listing.damaged.isEmpty else { return nil }
        return (["Not whole:"] + listing.damaged.map { "  \($0.error.message.singleLine)" })
            .joined(separator: "\n")
    }
}
