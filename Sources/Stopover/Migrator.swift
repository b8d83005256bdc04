import Dispatch
public import GRDB
public import Logging

/// Applies migrations to a database, and takes them back.
///
/// ```swift
/// let migrator = try Migrator(dbPool, migrations: [CreateContacts(), NormalizePhones()])
/// try await migrator.run()
/// ```
public struct Migrator: Sendable {
    private let writer: any DatabaseWriter
    let registry: MigrationRegistry
    private let store: HistoryStore
    private let newerDatabase: NewerDatabase
    private let settings: RunSettings
    let snapshotDirectory: String?
    private let logger: Logger?
    /// Tests record the snapshots' files through it, or fail a call.
    var fileFailpoint: @Sendable (Directory.Call) throws -> Void = { _ in }

    /// Works through the app's own connection: chunks queue with the app's writes, and its
    /// observations see the changes.
    ///
    /// - Parameter snapshotDirectory: where snapshots are kept; unless given, `<database>.snapshots`.
    /// - Throws: ``MigrationError`` where the migrations can't be registered.
    public init(
        _ writer: any DatabaseWriter, migrations: [any Migration],
        historyTable: String = "_migrations", newerDatabase: NewerDatabase = .refuse,
        settings: RunSettings = RunSettings(), snapshotDirectory: String? = nil,
        logger: Logger? = nil
    ) throws {
        self.writer = writer
        self.snapshotDirectory = snapshotDirectory
        registry = try MigrationRegistry(migrations)
        store = HistoryStore(tables: HistoryTables(history: historyTable))
        self.newerDatabase = newerDatabase
        self.settings = settings
        self.logger = logger
    }

    /// Opens a connection of its own, with `synchronous=FULL`, `foreign_keys=ON` and a busy timeout
    /// of 5 seconds unless `configuration` says otherwise. The database keeps its journal mode.
    ///
    /// - Parameter create: makes the database where there is none; without it that is refused.
    /// - Throws: ``MigrationError`` where there is no database, or the migrations can't be registered.
    public init(
        path: String, create: Bool = false, configuration: Configuration? = nil,
        migrations: [any Migration],
        historyTable: String = "_migrations", newerDatabase: NewerDatabase = .refuse,
        settings: RunSettings = RunSettings(), snapshotDirectory: String? = nil,
        logger: Logger? = nil
    ) throws {
        // Registered first: a mistake in the code makes no database.
        _ = try MigrationRegistry(migrations)
        try self.init(
            try OwnConnection.open(path, create: create, configuration: configuration),
            migrations: migrations, historyTable: historyTable, newerDatabase: newerDatabase,
            settings: settings, snapshotDirectory: snapshotDirectory, logger: logger)
    }

    // MARK: Looking

    /// Every migration with its state. Changes nothing.
    public func status() throws -> StatusReport {
        let (state, path) = try read { (try store.state($0), $0.mainFilePath) }
        return Outlet.report.tell(
            StatusReport(
                registry: registry, state: state, newerDatabase: newerDatabase,
                lockHolder: path.flatMap(RunLock.currentHolder(database:))))
    }

    /// What `run(to:)` would do. Changes nothing.
    ///
    /// - Throws: what `run(to:)` would refuse.
    public func plan(to target: MigrationVersion? = nil) throws -> Plan {
        try plan(.up) { try selection.up(to: target, $0) }
    }

    /// What `rollback` would do: of row snapshots also how many rows would go back, and how many
    /// conflicts there are. Changes nothing.
    public func rollbackPlan(
        _ extent: RollbackExtent = .last(1), conflicts: ConflictPolicy = .report
    ) throws -> Plan {
        try plan(.down, conflicts) { try selection.down(extent, $0) }
    }

    private func plan(
        _ direction: Direction, _ conflicts: ConflictPolicy = .report,
        _ select: (HistoryState) throws -> [MigrationPlan]
    ) throws -> Plan {
        let (state, plan, directory) = try read { db in
            let state = try store.state(db)
            let planner = Planner(
                configuration: writer.configuration, history: state, tables: store.tables)
            let plan = try planner.plan(try select(state), direction, db)
            return (state, plan, db.mainFilePath.map(snapshotDirectory(of:)))
        }
        // Outside the access to the connection: it takes as long as there are rows.
        let opened = try RowSnapshots(directory: directory, watch: .silent).opened(plan.migrations)
        let forecasts = try plan.forecasts(opened, conflicts, writer)
        return try read { db in
            try Outlet.report.tell(
                Plan(plan, state, settings, directory, forecasts, db))
        }
    }

