import Foundation
public import GRDB
public import Logging

/// Applies migrations to a database, and takes them back.
///
/// ```swift
/// let migrator = try Migrator(dbPool, migrations: [CreateContacts(), NormalizePhones()])
/// try await migrator.run()
/// ```
public struct Migrator: Sendable {
    /// Works through the app's own connection: chunks queue with the app's writes, and its
    /// observations see the changes.
    ///
    /// - Throws: ``MigrationError`` where the migrations can't be registered.
    public init(
        _ writer: any DatabaseWriter, migrations: [any Migration],
        historyTable: String = "_migrations", newerDatabase: NewerDatabase = .refuse,
        settings: RunSettings = RunSettings(), logger: Logger? = nil
    ) throws { fatalError("being built") }

    /// Opens a connection of its own, with `synchronous=FULL`, `foreign_keys=ON` and a busy timeout of 5 seconds
    /// unless `configuration` says otherwise.
    ///
    /// - Parameter create: makes the database where there is none; without it that is refused.
    public init(
        path: String, create: Bool = false, configuration: Configuration? = nil,
        migrations: [any Migration],
        historyTable: String = "_migrations", newerDatabase: NewerDatabase = .refuse,
        settings: RunSettings = RunSettings(), logger: Logger? = nil
    ) throws { fatalError("being built") }

    /// Every migration with its state. Changes nothing.
    public func status() throws -> StatusReport { fatalError("being built") }

    /// What `run(to:)` would do. Changes nothing.
    public func plan(to target: MigrationVersion? = nil) throws -> Plan { fatalError("being built") }

    /// What `rollback` would do. Changes nothing.
    public func rollbackPlan(_ extent: RollbackExtent = .last(1)) throws -> Plan {
        fatalError("being built")
    }

    /// Applies what is pending, up to `target`, or goes on where it stopped. Cancelling the task
    /// stops at the next chunk boundary (the report's outcome tells so); so does `budget`, a time.
    @discardableResult
    public func run(
        to target: MigrationVersion? = nil, for budget: Duration? = nil,
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) async throws -> RunReport { fatalError("being built") }

    /// As `run`, on this thread: for app start. `stop` asks it to stop from another one.
    @discardableResult
    public func runAndWait(
        to target: MigrationVersion? = nil, for budget: Duration? = nil,
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RunReport { fatalError("being built") }

    /// Takes migrations back, newest first, by their `down` steps; a half-done one first.
    @discardableResult
    public func rollback(
        _ extent: RollbackExtent = .last(1), stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RunReport { fatalError("being built") }

    /// Records the migrations up to `version` as applied without running them; returns those that
    /// were not recorded before.
    @discardableResult
    public func baseline(at version: MigrationVersion) throws -> [MigrationVersion] {
        fatalError("being built")
    }

    /// Drops every object in the database and applies all migrations anew.
    @discardableResult
    public func reset(
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws -> RunReport { fatalError("being built") }

    /// Path, sizes, tables and history.
    ///
    /// - Parameter countingRows: counts the rows of every table, which reads them all.
    public func info(countingRows: Bool = false) throws -> DatabaseInfo { fatalError("being built") }
}

/// What a database that is newer than the code means.
public enum NewerDatabase: Sendable {
    /// It is refused.
    case refuse
    /// Applied migrations that the code does not know, above its highest, are let be.
    case allow
}

/// Which migrations to take back.
public enum RollbackExtent: Sendable, Hashable {
    /// The last so many applied ones; a half-done one is taken back first and counts.
    case last(Int)
    /// All after the version, which stays. `0` takes back all.
    case to(MigrationVersion)
}
