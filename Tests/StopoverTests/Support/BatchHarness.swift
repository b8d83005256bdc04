import GRDB

@testable import Stopover

/// Runs single batches without the rest of a run: the plan is made once, and each run begins with a
/// checkpoint of its own, or goes on from the one that is in the database.
struct BatchHarness {
    let queue: DatabaseQueue
    let plans: [BatchPlan]
    private let store = HistoryStore(tables: HistoryTables())
    private let schemaVersion: Int64

    init(_ queue: DatabaseQueue, _ migration: some Migration) throws {
        self.queue = queue
        let store = store
        (plans, schemaVersion) = try queue.writeWithoutTransaction { db in
            try store.prepare(db)
            let planner = Planner(configuration: queue.configuration, history: nil)
            let steps = MigrationPlan(try RegisteredMigration(migration), checkpoint: nil)
            let plan = try planner.plan([steps], .up, db)
            let batches = plan.migrations[0].steps.compactMap { step -> BatchPlan? in
                if case .batch(let batch)? = step { batch } else { nil }
            }
            return (batches, plan.schemaVersion)
        }
    }

    struct Outcome {
        var chunks: [BatchProgress] = []
        var isDone = false
        var rowsChanged = 0
    }

    /// - Parameter stopAfter: so many chunks; nil runs to the end.
    func run(
        _ plan: BatchPlan, chunk: Int?, stopAfter: Int? = nil, resuming: Bool = false,
        store preimages: (any PreimageStore)? = nil, courtesy: Courtesy = Courtesy()
    ) throws -> Outcome {
        let version: MigrationVersion = "1"
        let checkpoint = try queue.writeWithoutTransaction { db in
            if resuming, let checkpoint = try store.checkpoint(db) { return checkpoint }
            try store.removeCheckpoint(db, version)
            var checkpoint = Checkpoint(
                version: version, name: "test", runID: "run", direction: .up)
            checkpoint.rowSnapshot = preimages?.mark
            try store.save(db, checkpoint)
            return checkpoint
        }
        var settings = RunSettings.unhurried
        settings.chunkRowLimit = chunk
        let stop = StopSignal()
        let context = RunContext(
            writer: queue, store: store, settings: settings,
            stop: StopConditions(
                signal: stop, deadline: nil, minimumFreeBytes: nil, volume: nil),
            logger: nil, onProgress: { _ in }, database: queue.path, courtesy: courtesy)
        let path = queue.path
        let keeper = preimages.map { store in
            PreimageKeeper(store: store) { try SourceConnection.open(path) }
        }
        var runner = try BatchRunner(
            context, plan, checkpoint, schemaVersion: schemaVersion, preimages: keeper)
        var outcome = Outcome()
        let reason = try runner.run { progress in
            outcome.chunks.append(progress)
            if outcome.chunks.count == stopAfter { stop.request() }
        }
        outcome.isDone = reason == nil
        outcome.rowsChanged = runner.rowsChanged
        return outcome
    }
}
