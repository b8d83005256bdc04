import GRDB

/// Drops the indexes that stand in a batch's way, and builds them again, in the caller's transaction.
struct IndexDeferral {
    let context: RunContext

    /// - Parameter rowCount: of their table, about.
    func drop(
        _ indexes: [DeferrableIndex], rowCount: Int, _ db: Database
    ) throws -> [DeferredIndex] {
        try indexes.compactMap { index in
            try DeferredIndex.drop(index.name, rowCount: rowCount, in: db)
        }
    }

    /// Builds an index from all rows of its table. Something urgent, such as a signal, interrupts it.
    ///
    /// - Throws: `indexNotRebuilt` where it can't be built on what there is by now.
    func build(_ index: DeferredIndex, at place: MigrationProgress, _ db: Database) throws {
        var tale = IndexTale(index, place, context)
        tale.tell(at: .now)
        do {
            try db.watched(every: IndexTale.interval) {
                tale.advance(at: .now)
                return context.stop.urgentReason != nil
            } body: {
                try index.create(in: db)
            }
        } catch let error as DatabaseError
            where error.isBusy || error.isFull || error.isOutOfMemory || error.isInterrupt
        {
            throw error
        } catch {
            throw Self.failure(error, index, context.store.tables)
        }
        tale.finish(at: .now)
    }

    private static func failure(
        _ error: any Error, _ index: DeferredIndex, _ tables: HistoryTables
    ) -> MigrationError {
        let (reason, way) =
            switch error {
            case let error as DeferredIndex.Taken:
                ("there is another \(error.kind) of its name by now", "Drop or rename that")
            case let error as DeferredIndex.Unfit:
                (error.reason, "Bring back what the index is made of")
            default:
                (error.publicDescription, "Mend the rows that it can't be built from")
            }
        return MigrationError(
            .indexNotRebuilt,
            "The index \(index.name) on \(index.table), which was dropped for a batch, can't be built again: "
                + reason,
            hint:
                "\(way), then run or roll back again; to do without such indexes set deferred_indexes in "
                + "\(tables.checkpoints) to NULL.",
            outcome: .failed)
    }

    // MARK: Room

    /// The files of the sorter, and the log, which a transaction can't let go of before its end.
    func need(_ indexes: [DeferrableIndex], rows: Int) -> DiskNeed {
        var need = DiskNeed()
        guard let database = context.database else { return need }
        need.add(indexes, rows: rows, ofDatabase: database)
        return need
    }
}

extension DiskNeed {
    /// What building indexes takes: the sorter's files, and as much in the log, since it is one transaction.
    mutating func add(_ indexes: [DeferrableIndex], rows: Int, ofDatabase path: String) {
        let size = indexes.map { $0.sizeInBytes(rows: rows) }.reduce(0, +)
        add(size, in: SorterDirectory.path())
        add(size, in: FileSystem.directory(path))
    }

    var isEnough: Bool { volumes.allSatisfy(\.isEnough) }
}

/// Tells how far the building of an index is, by what SQLite's virtual machine did.
private struct IndexTale {
    /// Instructions between two looks: some milliseconds.
    static let interval = 20_000
    /// A row is read, packed and handed to the sorter, then taken from it and put into the index.
    private static let instructionsPerRow = 10
    private static let pause: Duration = .milliseconds(100)

    private let index: DeferredIndex
    private let place: MigrationProgress
    private let context: RunContext
    private let start = ContinuousClock.now
    private var lastTold = ContinuousClock.now
    private var instructions = 0

    init(_ index: DeferredIndex, _ place: MigrationProgress, _ context: RunContext) {
        self.index = index
        self.place = place
        self.context = context
    }

    mutating func advance(at now: ContinuousClock.Instant) {
        instructions += Self.interval
        if now - lastTold >= Self.pause { tell(at: now) }
    }

    mutating func tell(at now: ContinuousClock.Instant) {
        lastTold = now
        let expected = Double(max(1, index.rowCount * Self.instructionsPerRow))
        // All of it is said at the end alone.
        tell(min(0.99, Double(instructions) / expected), at: now)
    }

    func finish(at now: ContinuousClock.Instant) {
        tell(1, at: now)
    }

    private func tell(_ fraction: Double, at now: ContinuousClock.Instant) {
        context.onProgress(
            .index(
                place,
                IndexProgress(
                    name: index.name, table: index.table, rows: index.rowCount, fraction: fraction,
                    elapsed: now - start)))
    }
}
