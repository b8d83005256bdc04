import GRDB

/// Looks what putting a row snapshot back would come to, and changes nothing. Each chunk is read for
/// itself: others can write meanwhile.
struct UndoLook {
    let writer: any DatabaseWriter
    let snapshot: RowSnapshot

    /// - Parameter done: chunks that are put back, and passed by.
    func forecast(_ policy: ConflictPolicy, passing done: Int) throws -> UndoForecast {
        let check = try UndoCheck(
            policy: policy, checksForeignKeys: writer.readWhole { try $0.enforcesForeignKeys() },
            rowsMayRecur: snapshot.rowsMayRecur())
        for index in (0..<max(0, snapshot.chunkCount - done)).reversed() {
            let changes = try snapshot.changes(ofChunk: index)
            try writer.readWhole { try check.check($0, changes) }
        }
        return try writer.readWhole(check.finish)
    }
}

/// What putting the rows of a migration back would come to.
struct RestoreForecast {
    let rows: Int
    /// Nil where that can't be told, because steps come before it that change the tables.
    let conflicts: Int?
}

extension RunPlan {
    /// What putting the rows of each migration back would come to.
    ///
    /// - Parameter opened: their row snapshots.
    func forecasts(
        _ opened: [MigrationVersion: RowSnapshot], _ conflicts: ConflictPolicy,
        _ writer: any DatabaseWriter
    ) throws -> [MigrationVersion: RestoreForecast] {
        let foreseeable = foreseeable(
            opened.mapValues { Set($0.tally.tables.keys.map(FoldedName.init)) })
        var forecasts: [MigrationVersion: RestoreForecast] = [:]
        for migration in migrations {
            guard let snapshot = opened[migration.version] else { continue }
            guard foreseeable.contains(migration.version) else {
                forecasts[migration.version] = .init(rows: snapshot.rowCount, conflicts: nil)
                continue
            }
            let forecast = try UndoLook(writer: writer, snapshot: snapshot)
                .forecast(conflicts, passing: migration.chunksPutBack)
            forecasts[migration.version] = .init(
                rows: forecast.rowsPutBack, conflicts: forecast.conflictCount)
        }
        return forecasts
    }

    /// Those migrations whose rows find the tables as they are now when they go back: nothing that comes
    /// before changes them.
    ///
    /// - Parameter tables: those that each of them puts rows back into.
    func foreseeable(_ tables: [MigrationVersion: Set<FoldedName>]) -> Set<MigrationVersion> {
        var foreseeable: Set<MigrationVersion> = []
        var touched: Set<FoldedName> = []
        for migration in migrations {
            for step in migration.steps.compactMap(\.self) {
                switch step {
                case .restoreRows:
                    let own = tables[migration.version] ?? []
                    if own.isDisjoint(with: touched) { foreseeable.insert(migration.version) }
                    touched.formUnion(own)
                case .schema(let effects):
                    // A closure may change any.
                    if effects.isOpaque { return foreseeable }
                    touched.formUnion(effects.names.map(FoldedName.init))
                    touched.formUnion(effects.writtenTables.map(FoldedName.init))
                case .batch(let batch):
                    if batch.definition.work.isOpaque { return foreseeable }
                    touched.formUnion(batch.writes.map(FoldedName.init))
                }
            }
        }
        return foreseeable
    }
}

extension MigrationPlan {
    /// Of a rollback that was stopped half way: chunks that are put back.
    var chunksPutBack: Int {
        guard let checkpoint, checkpoint.step < operations.count,
            operations[checkpoint.step].restoresRows
        else { return 0 }
        return checkpoint.batch?.chunk ?? 0
    }
}
