/// What a run would do.
public struct Plan: Sendable, Hashable {
    public let direction: Direction
    /// In the order in which they would run.
    public let migrations: [PlannedMigration]
    /// What others will wait for, what can't be undone, and the like; sentences.
    public let notes: [String]
    /// Room on each volume that is written to, the database's first; empty in memory.
    public let disks: [DiskPlan]

    public var isEmpty: Bool { migrations.isEmpty }
}

/// One migration of a plan.
public struct PlannedMigration: Sendable, Hashable {
    public let version: MigrationVersion
    public let name: String
    public let description: String
    public let isReversible: Bool
    /// A snapshot of the whole database is taken before it.
    public let takesSnapshot: Bool
    /// What its batches change is kept in a row snapshot.
    public var keepsRows = false
    /// It is half done; the steps are those that are left.
    public let resumes: Bool
    public let steps: [PlannedStep]
}

/// One step of a plan.
public struct PlannedStep: Sendable, Hashable {
    /// Such as `Transform contacts` or `Execute: CREATE TABLE contacts …`.
    public let description: String
    /// Of a batch: the columns that it pages by.
    public let key: [String]
    /// Of a batch on a table that exists now: rows to pass by.
    public let rows: Int?
    /// Of a batch: at the rate that the history shows, or at 300,000 rows a second.
    public let expected: Duration?
    /// Tables whose rows the step writes, by name.
    public let writes: [String]
    /// Of a step that puts rows back: values that are another by now, or stand in the way of others.
    public var conflicts: Int?
    /// Of a batch: indexes that are dropped for it and built again, or with ``IndexPolicy/auto`` may be.
    public var rebuiltIndexes: [String] = []
}

/// Room on a volume.
public struct DiskPlan: Sendable, Hashable {
    /// A directory that is on it.
    public let volume: String
    public let freeBytes: Int
    public let neededBytes: Int
}
