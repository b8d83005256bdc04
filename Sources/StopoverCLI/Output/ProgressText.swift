import Stopover

/// The words for progress that the live bar and the plain lines share.
enum ProgressText {
    /// - Parameter work: what is under way; nil before anything is.
    static func stopping(_ work: WorkIdentity?) -> String {
        switch work {
        case .snapshot, .index: "stopping…"
        case .step, nil: "stopping at the next chunk…"
        }
    }

    static func waiting(holder: String) -> String {
        "waiting for another run to end: \(holder.singleLine)"
    }

    static func waitingForReader(walSizeInBytes size: Int) -> String {
        "waiting for a reader: it keeps the write-ahead log at \(Readable.size(size))"
    }

    /// `003 normalize_phones`
    static func name(_ progress: MigrationProgress) -> String {
        "\(progress.version) \(progress.name)".singleLine
    }

    /// `step 2 of 3, Transform contacts`
    static func step(_ progress: MigrationProgress) -> String {
        "step \(progress.step) of \(progress.stepCount), \(progress.stepDescription.singleLine)"
    }

    static func resumed(_ progress: MigrationProgress) -> String {
        let verb = progress.direction == .up ? "going on" : "going on taking it back"
        return "\(name(progress)): \(verb) at step \(progress.step) of \(progress.stepCount)"
    }

    /// `450,000 of 1,000,000 rows`; `450,000 rows` while they are counted
    static func rows(_ batch: BatchProgress) -> String {
        guard let total = batch.rowsTotal else { return Readable.count(batch.rowsDone, "row") }
        return "\(Readable.number(batch.rowsDone)) of \(Readable.count(total, "row"))"
    }

    /// `450,000 of 1,000,000 rows (45 %)`
    static func rowsAndPercent(_ batch: BatchProgress) -> String {
        rows(batch) + (percent(batch).map { " (\($0))" } ?? "")
    }

    /// Nil while the rows are counted.
    static func percent(_ batch: BatchProgress) -> String? {
        batch.rowsTotal.map { Readable.percent(batch.rowsDone, of: $0) }
    }

    /// `003 normalize_phones: applied, 1,000,000 rows in 2.4s`
    static func finished(_ progress: MigrationProgress, rows: Int, active: Duration) -> String {
        let verb = progress.direction == .up ? "applied" : "taken back"
        let work = rows == 0 ? "" : "\(Readable.count(rows, "row")) "
        return "\(name(progress)): \(verb), \(work)in \(Readable.duration(active))"
    }
}
