/// Adds up what a run did.
struct Tally {
    private let context: RunContext
    private let start = ContinuousClock.now
    private var rows = 0
    private var rowsQuarantined = 0
    /// The migrations of this run that put rows back.
    private var versions: [MigrationVersion] = []
    var finished: [MigrationVersion] = []
    var snapshots: [Snapshot] = []
    private var missingIndexes: [String] = []

    init(_ context: RunContext) {
        self.context = context
    }

    mutating func add(_ runner: MigrationRunner, _ version: MigrationVersion) {
        rows += runner.rowsChanged
        rowsQuarantined += runner.rowsQuarantined
        missingIndexes = runner.missingIndexes
        if runner.restoresRows { versions.append(version) }
    }

    /// What it came to; conflicts as they stand in the database, those of earlier runs that stopped half
    /// way among them.
    func report(_ outcome: RunReport.Outcome) throws -> RunReport {
        var report = RunReport(
            outcome: outcome, finished: finished, rows: rows, rowsQuarantined: rowsQuarantined,
            active: ContinuousClock.now - start, snapshots: snapshots)
        report.missingIndexes = missingIndexes
        report.conflictTable = context.store.tables.conflicts
        for version in versions {
            let table = ConflictTable(table: context.store.tables.conflicts, version: version)
            let (count, conflicts) = try context.read { db in
                (try table.count(db), try table.conflicts(db, limit: RunReport.conflictLimit))
            }
            report.conflictCount += count
            report.conflicts += conflicts
        }
        report.conflicts = Array(report.conflicts.prefix(RunReport.conflictLimit))
        return report
    }
}
