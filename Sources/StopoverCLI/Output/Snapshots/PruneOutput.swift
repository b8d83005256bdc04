import Foundation
import Stopover

/// The answer of `snapshot prune`, and what a dry run of it says.
struct PruneOutput {
    let report: PruneReport
    let isDryRun: Bool
    /// Now: ages are told.
    let date: Date

    var text: String {
        ([removed] + protected).joined(separator: "\n\n")
    }

    var event: JSONEvent {
        JSONEvent(
            "pruned",
            details: [
                ("dry_run", .bool(isDryRun)),
                ("removed", .array(report.removed.map(\.json))),
                ("bytes_freed", .integer(report.bytesFreed)),
                (
                    "protected",
                    .array(
                        report.protected.map {
                            .object(
                                $0.snapshot.fields + [
                                    ("only_way_back_of", .string($0.version.text))
                                ])
                        })
                ),
            ])
    }

    private var removed: String {
        guard !report.removed.isEmpty else {
            return isDryRun ? "No snapshot would be removed." : "No snapshot was removed."
        }
        var table = TextTable(header: ["NAME", "SIZE", "AGE"])
        for snapshot in report.removed { table.add(cells(snapshot)) }
        let count = Readable.count(report.removed.count, "snapshot")
        let size = Readable.size(report.bytesFreed)
        let sum =
            isDryRun
            ? "\(count) would be removed, which frees \(size)." : "Removed \(count): \(size) freed."
        return "\(table.text)\n\n\(sum)"
    }

    private var protected: [String] {
        guard !report.protected.isEmpty else { return [] }
        var table = TextTable(header: ["NAME", "SIZE", "AGE", "ONLY WAY BACK OF"])
        for entry in report.protected { table.add(cells(entry.snapshot) + [entry.version.text]) }
        let verb = report.protected.count == 1 ? "stays" : "stay"
        return [
            "\(Readable.count(report.protected.count, "snapshot")) \(verb), because a "
                + "migration has no other way back; --force takes \(report.protected.count == 1 ? "it" : "them"), too:",
            table.text,
        ]
    }

    private func cells(_ snapshot: Snapshot) -> [String] {
        [
            snapshot.name.singleLine, Readable.size(snapshot.sizeInBytes),
            Readable.age(of: snapshot.createdAt, at: date),
        ]
    }
}