    /// Path, sizes, tables and history.
    ///
    /// - Parameter countingRows: counts the rows of every table, which reads them all.
    public func info(countingRows: Bool = false) throws -> DatabaseInfo {
        try read {
            try Outlet.report.tell(DatabaseInfo($0, store: store, countingRows: countingRows))
        }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try writer.readWhole(body)
        } catch let error as DatabaseError {
            throw MigrationError(error)
        }
    }

    // MARK: Changing

    /// Applies what is pending, up to `target`, or goes on where it stopped. Cancelling the task
    /// stops at the next chunk boundary (the report's outcome tells so); so does `budget`, a time.
    ///
    /// - Throws: ``MigrationError``; its `outcome` says whether anything was changed.
    @discardableResult
    public func run(
        to target: MigrationVersion? = nil, for budget: Duration? = nil,
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) async throws -> RunReport {
        let stop = StopSignal()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A thread of its own: the work blocks, and must not block the shared pool.
                DispatchQueue(label: "stopover.run").async {
                    continuation.resume(
                        with: Result {
                            try runAndWait(
                                to: target, for: budget, stop: stop, onProgress: onProgress)
                        })
                }
            }
        } onCancel: {
            stop.request()
        }
    }

    /// As `run`, on this thread: for app start. `stop` asks it to stop from another one.
    @discardableResult
    public func runAndWait(
        to target: MigrationVersion? = nil, for budget: Duration? = nil,
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RunReport {
        try locked("run", budget: budget, stop, onProgress) { context in
            try runner(context).run(to: target)
        }
    }

    /// Takes migrations back, newest first, a half-done one first: by their `down` steps, and those of
    /// batches alone that have none from their row snapshots. After a crash it goes on where it was.
    /// `.last` takes back none in the place of one that was begun and committed nothing: `irreversible`.
    ///
    /// - Parameter conflicts: what becomes of values that were changed again since the migration.
    /// - Throws: ``MigrationError``: `irreversible`, `snapshot-missing`, `snapshot-damaged`, `conflict` and
    ///   what `run(to:)` throws; its `outcome` says whether anything was changed.
    @discardableResult
    public func rollback(
        _ extent: RollbackExtent = .last(1), conflicts: ConflictPolicy = .report,
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RunReport {
        try locked("rollback", stop, onProgress) { context in
            try runner(context).rollback(extent, conflicts)
        }
    }

    /// Records the migrations up to `version` as applied without running them; returns those that
    /// were not recorded before.
    @discardableResult
    public func baseline(at version: MigrationVersion) throws -> [MigrationVersion] {
        try locked("baseline", StopSignal(), Self.silent) { context in
            try Baseline(context: context, registry: registry).record(upTo: version)
        }
    }

    /// Drops every object in the database and applies all migrations anew, after a database snapshot
    /// unless the settings say `.none`.
    @discardableResult
    public func reset(
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RunReport {
        try locked("reset", stop, onProgress) { context in
            let reset = Reset(context: context, registry: registry)
            try reset.tryAnew()
            let snapshot =
                try settings.snapshot == .none
                ? nil : context.snapshotTaker?.takeChecked(.init(purpose: .reset))
            try reset.dropEverything()
            // Of what is empty now there is nothing to keep.
            var context = context
            context.settings.snapshot = .none
            var report = try runner(context).run(to: nil)
            report.snapshots.insert(contentsOf: [snapshot].compactMap(\.self), at: 0)
            return report
        }
    }

    private func snapshotDirectory(of path: String) -> SnapshotDirectory {
        let database = FileSystem.realPath(path)
        return SnapshotDirectory(
            path: snapshotDirectory ?? SnapshotDirectory.path(ofDatabase: database),
            database: database, failpoint: fileFailpoint)
    }

    static let silent: @Sendable (ProgressEvent) -> Void = { _ in }

    private func runner(_ context: RunContext) -> Runner {
        Runner(context: context, selection: selection)
    }

    private var selection: RunSelection {
        RunSelection(
            registry: registry, newerDatabase: newerDatabase,
            acceptChanged: settings.acceptChanged)
    }

    /// Runs `body` as the one runner. A database in memory has no other.
    func locked<Result>(
        _ purpose: String, budget: Duration? = nil, _ stop: StopSignal,
        _ onProgress: @escaping @Sendable (ProgressEvent) -> Void,
        _ body: (RunContext) throws -> Result
    ) throws -> Result {
        let onProgress: @Sendable (ProgressEvent) -> Void = { onProgress(Outlet.event.tell($0)) }
        let path = try read(\.mainFilePath)
        let lock = try path.map {
            try RunLock.acquire(
                database: $0, purpose: purpose, wait: settings.lockWait, stop: stop,
                onWait: { onProgress(.waiting(holder: $0)) })
        }
        let context = RunContext(
            writer: writer, store: store, settings: settings,
            stop: StopConditions(
                signal: stop, deadline: budget.map { ContinuousClock.now + $0 },
                minimumFreeBytes: settings.minimumFreeBytes, volume: path),
            logger: logger, onProgress: onProgress, database: path.map(FileSystem.realPath),
            snapshots: path.map(snapshotDirectory(of:)),
            lastWriteBefore: path.flatMap(FileSystem.lastWrite(database:)))
        do {
            return try Outlet.report.tell(withExtendedLifetime(lock) { try body(context) })
        } catch let error as DatabaseError {
            throw MigrationError(error)
        }
    }
}
