import Stopover

/// Progress as JSON lines, one for each event.
struct JSONLines: ProgressRenderer {
    func text(for event: ProgressEvent, at moment: Moment) -> String {
        Self.event(event).line(at: moment)
    }

    func textForStopping(at moment: Moment) -> String {
        JSONEvent("stopping").line(at: moment)
    }

    func textForEnd() -> String { "" }

    private static func event(_ event: ProgressEvent) -> JSONEvent {
        switch event {
        case .waiting(let holder):
            JSONEvent("waiting", details: [("holder", .string(holder))])
        case .waitingForReader(let size):
            JSONEvent("waiting_for_reader", details: [("wal_bytes", .integer(size))])
        case .migrationStarted(let progress, let resumed):
            about("migration_started", progress, details: [("resumed", .bool(resumed))])
        case .stepStarted(let progress):
            about("step_started", progress)
        case .chunk(let progress, let batch):
            about("chunk", progress, details: details(batch))
        case .indexesDropped(let progress, let names):
            about("indexes_dropped", progress, details: [("indexes", JSON(names))])
        case .index(let progress, let index):
            about(
                "index_progress", progress,
                details: [
                    ("index", .string(index.name)), ("table", .string(index.table)),
                    ("rows", .integer(index.rows)),
                    ("percent", .integer(Readable.whole(index.fraction * 100))),
                    ("elapsed_seconds", JSON(index.elapsed)),
                ])
        case .snapshot(let progress):
            JSONEvent(
                "snapshot_progress",
                details: [
                    ("activity", .string(progress.activity.rawValue)),
                    ("name", .string(progress.name)), ("bytes_done", .integer(progress.bytesDone)),
                    ("bytes_total", .integer(progress.bytesTotal)),
                    (
                        "bytes_per_second",
                        JSON(progress.bytesPerSecond.map { Readable.whole($0.rounded()) })
                    ),
                ])
        case .migrationFinished(let progress, let rows, let active):
            about(
                "migration_finished", progress,
                details: [("rows", .integer(rows)), ("active_seconds", JSON(active))])
        }
    }

    private static func about(
        _ name: String, _ progress: MigrationProgress, details: JSON.Fields = []
    ) -> JSONEvent {
        JSONEvent(
            name, version: progress.version, step: progress.step,
            details: [
                ("name", .string(progress.name)),
                ("direction", .string(progress.direction.rawValue)),
                ("step_count", .integer(progress.stepCount)),
                ("step_description", .string(progress.stepDescription)),
            ] + details)
    }

    private static func details(_ batch: BatchProgress) -> JSON.Fields {
        [
            ("rows_done", .integer(batch.rowsDone)),
            ("rows_total", JSON(batch.rowsTotal)),
            ("rows_changed", .integer(batch.rowsChanged)),
            ("rows_quarantined", .integer(batch.rowsQuarantined)),
            ("rows_per_second", JSON(batch.rowsPerSecond.map { Readable.whole($0.rounded()) })),
            ("time_left_seconds", JSON(batch.timeLeft)),
            ("chunk_rows", .integer(batch.chunkRows)),
            ("wal_bytes", .integer(batch.walSizeInBytes)),
        ]
    }
}
