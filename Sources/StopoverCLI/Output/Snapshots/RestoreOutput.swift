import Stopover

/// The answer of `snapshot restore` into the live database.
struct RestoreOutput {
    let report: RestoreReport
    let database: String
    let elapsed: Duration
    /// The command line that restores the snapshot of what was there before.
    let goBack: (Snapshot) -> String

    var text: String {
        let size = Readable.size(report.snapshot.databaseSizeInBytes)
        let lines = [
            "Restored \(database) from \(report.snapshot.name): \(size) in "
                + "\(Readable.duration(elapsed)).",
            report.isCompared
                ? "It was compared with the snapshot, page by page, and is the same."
                : "It was not compared with the snapshot: somebody wrote to it meanwhile, or it was stopped.",
        ]
        return (lines + wayBack).joined(separator: "\n")
    }

    var event: JSONEvent {
        JSONEvent(
            "restored",
            details: [
                ("path", .string(database)), ("snapshot", report.snapshot.json),
                ("safety_snapshot", report.safetySnapshot?.json ?? .null),
                ("others_wrote", .bool(report.othersWrote)),
                ("compared", .bool(report.isCompared)), ("seconds", JSON(elapsed)),
            ])
    }

    private var wayBack: [String] {
        guard let safety = report.safetySnapshot else { return [] }
        return [
            report.othersWrote
                ? "The database as it was is in \(safety.name), but for what others wrote while it was "
                    + "restored; to go back to it:"
                : "The database as it was is in \(safety.name); to go back to it:",
            "  \(goBack(safety))",
        ]
    }
}
